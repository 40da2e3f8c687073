import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0035_organisations_have_logos_and_warnings"),
    ]

    operations = [
        migrations.AddField(
            model_name="domain",
            name="proven_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="proven"),
        ),
        migrations.AddField(
            model_name="tenant",
            name="shares_addresses",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="DomainClaim",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=253)),
                ("value", models.CharField(max_length=64)),
                ("claimed_at", models.DateTimeField(auto_now_add=True, verbose_name="claimed")),
                ("looked_at", models.DateTimeField(null=True)),
                ("look_due_at", models.DateTimeField(null=True)),
                (
                    "found",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not Yet"),
                            ("nothing", "Nothing"),
                            ("other", "Other"),
                            ("elsewhere", "Elsewhere"),
                            ("no_domain", "No Domain"),
                            ("no_answer", "No Answer"),
                            ("taken", "Taken"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("values", models.JSONField(default=list)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domain_claims",
                        to="accounts.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.AddIndex(
            model_name="domainclaim",
            index=models.Index(
                condition=models.Q(("look_due_at__isnull", False)),
                fields=["look_due_at"],
                name="domain_look_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="domainclaim",
            constraint=models.UniqueConstraint(fields=("tenant", "name"), name="domain_claimed_once"),
        ),
    ]
