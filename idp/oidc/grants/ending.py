"""Ending a grant, and with it everything that came of it; forgetting what is over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.audit.log import record
from idp.oidc.applications.events import REUSED
from idp.oidc.grants.models import Grant, RefreshToken

CODE, REFRESH_TOKEN = "code", "refresh_token"
# A thief may come late: so long is it known that something was used before.
OVER_KEPT = timedelta(days=1)


def end(grant: Grant) -> bool:
    """End it; False: it had ended."""
    return bool(Grant.objects.filter(pk=grant.pk, ended_at=None).update(ended_at=Now()))


@transaction.atomic
def end_reused(grant: Grant, what: str) -> None:
    """End it, for `what` of it was used twice; the log says so once."""
    if end(grant):
        record(
            REUSED,
            tenant=grant.application.tenant_id,
            subject=grant.user,
            application=grant.application.name,
            twice=what,
        )


def past() -> QuerySet[Grant]:
    """Grants that were over a day ago, with their tokens: by time, by somebody, or because nobody came for them."""
    never = Q(redeemed_at=None, code_until__lt=Now() - OVER_KEPT)
    ended = Q(ended_at__lt=Now() - OVER_KEPT) | Q(ends_at__lt=Now() - OVER_KEPT)
    return Grant.objects.filter(never | ended)


def past_tokens() -> QuerySet[RefreshToken]:
    """Refresh tokens whose own time was over a day ago, used or not: nothing is given for them in any case."""
    return RefreshToken.objects.filter(until__lt=Now() - OVER_KEPT)
