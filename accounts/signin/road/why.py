"""Why one more step was asked of a sign-in, and why by no other way: codes for the log, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.details import name_details, say_by
from accounts.methods import registry
from accounts.policy.rules import (
    BRINGS_NOTHING,
    CANNOT_BEGIN,
    CANNOT_FOLLOW,
    LEFT_OUT,
    NOT_THE_STRENGTH,
    NOT_THERE,
    OFFERED,
    PROVEN,
    Decision,
)
from accounts.signin.events import OUT_OF_REACH, REMEMBERED, TRUSTED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What is lacking: why what was proven is not enough.
LACKS: dict[str, StrOrPromise] = {
    "no_policy": gettext_lazy("nothing is enough, for this organisation has no policy"),
    "nothing_proven": gettext_lazy("nothing was proven yet"),
    "one_factor_only": gettext_lazy("what was proven is one step alone"),
    "not_phishing_resistant": gettext_lazy("a fake site could have asked for what was proven"),
    "by_another_method": gettext_lazy("it has to be one certain way"),
    "too_few_methods": gettext_lazy("one more way has to be proven"),
    NOT_THE_STRENGTH: gettext_lazy("what was proven is not the strength that is required"),
    "no_other_method": gettext_lazy("nothing else that they have would help"),
    OUT_OF_REACH: gettext_lazy("what was opened asks for more than they could ever prove"),
}
# What the policy says of a way, and nothing of the person who has it or not.
BY_POLICY: dict[str, StrOrPromise] = {
    "off": gettext_lazy("off"),
    "not_in_group": gettext_lazy("not for their groups"),
    "group_excluded": gettext_lazy("not for one of their groups"),
}
OF_WAYS: dict[str, StrOrPromise] = {
    **BY_POLICY,
    OFFERED: gettext_lazy("offered"),
    PROVEN: gettext_lazy("proven already"),
    NOT_THERE: gettext_lazy("they have none that can be used"),
    CANNOT_BEGIN: gettext_lazy("a sign-in does not begin with it"),
    CANNOT_FOLLOW: gettext_lazy("it is not asked for after something else"),
    LEFT_OUT: gettext_lazy("it counts for nothing here"),
    BRINGS_NOTHING: gettext_lazy("it brings nothing that is lacking"),
}
BETWEEN = ":"

name_details(lacked=gettext_lazy("one more step, because"))


def codes_of(decision: Decision) -> list[str]:
    """What is lacking, and the ways that the policy keeps from this person: at most one code for each.

    Nothing of what they have or lack beside that: the log is no list of it. What spares a second step the log says
    elsewhere.
    """
    kept_from = [
        f"{key}{BETWEEN}{outcome}"
        for key, outcome in decision.ways
        if outcome in BY_POLICY and not registry.get(key).only_recovers
    ]
    return [*(code for code in decision.reasons if code not in (REMEMBERED, TRUSTED)), *kept_from]


def in_words(code: str) -> str:
    """One of these codes, said to an admin; one that this release does not know as it stands."""
    key, _between, outcome = code.rpartition(BETWEEN)
    if not key:
        return str(LACKS.get(code, code))
    method = registry.find(key)
    name = method.label if method is not None else _("A way to sign in")
    return f"{name}: {OF_WAYS.get(outcome, outcome)}"


say_by(in_words, "lacked")
