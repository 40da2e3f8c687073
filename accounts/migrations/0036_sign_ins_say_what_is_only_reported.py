from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0035_organisations_have_logos_and_warnings"),
    ]

    operations = [
        migrations.AddField(
            model_name="signinattempt",
            name="reported",
            field=models.CharField(default="", max_length=8),
        ),
        migrations.AddIndex(
            model_name="signinattempt",
            index=models.Index(
                fields=["tenant", "reported", "-at", "-id"],
                condition=models.Q(("reported", ""), _negated=True),
                name="attempt_by_reported",
            ),
        ),
    ]
