from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0041_digests_outlast_the_key_that_made_them"),
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
