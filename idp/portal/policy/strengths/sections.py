"""The pages on which strengths are written: what is required, and one set of the organisation's own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.policy.changing import Policy
from accounts.policy.parts import settings_for
from accounts.policy.strengths import applications
from accounts.policy.strengths.built_in import BUILT_IN
from accounts.policy.strengths.part import PART
from accounts.policy.strengths.settings import (
    KEY,
    LONGEST_NAME,
    MOST_RULES,
    OfApplication,
    OfGroups,
    OwnSet,
    State,
    StrengthSettings,
    strengths_in,
)
from accounts.policy.strengths.words import together
from accounts.policy.whom import but_not_for, only_for
from accounts.tenants.models import Tenant
from accounts.users.models import Group
from accounts.users.roles import Act

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Written = Mapping[str, Any]
NEW = "new"
SETS_HELP = _("A strength of your own: whoever has proven any one of what you choose here is strong enough.")
TOGETHER = "+"
RULES = range(1, MOST_RULES + 1)


@dataclass(frozen=True)
class Required:
    """The page of what is required, for each application and of groups."""

    key: str = KEY
    title: StrOrPromise = PART.title
    help: StrOrPromise = PART.help
    template: str = "idp/portal/policy/strengths/required.html"

    @property
    def address(self) -> str:
        return self.key

    @property
    def act(self) -> Act:
        return Act.CHANGE_POLICY

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        settings = strengths_in(stands.parts)
        found: dict[str, forms.Field] = {}
        of = {one.application: one for one in settings.applications}
        for application in applications.of_tenant(tenant):
            found |= _rule_fields(application.key, of.get(application.key), settings)
        groups = Group.objects.filter(tenant=tenant)
        for n in RULES:
            rule = settings.groups[n - 1] if n <= len(settings.groups) else None
            for name, field in (("include", only_for()), ("exclude", but_not_for())):
                field.groups, field.initial = groups, getattr(rule, name, ())
                found[f"{KEY}-rule{n}_{name}"] = field
            found |= _rule_fields(f"rule{n}", rule, settings)
        return found

    def wanted(self, stands: Policy, written: Written) -> Policy:
        settings = strengths_in(stands.parts)
        known = _applications_written(written)
        of_applications = [one for one in settings.applications if one.application not in known]
        for key in known:
            strength, state = (written[f"{KEY}-{key}_{name}"] for name in ("strength", "state"))
            if strength:
                of_applications.append(OfApplication(application=key, strength=strength, state=state))
        changed = replace(
            settings,
            applications=tuple(of_applications),
            groups=tuple(_rule(n, written) for n in _rules_written(written)),
        )
        return _with(stands, changed)

    def field_of(self, name: str, written: Written) -> str:
        """The field of a setting that cannot be: a rule that is left empty is not among those that are judged."""
        setting = name.removeprefix(f"{KEY}.")
        number, _line, rest = setting.removeprefix("rule").partition("_")
        rows = _rules_written(written)
        if setting.startswith("rule") and number.isdecimal() and int(number) <= len(rows):
            return f"{KEY}-rule{rows[int(number) - 1]}_{rest}"
        return f"{KEY}-{setting}"

    def missing(self, written: Written) -> dict[str, StrOrPromise]:
        """What was left out, by its field: groups without a strength for them."""
        return {
            f"{KEY}-rule{n}_strength": _("Choose a strength for these groups.")
            for n in RULES
            if not written.get(f"{KEY}-rule{n}_strength")
            and (written.get(f"{KEY}-rule{n}_include") or written.get(f"{KEY}-rule{n}_exclude"))
        }


def _applications_written(written: Written) -> list[str]:
    """The keys of the applications that the page had, in its order."""
    names = [name.removeprefix(f"{KEY}-") for name in written if name.startswith(f"{KEY}-")]
    keys = [name.removesuffix("_strength") for name in names if name.endswith("_strength")]
    return [key for key in keys if key not in {f"rule{n}" for n in RULES}]


def _rules_written(written: Written) -> list[int]:
    return [n for n in RULES if written.get(f"{KEY}-rule{n}_strength")]


def _rule(n: int, written: Written) -> OfGroups:
    said = {name: written[f"{KEY}-rule{n}_{name}"] for name in ("strength", "state", "include", "exclude")}
    return OfGroups(
        strength=said["strength"],
        state=said["state"],
        include=tuple(said["include"]),
        exclude=tuple(said["exclude"]),
    )


def _rule_fields(
    name: str, rule: OfApplication | OfGroups | None, settings: StrengthSettings
) -> dict[str, forms.Field]:
    strength = forms.ChoiceField(
        label=_("strength"),
        choices=[("", _("Nothing more")), *choices(settings)],
        required=False,
        initial=rule.strength if rule else "",
        help_text=_("Asked beside what is asked anyway."),
    )
    state = forms.ChoiceField(
        label=_("state"),
        choices=State.choices,
        initial=rule.state if rule else State.ON,
        help_text=_("Report-only asks nobody: the sign-in log says of whom more would have been asked."),
    )
    return {f"{KEY}-{name}_strength": strength, f"{KEY}-{name}_state": state}


def choices(settings: StrengthSettings) -> list[tuple[str, StrOrPromise]]:
    """Return every strength there is, with what it is called."""
    there: list[tuple[str, StrOrPromise]] = [(key, one.label) for key, one in BUILT_IN.items()]
    return there + [(one.key, one.name) for one in settings.sets]


@dataclass(frozen=True)
class OfSet:
    """The page of one set of ways of the organisation's own; without a key that of a new one."""

    own: OwnSet | None = None
    key: str = KEY
    help: StrOrPromise = SETS_HELP
    template: str = "idp/portal/policy/strengths/set.html"

    @property
    def title(self) -> StrOrPromise:
        return self.own.name if self.own else _("New strength")

    @property
    def address(self) -> str:
        return f"{KEY}-{self.own.key if self.own else NEW}"

    @property
    def act(self) -> Act:
        return Act.CHANGE_POLICY

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        name = forms.CharField(
            label=_("name"),
            max_length=LONGEST_NAME,
            initial=self.own.name if self.own else "",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"required": _("Give it a name.")},
        )
        ways = forms.MultipleChoiceField(
            label=_("any one of these is enough"),
            choices=ways_together(),
            widget=forms.CheckboxSelectMultiple,
            initial=[TOGETHER.join(sorted(keys)) for keys in self.own.any_of] if self.own else [],
            help_text=_("Of two ways named together both are proven in the same sign-in."),
            error_messages={"required": _("Choose at least one way.")},
        )
        return {f"{KEY}-name": name, f"{KEY}-ways": ways}

    def wanted(self, stands: Policy, written: Written) -> Policy:
        key = self.own.key if self.own else uuid.uuid4().hex[:12]
        any_of = tuple(tuple(value.split(TOGETHER)) for value in written[f"{KEY}-ways"])
        own = OwnSet(key=key, name=written[f"{KEY}-name"].strip(), any_of=any_of)
        return _with(stands, strengths_in(stands.parts).with_set(own))

    def field_of(self, name: str, written: Written) -> str:
        setting = name.removeprefix(f"{KEY}.")
        return f"{KEY}-{setting.rpartition('_')[2]}" if setting.startswith("set_") else f"{KEY}-{setting}"

    def missing(self, written: Written) -> dict[str, StrOrPromise]:
        return {}


