"""From the next events of the log to the letters that are due (accounts.audit.readers)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.policy.parts import settings_for
from accounts.tenants.models import Tenant
from accounts.warning import kinds
from accounts.warning.models import WarningDue
from accounts.warning.settings import KEY, WarningSettings
from accounts.warning.telling import tell

# So that what happens at once is one letter.
GATHERED_FOR = timedelta(minutes=1)


def read(events: Sequence[AuditEvent]) -> None:
    """Note what there is to write of each kind that the organisation of an event wants to hear of."""
    of_tag = kinds.by_tag()
    first: dict[tuple[object, str], AuditEvent] = {}
    for event in events:
        if event.tag in of_tag and event.tenant_id is not None:
            first.setdefault((event.tenant_id, of_tag[event.tag].key), event)
    tenants = Tenant.objects.select_related("policy").in_bulk({event.tenant_id for event in first.values()})
    for (tenant_id, kind), event in first.items():
        tenant = tenants.get(tenant_id)
        if tenant is not None:
            _note(tenant, kind, event)


def _note(tenant: Tenant, kind: str, event: AuditEvent) -> None:
    wanted = settings_for(tenant, KEY, WarningSettings)
    if not wanted.addresses or kind not in wanted.kinds:
        return
    WarningDue.objects.get_or_create(tenant=tenant, kind=kind)
    # Locked, so that whoever writes the letter meanwhile tells of it, or leaves it to the next.
    row = WarningDue.objects.select_for_update(no_key=True).get(tenant=tenant, kind=kind)
    if row.due_at is not None or event.pk <= row.upto:
        return
    row.first_event, row.due_at = event.pk, _due(row, minutes=wanted.minutes)
    row.save(update_fields=["first_event", "due_at"])
    tell.using(run_after=row.due_at).enqueue(row.pk)


def _due(row: WarningDue, *, minutes: int) -> datetime:
    soon = clock.now() + GATHERED_FOR
    return soon if row.written_at is None else max(soon, row.written_at + timedelta(minutes=minutes))


READER = Reader("warnings", read)
