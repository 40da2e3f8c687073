from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0014_keys_change")]

    operations = [
        migrations.AddField(model_name="phone", name="capabilities", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="phoneaccount", name="unlock_attested", field=models.BooleanField(default=False)
        ),
        migrations.AlterField(
            model_name="phoneaccount",
            name="unlock_mode",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "none"),
                    ("platform", "the phone's own lock"),
                    ("pin", "the app's PIN"),
                    ("hardware", "a key that the phone guards"),
                ],
                default="",
                max_length=8,
                verbose_name="unlock",
            ),
        ),
    ]
