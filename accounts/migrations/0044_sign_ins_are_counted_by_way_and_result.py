"""What was counted apart by application and place, which nobody ever asked for, is counted together."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Sum


def put_together(apps: Any, _schema_editor: Any) -> None:
    """Of one organisation after the other. The release before goes on counting apart: sums are right with both."""
    # Who counts has this row: nobody does meanwhile.
    list(
        apps.get_model("accounts", "LogReader").objects.select_for_update(no_key=True).filter(name="sign_ins")
    )
    model = apps.get_model("accounts", "SignInsOfDay")
    for tenant in model.objects.order_by().values_list("tenant_id", flat=True).distinct():
        rows = model.objects.filter(tenant_id=tenant).order_by()
        kinds = rows.values("tenant_id", "day", "method", "result").annotate(many=Sum("count"))
        together = [model(count=kind.pop("many"), **kind) for kind in kinds]
        rows.delete()
        model.objects.bulk_create(together, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0043_a_browser_is_found_by_its_digest")]

    operations = [migrations.RunPython(put_together, migrations.RunPython.noop)]
