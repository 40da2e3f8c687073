from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0027_makers_vouch_for_passkeys"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="phoneaccount",
            index=models.Index(
                condition=models.Q(("state", "active"), _negated=True),
                fields=["state"],
                name="account_not_in_use",
            ),
        ),
    ]
