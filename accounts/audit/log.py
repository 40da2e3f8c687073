"""The one way to add to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts.audit import followers
from accounts.audit.events import Event, declared_tags, is_declared
from accounts.audit.models import AuditEvent
from accounts.audit.origin import means, origin_of
from accounts.statements.composing import added_once
from accounts.telemetry.measures import Counted

if TYPE_CHECKING:
    from accounts.tenants.models import Tenant
    from accounts.users.models import User

EVENTS = Counted("handslag_events", "What happened, as the audit log calls it.", event=declared_tags)
_add = added_once(AuditEvent, then="RETURNING id")


def record(
    event: Event,
    *,
    tenant: Tenant | UUID | None,
    subject: User | UUID | None = None,
    actor: User | None = None,
    **details: Any,
) -> AuditEvent:
    """Adds one event, in the transaction of the caller: it stands or falls with what it tells of.

    `subject` is whom it happened to, `actor` who did it when that is somebody else; a row or, where it was not read,
    its id. `details` must be JSON and must never hold a secret.
    """
    if not is_declared(event):
        raise ValueError(f"event {event.tag!r} was never declared")
    row = AuditEvent(
        tag=event.tag,
        kind=event.kind,
        tenant_id=_id_of(tenant),
        subject_id=_id_of(subject),
        actor_id=_id_of(actor or subject),
        details={**details, **means()},
    )
    if not event.told:
        _keep(row)
        return row
    if row.actor_id == row.subject_id:
        # Of somebody else who did it the person is told who it was, and not where they sit.
        row.details = {**origin_of(row.subject_id), **row.details}
    with transaction.atomic():
        _keep(row)
        followers.tell(row)
    return row


def _keep(row: AuditEvent) -> None:
    """As quick as a stranger's try is counted, which is told by no event (T13)."""
    row.pk = _add(row)
    EVENTS.add_when_kept(event=row.tag)


def _id_of(row: Tenant | User | UUID | None) -> UUID | None:
    return row if row is None or isinstance(row, UUID) else row.pk
