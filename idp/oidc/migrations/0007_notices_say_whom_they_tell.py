"""A notice says by itself whom it tells of the end of a session, so that it outlives its application."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def owe_anew(apps: Any, _schema_editor: Any) -> None:
    """What waits says too little: its grants are noted once more, and what was sent is only remembered."""
    notices = apps.get_model("oidc", "LogoutNotice").objects
    waiting = notices.filter(state="waits").values("sid")
    apps.get_model("oidc", "Grant").objects.filter(sid__in=waiting).update(session_over_at=None)
    notices.all().delete()


def of_tenant(**also: Any) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.tenant", **also
    )


def add(name: str, field: models.Field) -> migrations.AddField:
    return migrations.AddField(model_name="logoutnotice", name=name, field=field)


# The database takes a notice without them too: the release before still writes such (idp/oidc/leaving/noticing.py).
SAID = {
    "address": models.TextField(),
    "algorithm": models.CharField(max_length=8),
    "client_id": models.CharField(max_length=500),
    "name": models.CharField(max_length=80),
    "subject": models.CharField(max_length=43),
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0039_temporary_passwords_end"),
        ("oidc", "0006_pushed_requests_bound_tokens_services"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(owe_anew, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="logoutnotice", name="notice_waits_once"),
        migrations.AlterField(
            model_name="logoutnotice",
            name="application",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="oidc.application",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(
                    add(name, type(field)(max_length=field.max_length, db_default=""))
                    for name, field in SAID.items()
                ),
                add("tenant", of_tenant(null=True)),
            ],
            state_operations=[
                *(add(name, field) for name, field in SAID.items()),
                add("tenant", of_tenant()),
            ],
        ),
        migrations.AddConstraint(
            model_name="logoutnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waits")),
                fields=("tenant", "client_id", "sid"),
                name="notice_waits_once",
            ),
        ),
    ]
