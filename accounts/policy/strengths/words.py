"""Strengths, and what asked for them, in words; and the codes that the log keeps, said to an admin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.audit.details import name_details, say_by
from accounts.methods import registry
from accounts.policy.need import Strength
from accounts.policy.strengths import applications
from accounts.policy.strengths.built_in import BUILT_IN
from accounts.policy.strengths.required import BETWEEN, EVERYBODY, GROUPS
from accounts.policy.strengths.settings import OWN, State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What came of a strength that is only reported: it was met, more would have been asked, or nothing would have done.
MET, ASKED, REFUSED = "met", "asked", "refused"
OUTCOMES: dict[str, StrOrPromise] = {
    MET: gettext_lazy("met"),
    ASKED: gettext_lazy("more would have been asked"),
    REFUSED: gettext_lazy("they would not have come in"),
}
STATES: dict[str, StrOrPromise] = {
    State.OFF: pgettext_lazy("a required strength", "off"),
    State.REPORTED: pgettext_lazy("a required strength", "report-only"),
    State.ON: pgettext_lazy("a required strength", "on"),
}
RESULT = "/"

name_details(reported=gettext_lazy("only reported"))


def called(strength: Strength) -> str:
    """What a strength is called; one that is gone has no name."""
    return strength.name or called_in_log(strength.key)


def called_in_log(code: str) -> str:
    """What the strength is called that a log has this code of (`code_of`)."""
    if code.startswith(OWN):
        return code.removeprefix(OWN)
    return str(BUILT_IN[code].label) if code in BUILT_IN else _("a strength that is gone")


def asks(strength: Strength) -> str:
    """What it takes, said to whoever has to prove it."""
    if strength.key in BUILT_IN:
        return str(BUILT_IN[strength.key].asks)
    found = [together(sorted(keys)) for keys in strength.any_of or ()]
    return _(" or ").join(found) if found else _("a strength that is gone")


def together(keys: Iterable[str]) -> str:
    """Ways that are proven together, by what they are called."""
    ways = [method for key in keys if (method := registry.find(key))]
    ordered = sorted(ways, key=lambda one: (not one.can_start, one.rank))
    return _(" and ").join(str(one.label) for one in ordered) or _("a way that is gone")


def source(key: str) -> str:
    """What asks for it."""
    application = applications.find(key)
    if application is not None:
        return str(application.label)
    known = {GROUPS: _("their groups"), EVERYBODY: _("everybody")}
    return str(known.get(key, _("an application that is gone") if ":" in key else key))


def asked_in_words(code: str) -> str:
    """What was asked for, as the log has it (`Asked.code`)."""
    strength, _between, key = code.rpartition(BETWEEN)
    if key == EVERYBODY:
        return _("%(strength)s, required of everybody") % {"strength": called_in_log(strength)}
    if key == GROUPS:
        return _("%(strength)s, required of their groups") % {"strength": called_in_log(strength)}
    return _("%(strength)s, required of: %(source)s") % {
        "strength": called_in_log(strength),
        "source": source(key),
    }


def reported_in_words(code: str) -> str:
    """What would have been asked, and what would have come of it, as the log has it."""
    asked, _between, outcome = code.rpartition(RESULT)
    return f"{asked_in_words(asked)}: {OUTCOMES.get(outcome, outcome)}"


def worst_of(codes: Iterable[str]) -> str:
    """Which of these, as the log has them, would have kept somebody longest: its outcome, "" of none."""
    outcomes = {code.rpartition(RESULT)[2] for code in codes}
    return next((outcome for outcome in (REFUSED, ASKED, MET) if outcome in outcomes), "")


def item_in_words(setting: str, item: str) -> str:
    """One set or rule of a policy's plain values (StrengthSettings.in_plain)."""
    told: Sequence[str] = json.loads(item)
    if setting == "sets":
        name, any_of = told
        return f"{name} ({'; '.join(together(keys) for keys in any_of)})"
    if setting == "applications":
        key, strength, state = told
        return f"{source(key)}: {called_in_log(strength)} ({STATES.get(state, state)})"
    strength, state, include, exclude = told
    whom = ", ".join(include) or _("Everybody")
    but = _(", but not %(names)s") % {"names": ", ".join(exclude)} if exclude else ""
    return f"{whom}{but}: {called_in_log(strength)} ({STATES.get(state, state)})"


say_by(reported_in_words, "reported")
