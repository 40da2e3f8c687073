"""How many sign-ins of the last days would have been asked for more by what is only reported, or not come in (E15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts import clock
from accounts.policy.strengths.words import ASKED, MET, REFUSED
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from idp.portal.logs.filters import WRITTEN, address_of

DAYS = 7
# Further than this nobody counts: the log only grows.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Figure:
    """How many there were, and the address that lists them; more than MOST_COUNTED where it is not exact."""

    outcome: str
    count: int
    is_exact: bool
    url: str


def figures_of(tenant: Tenant) -> list[Figure]:
    """Return how many would have been asked for more, would not have come in, and met what is reported."""
    # To the minute, as the page that lists them asks.
    since = (clock.now() - timedelta(days=DAYS)).replace(second=0, microsecond=0)
    written = since.astimezone(timezone.get_current_timezone()).strftime(WRITTEN)
    rows = SignInAttempt.objects.filter(tenant=tenant, at__gte=since)
    listed = reverse("admin:sign_ins_of", args=(tenant.pk,))
    found = []
    for outcome in (ASKED, REFUSED, MET):
        # In the order of its index: without, the database may read from the oldest on.
        count = rows.filter(reported=outcome)[: MOST_COUNTED + 1].count()
        asked = address_of({"reported": outcome, "since": written, "zone": "UTC"})
        is_exact = count <= MOST_COUNTED
        found.append(Figure(outcome, min(count, MOST_COUNTED), is_exact, f"{listed}?{asked}"))
    return found
