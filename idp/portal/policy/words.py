"""Changes of a policy in words: "phone.request_life_seconds" is what the policy page calls it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.methods import registry
from accounts.methods.contract import PolicyPart
from accounts.policy import parts
from accounts.policy.changing import EVERYONE, GROUPS, OFF
from accounts.policy.models import TenantPolicy
from accounts.policy.parts import TenantPart

PARTS = {"for": "", "include": _("for groups"), "exclude": _("not for groups")}
FOR_WHOM = {OFF: _("off"), EVERYONE: _("for everyone"), GROUPS: _("for chosen groups")}


def name_in_words(name: str) -> str | None:
    """What a policy's detail is called; None when it is none of a policy."""
    if name == "two_step":
        return str(TenantPolicy._meta.get_field("two_step").verbose_name)
    part, setting = _split(name)
    if part is None:
        return None
    field = _field(part, setting)
    label = PARTS.get(setting, field.label if field else setting)
    return ": ".join(str(text) for text in (part.title, label) if text)


def value_in_words(name: str, value: Any) -> str | None:
    """What a value of it is called; None when it has no words of its own."""
    part, setting = _split(name)
    if part is None:
        return None
    choices: Any = FOR_WHOM if setting == "for" else dict(getattr(_field(part, setting), "choices", ()))
    return str(choices[value]) if value in choices else None


def _split(name: str) -> tuple[PolicyPart | TenantPart | None, str]:
    key, _dot, setting = name.partition(".")
    method = registry.find(key) if setting else None
    return (method.policy if method is not None else parts.find(key)), setting


def _field(part: PolicyPart | TenantPart, setting: str) -> Any:
    return part.fields.base_fields.get(setting) if part.fields is not None else None
