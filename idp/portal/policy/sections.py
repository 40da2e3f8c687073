"""The pages of a policy: one for each method, one for the steps, one for each part, made of what these bring.

A new method or part has its page by being registered; nothing stands here of any of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
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
from accounts.policy.parts import OfTenant, TenantPart
from accounts.policy.rules import MethodRule
from accounts.policy.steps import groups as groups_of_steps
from accounts.policy.steps.groups import two_step_rule
from accounts.policy.strengths.part import PART as STRENGTHS
from accounts.policy.whom import GroupsField
from accounts.tenants.models import Tenant
from accounts.users.models import Group
from accounts.users.roles import Act
from idp.portal.policy.strengths.sections import Required, section_of_set

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Written = Mapping[str, Any]
FOR_WHOM = (
    (OFF, _("Off: nobody is offered it")),
    (GROUPS, _("For chosen groups")),
    (EVERYONE, _("For everyone")),
)
ASKED_OF = (
    (OFF, _("Off: one step is enough")),
    (GROUPS, _("For chosen groups")),
    (EVERYONE, _("For everyone: a password alone is not enough")),
)
NEVER_GET_IT = _("Their members never get it, even when another of their groups does.")
NEVER_ASKED = _("Their members are not asked for two steps, even when another of their groups is.")


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
    def address(self) -> str:
        """The last part of the page's address; mostly its key."""

    @property
    def act(self) -> Act:
        """What one must be allowed to do to save it."""

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        """Return the fields of its form, showing what stands."""

    def wanted(self, stands: Policy, written: Written) -> Policy:
        """Return the policy that stands, with what was written on this page."""

    def field_of(self, name: str, written: Written) -> str:
        """Return the field in which a setting was written, named as what cannot be of a policy is."""

    def missing(self, written: Written) -> dict[str, StrOrPromise]:
        """Return what was left out, by its field."""


class Plain(ABC):
    """What most pages have alike."""

    @property
    @abstractmethod
    def key(self) -> str: ...

    @property
    def address(self) -> str:
        return self.key

    def field_of(self, name: str, written: Written) -> str:
        return name.replace(".", "-")

    def missing(self, written: Written) -> dict[str, StrOrPromise]:
        """Of a method that is for chosen groups the groups."""
        is_for_groups = written.get(f"{self.key}-for") == GROUPS
        include = f"{self.key}-include"
        if is_for_groups and include in written and not written[include]:
            return {include: _("Choose at least one group, or turn it off.")}
        return {}


@dataclass(frozen=True)
class OfMethod(Plain):
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
        found = _whom_fields(
            self.key, stands.rule_of(self.key), tenant, choices=FOR_WHOM, left_out=NEVER_GET_IT
        )
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
class OfPart(Plain):
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
class Steps(Plain):
    """The page that says of whom two steps are asked: whether of anybody, and of which groups."""

    @property
    def key(self) -> str:
        return "two_step"

    @property
    def title(self) -> StrOrPromise:
        return _("Two-step verification")

    @property
    def help(self) -> StrOrPromise:
        return _(
            "How much people prove to sign in, whatever ways are on. Phone sign-in always counts as two steps."
        )

    @property
    def template(self) -> str:
        return "idp/portal/policy/settings.html"

    @property
    def act(self) -> Act:
        return Act.CHANGE_POLICY

    def fields(self, tenant: Tenant, stands: Policy) -> dict[str, forms.Field]:
        whom = two_step_rule(True, stands.parts)
        rule = replace(whom, is_on=stands.two_step)
        return _whom_fields(self.key, rule, tenant, choices=ASKED_OF, left_out=NEVER_ASKED)

    def wanted(self, stands: Policy, written: Written) -> Policy:
        whom = written[f"{self.key}-for"]
        # None included is everybody; turned off, the groups are kept, so that turning it on again is one step.
        groups = {
            "include": [] if whom == EVERYONE else written[f"{self.key}-include"],
            "exclude": written[f"{self.key}-exclude"],
        }
        return replace(stands, two_step=whom != OFF, parts={**stands.parts, groups_of_steps.KEY: groups})


def of_methods() -> list[OfMethod]:
    """Return the pages of the methods, the preferred first."""
    return [OfMethod(method, method.policy) for method in registry.by_policy() if method.policy is not None]


def of_everybody(tenant: Tenant) -> list[Steps | OfPart | Required]:
    """Return the pages of what belongs to no one method, in their order."""
    shown = (part for part in parts.parts_of(tenant) if not part.page)
    return [Steps(), *(Required() if part is STRENGTHS else OfPart(part) for part in shown)]


def find_section(tenant: Tenant, address: str) -> Section | None:
    """Return the page at this address, None when this tenant's policy has none."""
    pages: list[Section] = [*of_methods(), *of_everybody(tenant)]
    found = next((page for page in pages if page.address == address), None)
    return found or (section_of_set(tenant, address) if address.startswith(f"{STRENGTHS.key}-") else None)


def _whom_fields(
    key: str, rule: MethodRule, tenant: Tenant, *, choices: Iterable[Any], left_out: StrOrPromise
) -> dict[str, forms.Field]:
    """The fields that say for whom something is on, showing a rule."""
    whom = OFF if not rule.is_on else EVERYONE if rule.for_everyone else GROUPS
    who = forms.ChoiceField(label=_("For whom"), choices=choices, widget=forms.RadioSelect, initial=whom)
    include = GroupsField(
        label=_("Chosen groups"),
        help_text=_("Counts when it is for chosen groups."),
        initial=[*map(int, rule.include)],
    )
    exclude = GroupsField(label=_("Groups left out"), help_text=left_out, initial=[*map(int, rule.exclude)])
    include.groups = exclude.groups = Group.objects.filter(tenant=tenant)
    return {f"{key}-for": who, f"{key}-include": include, f"{key}-exclude": exclude}


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
