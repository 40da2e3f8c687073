from typing import Any

from django.db import migrations, models
from django.db.models import F

import devices.approvals.state


def remember_what_is_open(apps: Any, _editor: Any) -> None:
    """What was asked before this was counted keeps its place; what it told its person is not known any more."""
    rows = apps.get_model("devices", "ApprovalRequest").objects.filter(state__in=("pending", "approved"))
    rows.update(remembered_until=F("expires_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0009_requests_may_be_reported"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="approvalrequest",
            name="open_for_username",
        ),
        migrations.AddField(
            model_name="approvalrequest",
            name="asked_network",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="approvalrequest",
            name="notifications",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="approvalrequest",
            name="notified_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="approvalrequest",
            name="remembered_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="approvalrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "pending"),
                    ("approved", "approved"),
                    ("consumed", "consumed"),
                    ("denied", "denied"),
                    ("wrong_number", "wrong_number"),
                    ("expired", "expired"),
                    ("cancelled", "cancelled"),
                    ("superseded", "superseded"),
                    ("displaced", "displaced"),
                    ("revoked", "revoked"),
                ],
                default=devices.approvals.state.State["PENDING"],
                max_length=12,
            ),
        ),
        migrations.RunPython(remember_what_is_open, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="approvalrequest",
            index=models.Index(fields=["asked_for", "remembered_until"], name="remembered_of_name"),
        ),
    ]
