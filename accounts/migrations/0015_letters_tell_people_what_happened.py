"""People get a mail address: at first their username, where it is one. What they are to be told waits in a table."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from accounts.users.mail_address import mail_address_in

AT_ONCE = 500


def fill(apps: Any, _schema_editor: Any) -> None:
    user = apps.get_model("accounts", "User")
    people = list(user.objects.only("username"))
    for person in people:
        person.mail_address = mail_address_in(person.username)
    user.objects.bulk_update(people, ["mail_address"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_browsers_remember_the_second_step"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mail_address",
            field=models.CharField(blank=True, max_length=254, verbose_name="mail address"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Untold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.UUIDField()),
                ("addresses", models.JSONField()),
                ("language", models.CharField(max_length=8)),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.auditevent",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person"], name="untold_of_person")],
            },
        ),
    ]
