"""What would be asked, in words: each step, each way there and why, and what would come of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit.details import meaning_of
from accounts.methods import registry
from accounts.methods.contract import MethodRow, VerificationMethod
from accounts.policy.facts import need_of
from accounts.policy.rules import NOT_THERE, MethodRule
from accounts.policy.steps.groups import is_for_all, two_step_rule
from accounts.policy.steps.trusted import trusted_network
from accounts.policy.strengths.required import required_of
from accounts.policy.strengths.settings import State
from accounts.policy.strengths.words import asked_in_words
from accounts.signin import owed
from accounts.signin.events import REMEMBERED, TRUSTED, needed
from accounts.signin.road.why import LACKS, OF_WAYS
from accounts.signin.supposed import walk as walks
from accounts.signin.supposed.walk import Step, Supposed, Walk, WayThere
from accounts.users.models import Group
from accounts.users.places import place_of
from accounts.users.roles import Act, may
from idp.portal.policy.words import names_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_GROUPS_NAMED = 5
REFUSED: dict[str, StrOrPromise] = {
    walks.DISABLED: gettext_lazy("Nobody can sign in with this username: the account is disabled."),
    walks.BLOCKED: gettext_lazy("Nobody can sign in with this username: its person has reported it."),
    walks.OUT_OF_USE: gettext_lazy("Nobody can sign in: the organisation is out of use."),
    walks.NETWORK: gettext_lazy(
        "They get no further than their username: strangers from that network are blocked."
    ),
}


@dataclass(frozen=True)
class WayLine:
    """One way at a step: `words` say what comes of it, `details` what they have of it, if none of that can be used."""

    method: VerificationMethod
    words: str
    details: list[MethodRow]
    is_open: bool
    is_shown: bool


@dataclass(frozen=True)
class StepLine:
    title: str
    why: list[str]
    goes_on: str
    ways: list[WayLine]


def told(supposed: Supposed, walk: Walk) -> dict[str, Any]:
    """What the page shows of a walk."""
    organisation = need_of(supposed.user)
    asked, reported = (required_of(supposed.user, supposed.of, state) for state in (State.ON, State.REPORTED))
    words = _Words(supposed)
    return {
        "person": supposed.user,
        "place": place_of(supposed.address) if supposed.address else "",
        "needed": [str(meaning_of("needed", code)) for code in needed(organisation, supposed.need, asked)],
        "reported": [asked_in_words(one.code) for one in reported],
        "spurned": [words.spurned(key, outcome) for key, outcome in walk.spurned.items()],
        "refused": REFUSED.get(walk.refused, ""),
        "steps": [words.step(step) for step in walk.steps],
        "left": [words.way(way) for way in walk.left],
        "end": _end(walk),
        "is_in": walk.end != walks.STUCK,
        "stays_shut": _stays_shut(walk),
        "level": meaning_of("acr", walk.signed_in.acr) if walk.signed_in else "",
        "notes": _notes(supposed, walk),
    }


class _Words:
    """The words of one walk; the groups that the policy names are read once."""

    def __init__(self, supposed: Supposed) -> None:
        self.supposed = supposed
        rules = supposed.rules.values()
        named = {int(pk) for rule in rules for pk in rule.include | rule.exclude}
        self.groups = dict(Group.objects.filter(pk__in=named).values_list("pk", "name"))
        own = supposed.user.member_groups.filter(pk__in=named)
        self.own = {str(pk) for pk in own.values_list("pk", flat=True)} if named else set()

    def step(self, step: Step) -> StepLine:
        if step.owes:
            return StepLine(str(owed.get(step.owes).asks), [], "", [])
        return StepLine(
            title=_title(step),
            why=[] if step.is_beginning else [str(LACKS.get(code, code)) for code in step.lacks],
            goes_on=_goes_on(step),
            ways=[self.way(way) for way in step.ways],
        )

    def way(self, way: WayThere) -> WayLine:
        method = way.method
        return WayLine(
            method=method,
            words=self._what_comes_of(method, way.outcome, shut=way.shut),
            details=method.rows_for(self.supposed.user) if way.outcome == NOT_THERE else [],
            is_open=way.can_be_used and not way.shut,
            is_shown=way.is_shown,
        )

    def spurned(self, key: str, outcome: str) -> str:
        method = registry.get(key)
        why = self._what_comes_of(method, outcome)
        return _("%(way)s does not count: %(why)s.") % {"way": method.label, "why": why}

    def _what_comes_of(self, method: VerificationMethod, outcome: str, *, shut: int = 0) -> str:
        if shut:
            minutes = max(1, round(shut / 60))
            words = ngettext(
                "no try is taken for %(n)d minute, after wrong ones",
                "no try is taken for %(n)d minutes, after wrong ones",
                minutes,
            )
            return words % {"n": minutes}
        names = self._named(self.supposed.rules.get(method.key, MethodRule()), outcome)
        said = str(OF_WAYS.get(outcome, outcome))
        return f"{said} ({names})" if names else said

    def _named(self, rule: MethodRule, outcome: str) -> str:
        """The groups that decided it: those it is for, or those of theirs that are left out."""
        deciding = {"not_in_group": rule.include, "group_excluded": rule.exclude & self.own}.get(outcome, ())
        names = sorted(self.groups[int(pk)] for pk in deciding if int(pk) in self.groups)
        shown, more = names[:MOST_GROUPS_NAMED], len(names) - MOST_GROUPS_NAMED
        text = ", ".join(shown)
        if not text:
            return ""
        text = _("and %(n)d more").join([f"{text} ", ""]) % {"n": more} if more > 0 else text
        return _("it is for %(groups)s") % {"groups": text} if outcome == "not_in_group" else text


def _title(step: Step) -> str:
    if step.first is None:
        return _("No way to sign in is offered to anybody.")
    words = _("Username, then %(way)s") if step.is_beginning else "%(way)s"
    return words % {"way": step.first.label}


def _goes_on(step: Step) -> str:
    if step.answered is None:
        return _("Nothing that is shown here can be used by them.")
    if step.answered is step.first:
        return _("They go on by it.")
    return _("They go on by another way: %(way)s.") % {"way": step.answered.label}


def _end(walk: Walk) -> str:
    if walk.refused:
        return ""
    if walk.end == walks.SIGNED_IN:
        return _("They are signed in.")
    if walk.end == walks.ADDS:
        return _("They can prove no more, and are let in to add what they lack and to nothing else.")
    return _("They get no further.")


def _stays_shut(walk: Walk) -> bool:
    """Are they signed in, and yet does what they open ask for more than they could prove?"""
    return walk.end == walks.SIGNED_IN and "out_of_reach" in walk.reasons


def _notes(supposed: Supposed, walk: Walk) -> list[str]:
    return list(_found(supposed, walk))


def _found(supposed: Supposed, walk: Walk) -> Iterable[str]:
    if walk.add is not None and walk.end == walks.SIGNED_IN:
        yield str(walk.add.asks)
    proofs = walk.signed_in.proofs if walk.signed_in is not None else ()
    if any(registry.get(proof.key).only_adds(supposed.user, proof) for proof in proofs):
        yield _("Their session may add ways to sign in, and do nothing else.")
    yield from _of_steps(supposed)
    if TRUSTED in walk.reasons:
        name = trusted_network(supposed.user.tenant, supposed.address)
        yield _("On the trusted network %(name)s the second step is not asked.") % {"name": name}
    if REMEMBERED in walk.reasons:
        yield _("The browser remembers a second step, so none is asked for a while.")
    if _stays_shut(walk):
        yield _(
            "What they open asks for more than they have: it tells them what is missing, and stays closed."
        )
    if walk.end == walks.STUCK and not walk.refused:
        yield from (str(LACKS.get(code, code)).capitalize() + "." for code in walk.reasons)
    if supposed.need.in_person and not may(supposed.user, Act.OPEN_PORTAL):
        yield _("They have no role, so the portal opens nothing to them all the same.")


def _of_steps(supposed: Supposed) -> Iterable[str]:
    """Which groups decided whether two steps are asked of this person, where groups do."""
    policy = getattr(supposed.user.tenant, "policy", None)
    rule = two_step_rule(policy.two_step, policy.settings) if policy is not None else MethodRule()
    if not rule.is_on or is_for_all(rule):
        return
    theirs = supposed.user.member_groups
    left_out = _names(theirs.filter(pk__in=rule.exclude))
    chosen = _names(theirs.filter(pk__in=rule.include))
    if left_out:
        yield _("Two steps are not asked of them, for these groups of theirs are left out: %(groups)s.") % {
            "groups": left_out
        }
    elif chosen:
        yield _("Two steps are asked of them, for they are in: %(groups)s.") % {"groups": chosen}
    elif rule.include:
        yield _("Two steps are not asked of them: they are in none of the groups of whom they are.")


def _names(groups: QuerySet[Group]) -> str:
    return names_of(groups.values_list("name", flat=True))
