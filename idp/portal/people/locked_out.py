"""Whom the list finds as locked out (E16): counts of wrong tries lead back to nobody, so those are asked who tried."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from accounts import clock
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.throttle.guesses import MONTH
from accounts.users.access import users_in
from accounts.ways.password.unlocking import shut_among

# However many tries a flood makes, so many of the latest are looked at, and of so many people.
TRIES_LOOKED_AT, PEOPLE_LOOKED_AT = 5000, 500
# As long as anybody can be locked out.
LOOKED_BACK = timedelta(seconds=MONTH)


def locked_out(tenant: UUID) -> set[UUID]:
    """Who of the organisation is locked out of a way now, among those whose tries of it were not accepted lately."""
    tries = SignInAttempt.objects.filter(
        tenant=tenant, result=SignInAttempt.Result.REFUSED, at__gte=clock.now() - LOOKED_BACK
    )
    tried: dict[UUID, set[str]] = {}
    for person, methods in tries.order_by("-at", "-id").values_list("person", "methods")[:TRIES_LOOKED_AT]:
        if person in tried or len(tried) < PEOPLE_LOOKED_AT:
            tried.setdefault(person, set()).update(methods)
    return shut_among(users_in(Tenant(pk=tenant)).filter(pk__in=tried), tried=tried)
