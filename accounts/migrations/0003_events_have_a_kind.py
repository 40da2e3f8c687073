"""An event's kind is a column, filled from its tag, and what the log is filtered by has its index."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Left, StrIndex, Substr

from accounts.audit.append_only import allow, forbid


def fill(apps: Any, _schema_editor: Any) -> None:
    """kind is the tag up to its second colon."""
    colon = Value(":")
    first = StrIndex(F("tag"), colon)
    second = first + StrIndex(Substr(F("tag"), first + 1), colon)
    apps.get_model("accounts", "AuditEvent").objects.update(kind=Left(F("tag"), second - 1))


class Migration(migrations.Migration):
    dependencies = (("accounts", "0002_audit_is_append_only"),)
    operations = (
        migrations.RunPython(allow, forbid),
        migrations.RemoveIndex(model_name="auditevent", name="audit_of_subject"),
        migrations.AddField(
            model_name="auditevent",
            name="kind",
            field=models.CharField(default="", max_length=80, verbose_name="kind"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="auditevent",
            name="subject",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="tenant",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.tenant",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["tenant", "kind", "-id"], name="audit_of_tenant_by_kind"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["kind", "-id"], name="audit_by_kind"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["subject", "tag", "-id"], name="audit_of_subject_by_tag"),
        ),
        migrations.RunPython(forbid, allow),
    )
