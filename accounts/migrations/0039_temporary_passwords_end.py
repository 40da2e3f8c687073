from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone


def give_them_a_week(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  as RunPython calls it
    """Those that wait to be used begin their time now."""
    waiting = apps.get_model("accounts", "User").objects.filter(password_is_temporary=True)
    waiting.update(temporary_until=timezone.now() + timedelta(days=7))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0038_some_people_stand_for_all"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="temporary_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(give_them_a_week, migrations.RunPython.noop),
    ]
