"""The database itself refuses to change or delete an audit event."""

from django.db import migrations

from accounts.audit.append_only import allow, forbid


class Migration(migrations.Migration):
    dependencies = (("accounts", "0001_initial"),)
    operations = (migrations.RunPython(forbid, allow),)
