from typing import Any

from django.db import migrations, models


def keep_who_is_quiet(apps: Any, _editor: Any) -> None:
    apps.get_model("devices", "ApprovalRequest").objects.filter(notify_state="quiet").update(is_quiet=True)


class Migration(migrations.Migration):
    dependencies = [("devices", "0002_kind_without_choices_and_open_enrolments")]

    operations = [
        migrations.AddField("approvalrequest", "is_quiet", models.BooleanField(default=False)),
        migrations.RunPython(keep_who_is_quiet, migrations.RunPython.noop),
        migrations.RemoveField("approvalrequest", "notify_state"),
        migrations.AddField("approvalrequest", "wake_due_at", models.DateTimeField(null=True)),
        migrations.AddField("approvalrequest", "wake_tries", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("approvalrequest", "wake_left", models.JSONField(null=True)),
        migrations.AddIndex(
            "approvalrequest",
            models.Index(
                fields=("wake_due_at",),
                condition=models.Q(state="pending", wake_due_at__isnull=False),
                name="wake_due",
            ),
        ),
    ]
