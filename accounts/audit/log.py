"""The one way to add to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts.audit import followers
from accounts.audit.events import Event, is_declared
from accounts.audit.models import AuditEvent

if TYPE_CHECKING:
    from accounts.tenants.models import Tenant
    from accounts.users.models import User


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
        details=details,
    )
    if not event.told:
        row.save(force_insert=True)
        return row
    with transaction.atomic():
        row.save(force_insert=True)
        followers.tell(row)
    return row


def _id_of(row: Tenant | User | UUID | None) -> UUID | None:
    return row if row is None or isinstance(row, UUID) else row.pk
