"""Sign-ins in the audit log: their events in words, what is said of each, and the latest of each method."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details, say_by
from accounts.audit.events import event, kind
from accounts.audit.models import AuditEvent
from accounts.policy.need import Need
from accounts.policy.strengths.required import Asked
from accounts.policy.strengths.words import asked_in_words
from accounts.signin.unfinished import SignIn
from accounts.telemetry.marks import mark_of
from accounts.users.browsers import asking_browser
from accounts.users.models import User
from accounts.users.places import client_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

kind("user:sign_in", _("about sign-ins"))
SIGNED_IN = event("user:sign_in:succeeded", _("Signed in"), told=False)
PROVEN_BY_ADDING = event("user:sign_in:proven_by_adding", _("Proven by what was just added"), told=False)
SIGN_IN_REFUSED = event("user:sign_in:refused", _("Sign-in refused"), told=False)

UNLOCKED = event("user:sign_in:unlocked", _("Wrong tries forgotten by an admin"), told=True)
# Why a sign-in was asked for less than its organisation asks.
REMEMBERED, TRUSTED = "remembered_here", "on_trusted_network"
# Of what stands before the name of the network in what a sign-in was asked for.
TRUSTED_NETWORK = "trusted_network:"
# Why one that a page asked more of came to be signed in without it: its person never could prove as much.
OUT_OF_REACH = "out_of_reach"
# What asked for more than one step: nothing.
NOTHING_MORE = "one_step"

name_details(
    acr=_("strength"),
    address=_("address"),
    again=_("proven again"),
    amr=_("proofs"),
    application=_("for"),
    browser=_("browser"),
    method=_("with"),
    methods=_("with"),
    needed=_("asked for"),
    new_browser=_("browser not used before"),
    owes=_("asked before going on"),
    proven=_("already given"),
    reason=_("because"),
    recovers=_("in the place of"),
    sign_in=_("sign-in"),
    took=_("seconds"),
    username=_("username"),
)
explain(
    "acr",
    {
        "one_step": _("one step"),
        "two_step": _("two steps"),
        "passwordless": _("two steps, without a password"),
        "phishing_resistant": _("two steps that no fake site can ask for"),
    },
)
explain(
    "reason",
    {
        REMEMBERED: _("the second step is not asked on this browser for a while"),
        TRUSTED: _("the second step is not asked on a trusted network"),
    },
)
NEEDED: dict[str, StrOrPromise] = {
    NOTHING_MORE: _("one step: nothing asked for more"),
    "two_by_organisation": _("two steps, by the policy of the organisation"),
    "two_by_page": _("two steps, by what was opened"),
    "safe_by_organisation": _("one that no fake site can ask for, by the policy of the organisation"),
    "safe_by_page": _("one that no fake site can ask for, by what was opened"),
    "fresh_by_page": _("a fresh proof, by what was opened"),
}
explain("amr", {"mfa": _("two factors")})


def said_of(request: HttpRequest, sign_in: SignIn) -> dict[str, Any]:
    """What the log says of a sign-in, whatever becomes of it: which, in which browser, from where, for what."""
    said: dict[str, Any] = {
        "sign_in": mark_of(sign_in.binding),
        "browser": asking_browser(request).label,
        "address": client_address(request),
        "new_browser": not sign_in.known_browser,
        "application": sign_in.wish.application,
        "again": sign_in.is_again,
        "recovers": sign_in.recovers,
    }
    return {name: value for name, value in said.items() if value}


def needed(
    by_organisation: Need | None,
    by_page: Need,
    strengths: Iterable[Asked] = (),
    *,
    trusted_network: str = "",
) -> list[str]:
    """What a sign-in was asked for, and which part asked: why it was not enough to prove one thing.

    `trusted_network` is the name of the one on which the second step was not asked.
    """
    organisation = by_organisation or Need()
    asked = {
        "two_by_organisation": organisation.factors > 1,
        "two_by_page": by_page.factors > 1,
        "safe_by_organisation": organisation.is_phishing_resistant,
        "safe_by_page": by_page.is_phishing_resistant,
        "fresh_by_page": by_page.within is not None,
    }
    codes = [code for code, is_asked in asked.items() if is_asked]
    codes = [*codes, *(one.code for one in strengths)] or [NOTHING_MORE]
    return [*codes, f"{TRUSTED_NETWORK}{trusted_network}"] if trusted_network else codes


def needed_in_words(code: str) -> str:
    """What was asked for; a code of a strength says which, and what required it, that of a network its name."""
    if code.startswith(TRUSTED_NETWORK):
        name = code.removeprefix(TRUSTED_NETWORK)
        return gettext("one step alone on the trusted network %(name)s") % {"name": name}
    return str(NEEDED.get(code) or asked_in_words(code))


say_by(needed_in_words, "needed")


def last_sign_ins(user: User) -> dict[str, AuditEvent]:
    """For each method, the user's latest sign-in by it among the last hundred."""
    latest: dict[str, AuditEvent] = {}
    for row in AuditEvent.objects.filter(subject=user, tag=SIGNED_IN.tag)[:100]:
        for method in row.details.get("methods", ()):
            latest.setdefault(method, row)
    return latest
