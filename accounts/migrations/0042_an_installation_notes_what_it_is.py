from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0040_what_processes_share_can_stand_in_the_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="InstallationNote",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("said", models.JSONField()),
            ],
        ),
    ]
