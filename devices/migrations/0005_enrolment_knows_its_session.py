from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devices", "0004_authenticator_apps")]

    operations = [
        # Empty for those under way: they count as ended, and are begun again.
        migrations.AddField("enrolment", "auth_hash", models.CharField(default="", max_length=64)),
    ]
