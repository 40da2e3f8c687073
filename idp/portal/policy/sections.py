"""The pages of a policy: one for each method, one for the steps, one for each part, made of what these bring.

A new method or part has its page by being registered; nothing stands here of any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.methods.contract import PolicyPart, VerificationMethod
from accounts.policy import parts
from accounts.policy.changing import EVERYONE, GROUPS, OFF, Policy, settings_in
from accounts.policy.facts import settings_of
from accounts.policy.models import TenantPolicy
from accounts.policy.parts import OfTenant, TenantPart
from accounts.policy.rules import MethodRule
from accounts.policy.whom import GroupsField
from accounts.tenants.models import Tenant
from accounts.users.models import Group
from accounts.users.roles import Act

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Written = Mapping[str, Any]
FOR_WHOM = (
    (OFF, _("Off: nobody is offered it")),
    (GROUPS, _("For chosen groups")),
    (EVERYONE, _("For everyone")),
)


class Section(Protocol):
    """One page of a policy. `key` is the first part of the names of its fields, of a policy's plain values too."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> StrOrPromise: ...
    @property
    def help(self) -> StrOrPromise: ...
    @property
    def template(self) -> str:
        """Shows the fields of its settings."""

    @property
    def act(self) -> Act:
        """What one must be allowed to do to save it."""

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        """Return the fields of its form, showing what stands."""

    def wanted(self, stands: Policy, written: Written) -> Policy:
        """Return the policy that stands, with what was written on this page."""


@dataclass(frozen=True)
class OfMethod:
    """The page of a method."""

    method: VerificationMethod
    part: PolicyPart

    @property
    def key(self) -> str:
        return self.method.key

    @property
    def title(self) -> StrOrPromise:
        return self.part.title

    @property
    def help(self) -> StrOrPromise:
        return self.part.help

    @property
    def template(self) -> str:
        return self.part.template

    @property
    def act(self) -> Act:
        return Act.CHANGE_POLICY

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        rule = stands.rule_of(self.key)
        whom = OFF if not rule.is_on else EVERYONE if rule.for_everyone else GROUPS
        who = forms.ChoiceField(label=_("For whom"), choices=FOR_WHOM, widget=forms.RadioSelect, initial=whom)
        include = GroupsField(
            label=_("Chosen groups"),
            help_text=_("Counts when it is for chosen groups."),
            initial=[*map(int, rule.include)],
        )
        exclude = GroupsField(
            label=_("Groups left out"),
            help_text=_("Their members never get it, even when another of their groups does."),
            initial=[*map(int, rule.exclude)],
        )
        include.groups = exclude.groups = Group.objects.filter(tenant=tenant)
        whom_it_is_for = {"for": who, "include": include, "exclude": exclude}
        found = {f"{self.key}-{name}": field for name, field in whom_it_is_for.items()}
        if self.part.settings is None:
            return found
        settings = settings_of(stands.methods, self.key, self.part.settings)
        return found | _settings_fields(self.key, self.part, settings, tenant)

    def wanted(self, stands: Policy, written: Written) -> Policy:
        whom = written[f"{self.key}-for"]
        # Turned off, the groups are kept, so that turning it on again is one step.
        include, exclude = (
            frozenset(map(str, written[f"{self.key}-{name}"])) for name in ("include", "exclude")
        )
        rule = MethodRule(
            is_on=whom != OFF,
            for_everyone=whom == EVERYONE,
            include=include,
            exclude=exclude,
            settings=_read(self.key, self.part, written),
        )
        return replace(stands, methods={**stands.methods, self.key: rule})


@dataclass(frozen=True)
class OfPart:
    """The page of a part that belongs to no one method."""

    part: TenantPart

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def title(self) -> StrOrPromise:
        return self.part.title

    @property
    def help(self) -> StrOrPromise:
        return self.part.help

    @property
    def template(self) -> str:
        return self.part.template

    @property
    def act(self) -> Act:
        return self.part.act

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        return _settings_fields(self.key, self.part, settings_in(stands, self.part), tenant)

    def wanted(self, stands: Policy, written: Written) -> Policy:
        return replace(stands, parts={**stands.parts, self.key: _read(self.key, self.part, written)})


@dataclass(frozen=True)
class Steps:
    """The page that says whether two steps are asked of everybody."""

    @property
    def key(self) -> str:
        return "two_step"

    @property
    def title(self) -> StrOrPromise:
        return _("Two-step verification")

    @property
    def help(self) -> StrOrPromise:
        return _("How much everybody proves to sign in, whatever ways are on.")

    @property
    def template(self) -> str:
        return "idp/portal/policy/settings.html"

    @property
    def act(self) -> Act:
        return Act.CHANGE_POLICY

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        column: Any = TenantPolicy._meta.get_field("two_step")
        field: forms.Field = column.formfield()
        field.initial = stands.two_step
        return {self.key: field}

    def wanted(self, stands: Policy, written: Written) -> Policy:
        return replace(stands, two_step=bool(written[self.key]))


def of_methods() -> list[OfMethod]:
    """Return the pages of the methods, the preferred first."""
    return [OfMethod(method, method.policy) for method in registry.by_policy() if method.policy is not None]


def of_everybody(tenant: Tenant) -> list[Steps | OfPart]:
    """Return the pages of what belongs to no one method, in their order."""
    return [Steps(), *(OfPart(part) for part in parts.parts_of(tenant))]


def find_section(tenant: Tenant, key: str) -> Section | None:
    """Return the page with this key, None when this tenant's policy has none."""
    pages: list[Section] = [*of_methods(), *of_everybody(tenant)]
    return next((page for page in pages if page.key == key), None)


def _settings_fields(
    key: str, part: PolicyPart | TenantPart, settings: Any, tenant: Tenant
) -> dict[str, forms.Field]:
    found = {}
    stands = asdict(settings)
    for name, bare in (part.fields.base_fields if part.fields is not None else {}).items():
        field = _with_possible_choices(bare, name, settings, tenant)
        field.initial = stands[name]
        found[f"{key}-{name}"] = field
    return found


def _with_possible_choices(field: forms.Field, name: str, settings: Any, tenant: Tenant) -> forms.Field:
    """The field for this tenant: what could never be saved is not offered."""
    field = deepcopy(field)
    if isinstance(field, OfTenant):
        field.belong_to(tenant)
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [
            choice
            for choice in choices
            if name not in replace(settings, **{name: choice[0]}).problems(tenant)
        ]
    return field


def _read(key: str, part: PolicyPart | TenantPart, written: Written) -> dict[str, Any]:
    fields = part.fields.base_fields if part.fields is not None else {}
    return {name: written[f"{key}-{name}"] for name in fields}
