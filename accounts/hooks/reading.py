"""From the next events of the log to what is owed to whom: each event once (accounts.audit.readers)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Now

from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.hooks.models import Delivery, Hook


def read(events: Sequence[AuditEvent]) -> None:
    """Notes what each hook of the events' organisations is owed, and that there is something to do."""
    tenants = {event.tenant_id for event in events} - {None}
    # Locked, so that whoever notes how the last sending ended sees what is added here.
    hooks = list(Hook.objects.select_for_update(no_key=True).filter(tenant__in=tenants).order_by("pk"))
    for hook in hooks:
        owed = [event for event in events if event.tenant_id == hook.tenant_id and hook.wants(event.kind)]
        state = Delivery.State.WAITS if hook.off_since is None else Delivery.State.OFF
        Delivery.objects.bulk_create(
            (Delivery(hook=hook, event=event, state=state) for event in owed if event.at >= hook.made_at),
            ignore_conflicts=True,
        )
    if hooks:
        idle = Q(due_at=None, off_since=None)
        waiting = Delivery.objects.filter(hook__in=hooks, state=Delivery.State.WAITS).values("hook")
        Hook.objects.filter(idle, pk__in=waiting).update(due_at=Now())


READER = Reader("hooks", read)
