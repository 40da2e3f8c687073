"""Several people signed in to one browser: one session is at hand, the others are parked (A23).

A cookie of its own holds the keys of the parked ones, as the session's cookie holds its key. Each is a session like any
other, with its proofs and their age, and ends as any other does. Coming to hand, or being parked, it gets a new key: a
copy of a cookie from before is worth nothing (T33). What was under way in the browser stays behind with nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.secrets import SecretCookie
from accounts.sessions.person import person_of, session_of
from accounts.sessions.store import SessionStore
from accounts.signin import unfinished
from accounts.signin.browser.shown_to import mark_pages
from accounts.signin.proven import signed_in_user
from accounts.signin.wish import forget_posted
from accounts.users.browsers import accounts_of
from accounts.users.models import User

MOST_PARKED = 5
KEY_LENGTH = 32
BETWEEN = "."
# As the session's own: it goes when the browser is closed.
PARKED_COOKIE = SecretCookie("parked", life_seconds=0)


class NotSignedInHere(Refusal):
    """The account that was chosen is not, or no more, signed in to this browser."""

    code = "not_signed_in_here"
    public_text = _("That account is not signed in here any more. Choose it again to sign in.")
    status = 403


@dataclass(frozen=True)
class Parked:
    """One who is signed in to this browser, and not at hand."""

    user: User
    session: SessionStore


@dataclass(frozen=True)
class AccountHere:
    """One account of this browser, beside the one that is at hand."""

    user: User
    is_signed_in: bool


def parked_in(request: HttpRequest) -> list[Parked]:
    """Who waits in this browser, the last one first; nobody twice, and nobody whose session has ended."""
    keys = PARKED_COOKIE.read(request).split(BETWEEN, MOST_PARKED)[:MOST_PARKED]
    opened = (_open(key) for key in dict.fromkeys(keys) if len(key) == KEY_LENGTH)
    by_user = {one.user.pk: one for one in opened if one is not None and one.user != request.user}
    return list(by_user.values())


def accounts_here(request: HttpRequest) -> list[AccountHere]:
    """Those that wait, signed in, then those for which it is known; not the one at hand."""
    waiting = [one.user for one in parked_in(request)]
    others = [row.user for row in accounts_of(request)]
    at_hand = signed_in_user(request) if request.user.is_authenticated else None
    return [
        *(AccountHere(user, is_signed_in=True) for user in waiting),
        *(AccountHere(user, is_signed_in=False) for user in others if user not in (*waiting, at_hand)),
    ]


def find(waiting: Iterable[Parked], account: UUID) -> Parked:
    """Raises NotSignedInHere where this account is not among them."""
    found = next((one for one in waiting if one.user.pk == account), None)
    if found is None:
        raise NotSignedInHere(f"{account} does not wait in this browser")
    return found


def step_aside(request: HttpRequest, *, comes: User) -> list[Parked]:
    """Parks who is at hand, unless it is who `comes`; returns who waits then. An older session here of theirs ends."""
    waiting = parked_in(request)
    older = [one for one in waiting if one.user == comes]
    waiting = [one for one in waiting if one.user != comes]
    if request.user.is_authenticated and request.user != comes:
        waiting = [*_park(request), *waiting]
    end([*older, *waiting[MOST_PARKED:]])
    return waiting[:MOST_PARKED]


def take_up(request: HttpRequest, account: UUID) -> list[Parked]:
    """Has this account go on in this browser, and parks who was at hand; returns who waits then."""
    waiting = parked_in(request)
    chosen = find(waiting, account)
    waiting = [one for one in waiting if one is not chosen]
    if request.user.is_authenticated:
        waiting = [*_park(request), *waiting]
    else:
        request.session.flush()
    request.session = chosen.session
    request.session.cycle_key()
    request.user = chosen.user
    rotate_token(request)
    mark_pages(request, chosen.user)
    return waiting


def keep(request: HttpRequest, response: HttpResponse, waiting: Sequence[Parked]) -> None:
    """Lets the browser hold the keys of who waits in it."""
    if waiting:
        PARKED_COOKIE.give(response, BETWEEN.join(str(one.session.session_key) for one in waiting))
    elif PARKED_COOKIE.read(request):
        PARKED_COOKIE.drop(response)


def end(parked: Iterable[Parked]) -> None:
    """Signs them out."""
    for one in parked:
        one.session.flush()


def _open(key: str) -> Parked | None:
    session = SessionStore(key)
    user = person_of(session)
    return Parked(user, session) if isinstance(user, User) else None


def _park(request: HttpRequest) -> list[Parked]:
    """Who is at hand waits from now on; this page goes on with an empty session, and says nothing that was theirs.

    Nobody does whose session was ended while this page was made.
    """
    parked = Parked(signed_in_user(request), session_of(request))
    unfinished.clear(request)
    forget_posted(request)
    parked.session.cycle_key()
    request.session = SessionStore()
    for _left in messages.get_messages(request):
        pass  # said to nobody else
    try:
        parked.session.save()
    except UpdateError:
        return []
    return [parked]