def of_sets(stands: Policy) -> list[OfSet]:
    """Return the pages of the organisation's own sets, in their order."""
    return [OfSet(own) for own in strengths_in(stands.parts).sets]


def section_of_set(tenant: Tenant, address: str) -> OfSet | None:
    """Return the page of the set at this address, None where there is none."""
    key = address.removeprefix(f"{KEY}-")
    if key == NEW:
        return OfSet()
    own = settings_for(tenant, KEY, StrengthSettings).find(key)
    return OfSet(own) if own is not None else None


def ways_together() -> list[tuple[str, str]]:
    """Return each way that a sign-in can begin with, and each two that make one, with what they are called."""
    mine = registry.of_ones_own()
    alone = [(one,) for one in mine if one.can_start]
    two = [
        (one, other)
        for one, other in combinations(mine, 2)
        if (one.can_start and other.can_follow) or (other.can_start and one.can_follow)
    ]
    keys = [sorted(one.key for one in ways) for ways in (*alone, *two)]
    return [(TOGETHER.join(names), together(names)) for names in keys]


def without_set(stands: Policy, key: str) -> Policy:
    """Return the policy without this set."""
    settings = strengths_in(stands.parts)
    return _with(stands, replace(settings, sets=tuple(one for one in settings.sets if one.key != key)))


def _with(stands: Policy, settings: StrengthSettings) -> Policy:
    return replace(stands, parts={**stands.parts, KEY: asdict(settings)})
