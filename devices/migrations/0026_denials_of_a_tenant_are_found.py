from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0025_approvals_are_kept_as_evidence"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="approvalrequest",
            index=models.Index(
                condition=models.Q(("state__in", ("denied", "wrong_number"))),
                fields=["tenant", "ended_at"],
                name="denied_of_tenant",
            ),
        ),
    ]
