"""Whoever a browser is known for is found by an index, however many browsers are known."""

from django.db import migrations, models

from accounts.many.indexes import AddIndexBesidePeople


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0042_an_installation_notes_what_it_is")]

    operations = [
        AddIndexBesidePeople(
            model_name="knownbrowser",
            index=models.Index(fields=["browser_digest"], name="browser_by_digest"),
        ),
    ]
