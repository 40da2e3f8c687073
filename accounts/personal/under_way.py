"""A sign-up in this browser: it stands in the session, and ends within minutes."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.refusals import Refusal
from accounts.stored import as_stored, read_stored

KEY = "signing_up"
LIFE_SECONDS = 30 * 60


class SignUpIsOver(Refusal):
    """This browser has none, or none any more."""

    code = "sign_up_is_over"
    heading = _("This sign-up is over")
    public_text = _("It was left for too long, or ended in another tab. Start again with your address.")
    status = 409


@dataclass
class SignUp:
    """An address that is to become an account. `number` names this one, `code_digest` is of the last code sent.

    Times are in seconds since the epoch. `is_confirmed`: the code was right, so the address is this person's.
    """

    address: str
    number: str
    code_digest: str
    sent_at: int
    started_at: int
    is_confirmed: bool = False


def load(request: HttpRequest) -> SignUp:
    """Return this browser's. Raises SignUpIsOver."""
    stored = request.session.get(KEY)
    found = read_stored(SignUp, stored) if stored else None
    if found is None or not clock.is_within(found.started_at, LIFE_SECONDS):
        raise SignUpIsOver("none in this session")
    return found


def save(request: HttpRequest, sign_up: SignUp) -> None:
    """Keep it; the key of the session changes, so that a copy from before has nothing of it (T33)."""
    if request.session.session_key:
        request.session.cycle_key()
    request.session[KEY] = as_stored(sign_up)


def clear(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
