"""The worker's part: looks for the record of a claim, and what follows from what it sees."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django_tasks import task

from accounts import clock
from accounts.audit.log import record
from accounts.domains import events
from accounts.domains.looking_up import Records, is_proof, look_up, verdict_of
from accounts.domains.models import DomainClaim
from accounts.domains.staying import note_those_who_stay
from accounts.tenants.domains import u_labels
from accounts.tenants.look_alikes import is_drawn_like
from accounts.tenants.models import Domain, Tenant

# Often at first, when somebody waits for it, then more and more seldom: a tenth of its age.
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
LOOKED_FOR = timedelta(days=7)
MOST_AT_ONCE = 50
# The worker has other things to do: of servers that do not answer a turn asks no more.
LOOKING_SECONDS = 60
Found = DomainClaim.Found


@task()
def look(claim_id: str) -> None:
    """Looks for the record of one claim. May run twice, and at once: one of them makes it a domain."""
    look_at(uuid.UUID(claim_id))


def look_at(claim_id: uuid.UUID) -> None:
    claim = DomainClaim.objects.filter(pk=claim_id, tenant__is_active=True).first()
    if claim is not None:
        # Asked with nothing held: whose server it is may take its time.
        settle(claim.pk, look_up(claim.name))


@task()
def look_for_all() -> None:
    """Looks for the records of those whose time it is, some at a time."""
    due = DomainClaim.objects.filter(look_due_at__lte=Now()).order_by("look_due_at")
    ends = time.monotonic() + LOOKING_SECONDS
    for claim_id in list(due.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        if time.monotonic() > ends:
            break
        look_at(claim_id)
        # Of an organisation that is out of use, which was not looked at.
        DomainClaim.objects.filter(pk=claim_id, look_due_at__lte=Now()).update(
            look_due_at=Now() + LONGEST_PAUSE
        )


@transaction.atomic
def settle(claim_id: uuid.UUID, records: Records) -> None:
    """Write down what was seen; a domain that is proven becomes the organisation's."""
    claim = DomainClaim.objects.select_for_update(no_key=True).filter(pk=claim_id).first()
    if claim is None:
        return
    found, values = verdict_of(records)
    if is_proof(records, expected=claim.record):
        if _give(claim):
            return
        found, values = Found.TAKEN, []
        if claim.found != Found.TAKEN:
            record(events.REFUSED, tenant=claim.tenant_id, actor=None, domain=claim.shown)
    now = clock.now()
    DomainClaim.objects.filter(pk=claim.pk).update(
        found=found, values=values, looked_at=now, look_due_at=_next_look(claim, now=now)
    )


def _next_look(claim: DomainClaim, *, now: datetime) -> datetime | None:
    age: timedelta = now - claim.claimed_at
    if age >= LOOKED_FOR:
        return None
    return now + min(LONGEST_PAUSE, max(SHORTEST_PAUSE, age / 10))


def _give(claim: DomainClaim) -> bool:
    """Make it the organisation's domain; False when another has it, or one that is drawn alike."""
    others = Domain.objects.exclude(tenant=claim.tenant_id)
    shown = u_labels(claim.name)
    if any(other.name == claim.name or is_drawn_like(shown, other.shown) for other in others.iterator()):
        return False
    try:
        with transaction.atomic():
            Domain.objects.update_or_create(
                name=claim.name,
                tenant_id=claim.tenant_id,
                defaults={"is_verified": True, "proven_at": clock.now()},
            )
    except IntegrityError:
        return False  # another was proven at this moment
    note_those_who_stay(Tenant.objects.get(pk=claim.tenant_id), claim.name)
    record(events.PROVEN, tenant=claim.tenant_id, actor=None, domain=shown, record=claim.record)
    claim.delete()
    return True
