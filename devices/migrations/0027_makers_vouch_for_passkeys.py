import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("devices", "0026_denials_of_a_tenant_are_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttestationRoot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("pem", models.TextField()),
                ("statement_format", models.CharField(max_length=16)),
                ("aaguids", models.JSONField(default=list)),
                ("not_after", models.DateTimeField()),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ("name", "pk")},
        ),
        migrations.AddConstraint(
            model_name="attestationroot",
            constraint=models.UniqueConstraint(
                fields=("fingerprint", "statement_format"), name="attestation_root_once"
            ),
        ),
        migrations.AddField(
            model_name="passkey",
            name="attested_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="devices.attestationroot",
            ),
        ),
    ]
