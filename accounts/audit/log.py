"""The one way to add to the audit log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from accounts.audit.models import AuditEvent

if TYPE_CHECKING:
    from accounts.tenants.models import Tenant
    from accounts.users.models import User

TAG = re.compile(r"[a-z_]+:[a-z_]+:[a-z_]+")


def record(
    tag: str,
    *,
    tenant: Tenant | UUID | None,
    subject: User | UUID | None = None,
    actor: User | None = None,
    **details: Any,
) -> AuditEvent:
    """Adds one event, in the transaction of the caller: it stands or falls with what it tells of.

    `tag` reads subject:object:what_happened. `subject` is whom it happened to, `actor` who did it when that is
    somebody else; a row or, where it was not read, its id. `details` must be JSON and must never hold a secret.
    """
    if not TAG.fullmatch(tag):
        raise ValueError(f"not an event tag: {tag!r}")
    return AuditEvent.objects.create(
        tag=tag,
        tenant_id=_id_of(tenant),
        subject_id=_id_of(subject),
        actor_id=_id_of(actor or subject),
        details=details,
    )


def _id_of(row: Tenant | User | UUID | None) -> UUID | None:
    return row if row is None or isinstance(row, UUID) else row.pk


def last_sign_ins(user: User) -> dict[str, AuditEvent]:
    """For each method, the user's latest sign-in by it among the last hundred."""
    latest: dict[str, AuditEvent] = {}
    for event in AuditEvent.objects.filter(subject=user, tag="user:sign_in:succeeded")[:100]:
        for method in event.details.get("methods", ()):
            latest.setdefault(method, event)
    return latest
