"""What the pages of strengths show beside their forms, and their lines of the policy at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.policy.changing import Policy
from accounts.policy.strengths import applications
from accounts.policy.strengths.applications import Application
from accounts.policy.strengths.settings import (
    KEY,
    OfApplication,
    OfGroups,
    OwnSet,
    State,
    StrengthSettings,
    strengths_in,
)
from accounts.policy.strengths.words import STATES, called, source
from accounts.tenants.models import Tenant
from idp.portal.policy.strengths.figures import DAYS, figures_of
from idp.portal.policy.strengths.sections import RULES, OfSet

if TYPE_CHECKING:
    from django import forms


@dataclass(frozen=True)
class ApplicationRow:
    """An application with the fields of what is required for it."""

    application: Application
    strength: forms.BoundField
    state: forms.BoundField


@dataclass(frozen=True)
class RuleRow:
    """One rule for groups with its fields; `is_used` where something stands or was written in it."""

    n: int
    include: forms.BoundField
    exclude: forms.BoundField
    strength: forms.BoundField
    state: forms.BoundField
    is_used: bool


def beside_required(tenant: Tenant, form: forms.BaseForm, stands: Policy) -> dict[str, Any]:
    """What the page of what is required shows: its rows, and what came of what is only reported."""
    is_reported = any(one.state == State.REPORTED for one in strengths_in(stands.parts).rules)
    rules = [_rule_row(form, n) for n in RULES]
    shown = sum(1 for one in rules if one.is_used) + 1
    return {
        "applications": [
            ApplicationRow(one, form[f"{KEY}-{one.key}_strength"], form[f"{KEY}-{one.key}_state"])
            for one in applications.of_tenant(tenant)
        ],
        "rules": rules[:shown],
        "more_rules": rules[shown:],
        "figures": figures_of(tenant) if is_reported else [],
        "days": DAYS,
    }


def _rule_row(form: forms.BaseForm, n: int) -> RuleRow:
    bound = {name: form[f"{KEY}-rule{n}_{name}"] for name in ("include", "exclude", "strength", "state")}
    is_used = any(bound[name].value() for name in ("include", "exclude", "strength"))
    return RuleRow(n, **bound, is_used=is_used)


def beside_set(section: OfSet, stands: Policy) -> dict[str, Any]:
    """What the page of a set shows: where it is used."""
    return {"used": used_in_words(strengths_in(stands.parts), section.own)}


def used_in_words(settings: StrengthSettings, own: OwnSet | None) -> list[str]:
    """Where a set of the organisation's own is required, in words; nothing of one that is not."""
    return where_used(settings, own.key) if own is not None else []


def where_used(settings: StrengthSettings, key: str) -> list[str]:
    """Where the strength with this key is required, in words, and whether that is on."""
    return [f"{_whom(one)} ({STATES[State(one.state)]})" for one in settings.uses(key)]


def _whom(one: OfApplication | OfGroups) -> str:
    if isinstance(one, OfApplication):
        return source(one.application)
    n = len(one.include)
    return ngettext("%(n)d group", "%(n)d groups", n) % {"n": n} if n else _("everybody")


def required_at_a_glance(stands: Policy) -> list[str]:
    """Each thing that is required or reported, in words."""
    settings = strengths_in(stands.parts)
    return [
        f"{capfirst(_whom(one))}: {called(settings.strength(one.strength))} ({STATES[State(one.state)]})"
        for one in settings.rules
        if one.state != State.OFF
    ]


def own_at_a_glance(stands: Policy) -> list[str]:
    """What the organisation's own are called."""
    return [one.name for one in strengths_in(stands.parts).sets]
