"""The details of an event as pairs to read; what has no words is shown as it stands.

Owners bring the words of their details (accounts/audit/details.py). Here are those of the portal's own forms, whose
fields an event of a change names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.details import FOR_THE_PROGRAM, explain, meaning_of, name_details, name_of
from accounts.audit.events import sentence_of
from accounts.mail.items import OF_THINGS
from accounts.methods import registry
from accounts.users.models import User
from devices.approvals import kinds
from idp.portal.areas.cells import NOTHING
from idp.portal.policy.words import name_in_words, value_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

name_details(
    add_people=gettext_lazy("people added"),
    display_name=gettext_lazy("name"),
    domains=gettext_lazy("domains"),
    groups=gettext_lazy("groups"),
    is_active=gettext_lazy("in use"),
    members=gettext_lazy("members"),
    name=gettext_lazy("name"),
    remove_people=gettext_lazy("people removed"),
    role=gettext_lazy("role"),
)
explain("role", dict(User.Role.choices))
METHODS = frozenset({"method", "methods", "known", "proven", "recovers"})


def facts_of(details: dict[str, Any]) -> list[tuple[str, str]]:
    """Details as pairs; a change as before → after."""
    others = [
        _pair(name, _text(name, value))
        for name, value in details.items()
        if name not in {"changed", *FOR_THE_PROGRAM}
    ]
    return others + [(name, f"{before} → {after}") for name, before, after in changes_of(details)]


def changes_of(details: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was changed, before and after."""
    changed = details.get("changed", {})
    return [
        (_name(name), _text(name, before), _text(name, after)) for name, (before, after) in changed.items()
    ]


def _name(name: str) -> str:
    return name_in_words(name) or str(name_of(name))


def _pair(name: str, text: str) -> tuple[str, str]:
    return _name(name), text


def _text(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(name, part) for part in value) or NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return NOTHING
    in_words = value_in_words(name, value)
    return in_words if in_words is not None else str(_registered(name, value) or meaning_of(name, value))


def _registered(name: str, value: Any) -> StrOrPromise:
    """What a method or a kind of request calls itself; "" for anything else."""
    if name in METHODS | OF_THINGS:
        method = registry.find(value)
        return method.label if method is not None else ""
    if name == "changes":
        return sentence_of(value)
    kind = kinds.find(value) if name == "kind" else None
    return str(kind.words) if kind is not None else ""
