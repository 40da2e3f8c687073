"""What stands in the cells of the sign-in log."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.audit.browser_names import in_words
from accounts.audit.details import is_explained, meaning_of
from accounts.audit.events import sentence_of
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.policy.strengths.words import OUTCOMES
from accounts.sign_in_log.models import SignInAttempt
from accounts.signin.events import TRUSTED_NETWORK, needed_in_words
from accounts.users.places import LOCAL

Result = SignInAttempt.Result
BADGES = {
    Result.SIGNED_IN: "badge-good",
    Result.DENIED: "badge-danger",
    Result.REFUSED: "badge-warn",
}


def way(key: str) -> str:
    """What a way to sign in calls itself; one that is no longer installed is said in general."""
    method = registry.find(key)
    return str(method.label) if method is not None else (_("A way to sign in") if key else "")


def ways(row: SignInAttempt) -> str:
    """The ways of a try, in order."""
    return pgettext("one way after another", ", then ").join(way(key) for key in row.methods)


def reason(row: SignInAttempt) -> str:
    """Why it went no further, or got in by less, as far as its badge does not say so already."""
    if row.result == Result.SIGNED_IN:
        return next((needed_in_words(code) for code in row.needed if code.startswith(TRUSTED_NETWORK)), "")
    if ":" in row.reason:
        words = str(sentence_of(row.reason))
        return "" if row.result == Result.DENIED else words
    return str(meaning_of("reason", row.reason)) if is_explained("reason", row.reason) else ""


def as_a_part(tag: str) -> str:
    """What the log says of an event, within a sentence."""
    said = str(sentence_of(tag))
    return said[:1].lower() + said[1:]


def badge(row: SignInAttempt) -> str:
    return BADGES.get(Result(row.result), "")


def label_of(name: str, value: str) -> str:
    """A value that is asked for, in words."""
    if name == "result":
        return str(dict(Result.choices).get(value, value))
    if name == "method":
        return way(value)
    if name == "browser":
        return in_words(value)
    if name == "reported":
        return str(OUTCOMES.get(value, value))
    if name in ("since", "until"):
        return value.replace("T", " ")
    said = {("new", value): _("in browsers not used before"), ("place", LOCAL): _("your own network")}
    return said.get((name, value), value)


def needed(row: SignInAttempt) -> list[str]:
    """What asked for how much."""
    return [str(meaning_of("needed", code)) for code in row.needed]


def lacked(events: Iterable[AuditEvent]) -> list[str]:
    """Why further steps were asked, and which ways the policy kept from this person, as it stood then."""
    codes = (code for event in events for code in event.details.get("lacked", ()))
    return [str(meaning_of("lacked", code)) for code in dict.fromkeys(codes)]


def reported(events: Iterable[AuditEvent]) -> list[str]:
    """What is only reported: what it would have asked for, and what would have come of it."""
    codes = (code for event in events for code in event.details.get("reported", ()))
    return [str(meaning_of("reported", code)) for code in dict.fromkeys(codes)]
