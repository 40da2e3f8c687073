"""Why a request, or an answer to it, is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from devices.signatures.errors import MessageMalformed, SignatureRejected


class UnknownRequest(Refusal):
    code = "unknown_request"
    public_text = _("This request is not for this phone, or no longer there.")
    status = 404


class AlreadyDecided(Refusal):
    code = "already_decided"
    public_text = _("This request has already been answered.")
    status = 409


class RequestExpired(Refusal):
    code = "expired"
    public_text = _("This request has run out. Ask for a new number in your browser.")
    status = 410


class WrongNumber(Refusal):
    code = "wrong_number"
    public_text = _("That number does not match. The request has ended; ask for a new one in your browser.")
    status = 403


class TooLateToReport(Refusal):
    code = "expired"
    public_text = _("This request is too old to be reported here. Tell your admin instead.")
    status = 410


class PolicyChanged(Refusal):
    code = "policy_changed"
    public_text = _("Your organisation no longer allows this. Sign in another way, or ask your admin.")
    status = 403


class NobodyMayApprove(PolicyChanged):
    """It holds for every phone of this person, not for this one alone: the request can only end."""


class AppOutdated(Refusal):
    code = "app_outdated"
    public_text = _("Update the app on this phone, then approve.")
    status = 403


class BadSignature(Refusal):
    code = "bad_signature"
    public_text = _("This answer could not be verified, so it does not count.")
    status = 400


@contextmanager
def verifying(answer: str) -> Iterator[None]:
    """Refuses `answer` as BadSignature when signature, hash or binding is wrong; what is no message stays malformed."""
    try:
        yield
    except MessageMalformed:
        raise
    except SignatureRejected as rejected:
        raise BadSignature(f"{answer}: {rejected}") from rejected


class NotThisBrowser(Refusal):
    code = "not_this_browser"
    public_text = _("This request belongs to another browser. Start again here.")
    status = 403


class ResentTooOften(Refusal):
    code = "resent_too_often"
    public_text = _(
        "It has been sent again already. Open the app on your phone, or wait for the request to run out."
    )
    status = 429
