"""A pushed request: kept, opened once, used once. Each is one conditional UPDATE by the database's clock."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.secrets import digest_of, new_secret
from accounts.throttle.counting import MINUTE, Limit, count
from idp.oidc.applications.models import Application
from idp.oidc.pushed.models import PushedRequest
from idp.oidc.road import marks

PREFIX = "urn:ietf:params:oauth:request_uri:"
# From our answer to the browser that brings it, which is sent here at once.
LIFE_SECONDS = 90
# Of one application. More people than that do not begin to sign in to one within a minute.
PUSHED_A_MINUTE = 600


def push(application: Application, parameters: dict[str, str]) -> str:
    """Keep them; return the `request_uri` by which they are asked for, once. Raises TooManyTries."""
    count(Limit(scope="pushed requests", key=str(application.pk), most=PUSHED_A_MINUTE, seconds=MINUTE))
    secret = new_secret()
    PushedRequest.objects.create(
        application=application,
        digest=digest_of(secret),
        parameters=parameters,
        until=clock.now() + timedelta(seconds=LIFE_SECONDS),
    )
    return PREFIX + secret


def is_pushed(request_uri: str) -> bool:
    """Is it one of ours, as far as can be seen?"""
    return request_uri.startswith(PREFIX)


def opened(application: Application, request_uri: str, *, comes_back: bool) -> PushedRequest | None:
    """Open it: the first who brings it may, and whoever `comes_back` to it from our own pages. None for anybody else.

    One of another application is none to this one.
    """
    rows = PushedRequest.objects.filter(
        application=application,
        digest=digest_of(request_uri.removeprefix(PREFIX)),
        used_at=None,
        until__gt=Now(),
    )
    # Opened, it is as any other request: as long as somebody may take to sign in.
    until = clock.now() + timedelta(seconds=marks.LIFE_SECONDS)
    if not comes_back and not rows.filter(opened_at=None).update(opened_at=Now(), until=until):
        return None
    return rows.exclude(opened_at=None).first()


def use(pushed: PushedRequest) -> bool:
    """It is answered now; False: it was already, or is over."""
    return bool(
        PushedRequest.objects.filter(pk=pushed.pk, used_at=None, until__gt=Now()).update(used_at=Now())
    )


def past() -> QuerySet[PushedRequest]:
    """Those that open nothing any more."""
    return PushedRequest.objects.filter(until__lte=Now())
