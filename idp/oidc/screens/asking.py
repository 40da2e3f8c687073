"""A screen asks to be let in (RFC 8628, sections 3.1 and 3.2): its codes, made once and kept as digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from accounts import clock
from accounts.refusals import TooManyTries
from accounts.secrets import digest_of, keyed_digests, new_secret
from accounts.throttle.counting import count
from accounts.users.places import client_address
from accounts.users.strangers import networks_of
from idp.oidc.applications.models import Application
from idp.oidc.screens.codes import ScreenCode, new_code
from idp.oidc.screens.models import ScreenRequest

# Long enough to find one's phone and to sign in on it; a code that was sent to somebody does not last the day.
LIFE = timedelta(minutes=10)
ASKED_A_MINUTE = 20
# Of one application, waiting at once. An office of televisions is far less.
MOST_WAITING = 1000
# Letters are drawn anew where they are another's: of 10^10, once is rare and twice never.
DRAWN_AT_MOST = 4
OVER_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class ScreenCodes:
    """What the screen is told, in clear, once."""

    request: ScreenRequest
    device_code: str
    code: ScreenCode


def ask(application: Application, asked_from: HttpRequest, *, scopes: tuple[str, ...]) -> ScreenCodes:
    """Make a request of this application's screen. Raises TooManyTries, by its network or where too many wait."""
    count(*networks_of(asked_from, "screens that ask", a_minute=ASKED_A_MINUTE))
    if waiting().filter(application=application).count() >= MOST_WAITING:
        raise TooManyTries(f"{application.client_id}: too many screens wait", retry_after_seconds=60)
    for left in reversed(range(DRAWN_AT_MOST)):
        try:
            with transaction.atomic():
                return _made(application, client_address(asked_from), scopes)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def find_by_device_code(application: Application, device_code: str) -> ScreenRequest | None:
    """Return what this screen asked for, answered or over or not, if this application did."""
    rows = ScreenRequest.objects.select_related("grant__application__tenant", "grant__user__tenant__policy")
    return rows.filter(application=application, device_digest=digest_of(device_code)).first()


def digests_of_letters(letters: str) -> tuple[str, ...]:
    """Return what may be kept of the letters: they are few enough to be guessed from a plain digest."""
    return keyed_digests(letters, purpose="screen code")


def waiting() -> QuerySet[ScreenRequest]:
    """Those that somebody can answer."""
    return ScreenRequest.objects.filter(answer="", until__gt=Now())


def past() -> QuerySet[ScreenRequest]:
    """Those whose time was over a day ago; what came of them stands by itself."""
    return ScreenRequest.objects.filter(until__lt=Now() - OVER_KEPT)


def _made(application: Application, address: str, scopes: tuple[str, ...]) -> ScreenCodes:
    now, device_code, code = clock.now(), new_secret(), new_code()
    row = ScreenRequest.objects.create(
        application=application,
        device_digest=digest_of(device_code),
        letters_digest=digests_of_letters(code.letters)[0],
        number=code.number,
        scope=" ".join(scopes),
        address=address,
        until=now + LIFE,
        ask_after=now,
    )
    return ScreenCodes(row, device_code, code)
