from typing import Any

from django.db import migrations, models
from django.db.models.functions import Now


def call_lost(apps: Any, _editor: Any) -> None:
    """Until now a phone was suspended only where its person had called it lost."""
    apps.get_model("devices", "PhoneAccount").objects.filter(state="suspended").update(lost_at=Now())


class Migration(migrations.Migration):
    dependencies = [("devices", "0020_phones_note_which_notices_were_seen")]

    operations = [
        migrations.AddField(
            model_name="phoneaccount",
            name="last_used_place",
            field=models.CharField(blank=True, max_length=8, default=""),
            preserve_default=False,
        ),
        migrations.AddField(model_name="phoneaccount", name="lost_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(call_lost, migrations.RunPython.noop),
    ]
