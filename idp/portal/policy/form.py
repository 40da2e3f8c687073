"""What an admin writes on the policy page, and what cannot be saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry
from accounts.methods.contract import PolicyPart, VerificationMethod
from accounts.policy import parts
from accounts.policy.changing import EVERYONE, GROUPS, OFF, Policy, settings_in, settings_problems
from accounts.policy.facts import settings_of
from accounts.policy.models import TenantPolicy
from accounts.policy.parts import TenantPart
from accounts.policy.rules import MethodRule
from accounts.policy.ways_in import problems
from accounts.tenants.models import Tenant
from accounts.users.models import Group

PROBLEMS = {
    "no_way_in": gettext_lazy("Nobody could sign in: keep on one of the ways that a sign-in can begin with."),
    "some_without_way_in": gettext_lazy(
        "Some people could not sign in. Turn on for everyone, with no group left out, one of the ways that a "
        "sign-in can begin with."
    ),
    "two_step_out_of_reach": gettext_lazy(
        "Two-step verification needs ways on for everyone, with no group left out, that make two different steps."
    ),
}
FOR_WHOM = (
    (OFF, gettext_lazy("Off: nobody is offered it")),
    (GROUPS, gettext_lazy("For chosen groups")),
    (EVERYONE, gettext_lazy("For everyone")),
)


@dataclass(frozen=True)
class Section:
    """One method's part of the page, ready to be shown; `settings` are its fields by their own names."""

    method: VerificationMethod
    who: forms.BoundField
    include: forms.BoundField
    exclude: forms.BoundField
    settings: Mapping[str, forms.BoundField]


@dataclass(frozen=True)
class PartSection:
    """The part of the page that belongs to no one method, ready to be shown."""

    part: TenantPart
    settings: Mapping[str, forms.BoundField]


class PolicyForm(forms.Form):
    """The tenant's whole policy: for each method whom it is for and its settings, and what is asked of everybody."""

    def __init__(self, tenant: Tenant, stands: Policy, posted: Any = None) -> None:
        super().__init__(posted)
        self.tenant = tenant
        self.stands = stands
        self.groups = Group.objects.filter(tenant=tenant)
        for method in registry.by_policy():
            self._add_method(method)
        for part in parts.parts_of(self.tenant):
            self._add_settings(part.key, part, settings_in(stands, part))
        two_step: Any = TenantPolicy._meta.get_field("two_step")
        self.fields["two_step"] = two_step.formfield()
        self.initial["two_step"] = stands.two_step

    @property
    def sections(self) -> Iterator[Section]:
        """The methods in the order in which they are preferred."""
        for method in registry.by_policy():
            yield Section(
                method=method,
                who=self[_name(method, "for")],
                include=self[_name(method, "include")],
                exclude=self[_name(method, "exclude")],
                settings=self._fields_of(method.key, method.policy),
            )

    @property
    def part_sections(self) -> Iterator[PartSection]:
        """The parts that belong to no one method, in their order."""
        for part in parts.parts_of(self.tenant):
            yield PartSection(part=part, settings=self._fields_of(part.key, part))

    @property
    def wanted(self) -> Policy:
        """What was written, as a value; the form must be valid, or be about to be judged."""
        rules = {method.key: self._rule(method) for method in registry.by_policy()}
        return Policy(
            two_step=bool(self.cleaned_data.get("two_step")),
            methods=rules,
            parts={part.key: self._written(part.key, part) for part in parts.parts_of(self.tenant)},
        )

    def clean(self) -> dict[str, Any]:
        written: dict[str, Any] = super().clean() or self.cleaned_data
        for method in registry.by_policy():
            if written.get(_name(method, "for")) == GROUPS and not written.get(_name(method, "include")):
                self.add_error(_name(method, "include"), _("Choose at least one group, or turn it off."))
        if not self.errors:
            # Read before it is judged: what is wrong is no longer there to be read.
            wanted = self.wanted
            for name, text in settings_problems(self.tenant, wanted).items():
                self.add_error(name.replace(".", "-"), str(text))
            for problem in problems(wanted):
                self.add_error(None, PROBLEMS[problem])
        return written

    def _rule(self, method: VerificationMethod) -> MethodRule:
        written = self.cleaned_data
        whom = written[_name(method, "for")]
        # Turned off, the groups are kept, so that turning it on again is one step.
        include, exclude = (
            frozenset(str(group.pk) for group in written[_name(method, part)])
            for part in ("include", "exclude")
        )
        return MethodRule(
            is_on=whom != OFF,
            for_everyone=whom == EVERYONE,
            include=include,
            exclude=exclude,
            settings=self._written(method.key, method.policy),
        )

    def _written(self, key: str, part: PolicyPart | TenantPart | None) -> dict[str, Any]:
        return {name: self.cleaned_data[f"{key}-{name}"] for name in _settings_fields(part)}

    def _fields_of(self, key: str, part: PolicyPart | TenantPart | None) -> dict[str, forms.BoundField]:
        return {name: self[f"{key}-{name}"] for name in _settings_fields(part)}

    def _add_settings(self, key: str, part: PolicyPart | TenantPart, settings: Any) -> None:
        for name, field in _settings_fields(part).items():
            self.fields[f"{key}-{name}"] = _with_possible_choices(field, name, settings, self.tenant)
            self.initial[f"{key}-{name}"] = asdict(settings)[name]

    def _add_method(self, method: VerificationMethod) -> None:
        rule = self.stands.rule_of(method.key)
        whom = OFF if not rule.is_on else EVERYONE if rule.for_everyone else GROUPS
        self.fields[_name(method, "for")] = forms.ChoiceField(
            label=gettext_lazy("For whom"),
            choices=FOR_WHOM,
            widget=forms.RadioSelect,
            initial=whom,
        )
        self.fields[_name(method, "include")] = self._groups_field(
            gettext_lazy("Chosen groups"), gettext_lazy("Counts when it is for chosen groups."), rule.include
        )
        self.fields[_name(method, "exclude")] = self._groups_field(
            gettext_lazy("Groups left out"),
            gettext_lazy("Their members never get it, even when another of their groups does."),
            rule.exclude,
        )
        if method.policy is not None and method.policy.settings is not None:
            settings = settings_of(self.stands.methods, method.key, method.policy.settings)
            self._add_settings(method.key, method.policy, settings)

    def _groups_field(self, label: Any, help_text: Any, chosen: frozenset[str]) -> forms.Field:
        return forms.ModelMultipleChoiceField(
            label=label,
            help_text=help_text,
            queryset=self.groups,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[int(pk) for pk in chosen],
        )


def _name(method: VerificationMethod, part: str) -> str:
    return f"{method.key}-{part}"


def _with_possible_choices(field: forms.Field, name: str, settings: Any, tenant: Tenant) -> forms.Field:
    """The field for this tenant: what could never be saved is not offered."""
    field = deepcopy(field)
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [
            choice
            for choice in choices
            if name not in replace(settings, **{name: choice[0]}).problems(tenant)
        ]
    return field


def _settings_fields(part: PolicyPart | TenantPart | None) -> Mapping[str, forms.Field]:
    fields = part.fields if part is not None else None
    return fields.base_fields if fields is not None else {}
