"""Who was locked after wrong tries (E16), and that many were: read from the log, beside the sign-in.

That a try was the one that locks is known where it is counted, alike for every name (T13). So nothing is written there:
here, seconds later, it is asked of the counts which of those who were tried are locked now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from accounts import clock
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.signin.events import SIGN_IN_REFUSED
from accounts.throttle.counting import rows_of, shut_now
from accounts.throttle.guesses import Guesses
from accounts.users.models import User
from accounts.warning.events import LOCKED, LOCKOUTS

# So many people within so long are no coincidence.
MANY = 5
WITHIN = timedelta(minutes=15)
LOOKED_AT = 500


def read(events: Sequence[AuditEvent]) -> None:
    """Write down who is locked now of those whom strangers tried, and of organisations where many are."""
    locked = _locked_by(events)
    for person, method in locked:
        record(LOCKED, tenant=person.tenant_id, subject=person, method=method)
    for tenant in sorted({person.tenant_id for person, _method in locked}):
        _look_at(tenant)


def _locked_by(events: Sequence[AuditEvent]) -> list[tuple[User, str]]:
    tried = {
        (event.subject_id, str(event.details.get("method", "")))
        for event in events
        if event.tag == SIGN_IN_REFUSED.tag and event.subject_id and event.details.get("new_browser")
    }
    people = User.objects.in_bulk({person for person, _method in tried})
    named = sorted((people[person].username, person, method) for person, method in tried if person in people)
    limits = {
        limit.digest: (people[person], method, limit)
        for username, person, method in named
        for limit in Guesses(method=method, username=username).limits
    }
    if not limits:
        return []
    shut = {key for key, _seconds in shut_now(rows_of(*(limit for _who, _method, limit in limits.values())))}
    found = {(who.pk, method): (who, method) for key, (who, method, _limit) in limits.items() if key in shut}
    return list(found.values())


def _look_at(tenant: UUID) -> None:
    """Once within the time: the people of an organisation who were locked, where they are many."""
    since = clock.now() - WITHIN
    of_tenant = AuditEvent.objects.filter(tenant=tenant).order_by("-pk")
    lately = of_tenant.filter(kind=LOCKED.kind).values_list("subject", "at")[:LOOKED_AT]
    people = {person for person, at in lately if at >= since}
    said = of_tenant.filter(kind=LOCKOUTS.kind, tag=LOCKOUTS.tag).values_list("at", flat=True).first()
    if len(people) >= MANY and (said is None or said < since):
        record(LOCKOUTS, tenant=tenant, people=len(people))


READER = Reader("lockouts", read)
