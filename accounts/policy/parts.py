"""What an admin sets that belongs to no one method: parts of the policy, each registered by whom it concerns.

A part is kept with its tenant's policy, so that reading one costs no question where the policy was read with it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from accounts.methods.contract import MethodSettings
from accounts.policy.models import TenantPolicy
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.roles import Act

if TYPE_CHECKING:
    from django import forms
    from django_stubs_ext import StrOrPromise

    from accounts.policy.changing import Policy

Settings = TypeVar("Settings")


class OfTenant(ABC):
    """Mixed into a field whose choices hang on whose policy it is: the page that shows it says for whom."""

    @abstractmethod
    def belong_to(self, tenant: Tenant) -> None:
        """From now on its choices are those that this tenant has."""


class InWords(ABC):
    """Mixed into a field whose values are not what people would call them."""

    @abstractmethod
    def in_words(self, value: object) -> str | None:
        """What a value is called; None for what is to be shown as it stands."""


@dataclass(frozen=True, kw_only=True)
class TenantPart:
    """Some settings that stand together: `settings` what they are, `fields` the form of them, `template` shows it.

    `key` is what the policy and the audit log call it, no method's; `rank` orders the parts (lowest first), `is_for`
    says whose policy has it. `problems` is what of it cannot be beside the rest of a policy, by the name of the
    setting; `meets` says in words whom it meets under a policy, "" that it meets nobody; `changed` is called when a
    setting has changed, with what it was and what it is. `page` is the key of the page that shows it, where it has
    none of its own; `act` is what whoever saves its page must be allowed to do: putting a whole policy back is always
    to change the policy. `item` is what one item of a setting that is a list is called, by the name of the setting and
    the item as a policy's plain values have it. `unset` is how it stands while nothing of it is set, where that is not
    off.
    """

    key: str
    title: StrOrPromise
    settings: type[MethodSettings]
    fields: type[forms.Form]
    help: StrOrPromise = ""
    template: str = "idp/portal/policy/settings.html"
    rank: int = 100
    page: str = ""
    is_for: Callable[[Tenant], bool] = lambda tenant: True  # noqa: ARG005  every tenant's
    problems: Callable[[Policy], Mapping[str, StrOrPromise]] = lambda policy: {}  # noqa: ARG005  none
    meets: Callable[[Tenant, Policy], StrOrPromise] = lambda tenant, policy: ""  # noqa: ARG005  nobody
    act: Act = Act.CHANGE_POLICY
    changed: Callable[[Tenant, Any, Any], None] = lambda tenant, before, after: None  # noqa: ARG005  nothing
    item: Callable[[str, str], str] = lambda setting, item: item  # noqa: ARG005  as it stands
    unset: StrOrPromise = ""


_parts: dict[str, TenantPart] = {}


def register(part: TenantPart) -> None:
    """Make a part known; called once for each when the program starts."""
    if part.key in _parts:
        raise ValueError(f"part {part.key!r} is registered twice")
    _parts[part.key] = part


def find(key: str) -> TenantPart | None:
    """Return the part with this key, None when this release has none."""
    return _parts.get(key)


def in_order() -> list[TenantPart]:
    """Return all parts, as the policy page shows them."""
    return sorted(_parts.values(), key=lambda part: part.rank)


def parts_of(tenant: Tenant) -> list[TenantPart]:
    """Return those that this tenant's policy has."""
    return [part for part in in_order() if part.is_for(tenant)]


def settings_for(tenant: Tenant, key: str, kind: type[Settings]) -> Settings:
    """Return what is set of the part with this key; the safest where nothing is kept, or nothing that can be read."""
    try:
        kept = tenant.policy.settings.get(key)
    except TenantPolicy.DoesNotExist:
        kept = None
    return (read_stored(kind, kept) if kept is not None else None) or kind()
