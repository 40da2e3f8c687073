"""From what a call shows to whose token it is, and whether that counts now."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.refusals import UnusableToken
from accounts.api_tokens.services import PURPOSE
from accounts.lasting.services import lasting_digests
from accounts.throttle.counting import MINUTE, Limit, count
from accounts.users.roles import Act, may

CALLS_PER_MINUTE = 300
SEEN_EVERY = timedelta(minutes=1)
LONGEST_SHOWN = 128


def token_shown(secret: str, *, address: str) -> ApiToken:
    """The token that this is, counted as one call. Raises UnusableToken, TooManyTries."""
    digests = lasting_digests(secret, purpose=PURPOSE) if 0 < len(secret) <= LONGEST_SHOWN else ()
    found = ApiToken.objects.filter(digest__in=digests, ends_at__gt=Now())
    token = found.select_related("tenant", "made_by__tenant").first() if digests else None
    if token is None or not counts(token):
        raise UnusableToken("no token that works")
    count(Limit(scope="api token", key=str(token.pk), most=CALLS_PER_MINUTE, seconds=MINUTE))
    _note_use(token, address=address)
    return token


def counts(token: ApiToken) -> bool:
    """Whoever made it must still be somebody who may make one: else it is dead, whatever its scopes are (T37)."""
    in_use = token.tenant.is_active and token.made_by.tenant.is_active
    return in_use and may(token.made_by, Act.CHANGE_API_KEYS, on=token.tenant)


def _note_use(token: ApiToken, *, address: str) -> None:
    """That it was used and from where, once a minute at most, and from elsewhere at once."""
    is_old = Q(last_used_at=None) | Q(last_used_at__lt=Now() - SEEN_EVERY) | ~Q(last_address=address)
    ApiToken.objects.filter(is_old, pk=token.pk).update(last_used_at=Now(), last_address=address)
