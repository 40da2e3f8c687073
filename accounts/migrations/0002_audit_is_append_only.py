"""The database itself refuses to change or delete an audit event."""

from typing import Any

from django.db import migrations

from accounts.audit.append_only import ALLOW, FORBID


def forbid(_apps: Any, schema_editor: Any) -> None:
    for statement in FORBID[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def allow(_apps: Any, schema_editor: Any) -> None:
    for statement in ALLOW[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("accounts", "0001_initial"),)
    operations = (migrations.RunPython(forbid, allow),)
