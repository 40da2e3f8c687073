import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0017_moves_and_phones_at_hand")]

    operations = [
        migrations.AddField(
            model_name="authenticatorapp",
            name="phone_account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="codes",
                to="devices.phoneaccount",
            ),
        ),
        migrations.AddConstraint(
            model_name="authenticatorapp",
            constraint=models.UniqueConstraint(
                fields=("phone_account",), name="codes_once_per_account_on_a_phone"
            ),
        ),
    ]
