from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0036_domains_are_proven_by_a_record"),
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
