"""Changes of a policy in words: "phone.request_life_seconds" is what the policy page calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.methods import registry
from accounts.methods.contract import PolicyPart, VerificationMethod
from accounts.policy import parts
from accounts.policy.changing import EVERYONE, GROUPS, OFF
from accounts.policy.models import TenantPolicy
from accounts.policy.parts import InWords, TenantPart
from accounts.policy.rules import MethodRule

# Of people who lose a way in, and of groups that change, so many are named; the rest are counted.
MOST_NAMED = 10
PARTS = {"for": "", "include": gettext_lazy("for groups"), "exclude": gettext_lazy("not for groups")}
FOR_WHOM = {
    OFF: gettext_lazy("off"),
    EVERYONE: gettext_lazy("for everyone"),
    GROUPS: gettext_lazy("for chosen groups"),
}


def name_in_words(name: str) -> str:
    """What a policy's detail is called; "" when it is none of a policy."""
    if name == "two_step":
        return str(TenantPolicy._meta.get_field("two_step").verbose_name)
    part, setting = _split(name)
    if part is None:
        return ""
    field = _field(part, setting)
    label = PARTS.get(setting, field.label if field else setting)
    return ": ".join(str(text) for text in (part.title, label) if text)


def value_in_words(name: str, value: Any) -> str | None:
    """What a value of it is called; None when it has no words of its own."""
    part, setting = _split(name)
    if part is None:
        return None
    field = _field(part, setting)
    if isinstance(field, InWords):
        return field.in_words(value)
    choices: Any = FOR_WHOM if setting == "for" else dict(getattr(field, "choices", ()))
    return str(choices[value]) if value in choices else None


def _split(name: str) -> tuple[PolicyPart | TenantPart | None, str]:
    key, _dot, setting = name.partition(".")
    method = registry.find(key) if setting else None
    return (method.policy if method is not None else parts.find(key)), setting


def _field(part: PolicyPart | TenantPart, setting: str) -> Any:
    return part.fields.base_fields.get(setting) if part.fields is not None else None


@dataclass(frozen=True)
class Difference:
    """One value that differs, in words: what it was and is, or of a list what came and what went."""

    name: str
    before: str = ""
    after: str = ""
    came: str = ""
    went: str = ""


def in_words(changed: Mapping[str, Sequence[Any]]) -> list[Difference]:
    """Return changes, {name: [before, after]}, in words; what no part of this release has is left out."""
    told = ((name_in_words(name), name, before, after) for name, (before, after) in changed.items())
    return [_difference(words, name, before, after) for words, name, before, after in told if words]


def _difference(words: str, name: str, before: Any, after: Any) -> Difference:
    if isinstance(after, list | tuple):
        was, now = ({_value(name, one) for one in ones or ()} for ones in (before, after))
        return Difference(words, came=names_of(now - was), went=names_of(was - now))
    return Difference(words, before=_value(name, before), after=_value(name, after))


def names_of(names: Iterable[str]) -> str:
    """Return names in order, ten at most, and how many more there are."""
    found = sorted(names)
    told = ", ".join(found[:MOST_NAMED])
    more = len(found) - MOST_NAMED
    if more <= 0:
        return told
    return ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more) % {"names": told, "n": more}


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("on") if value else _("off"))
    words = value_in_words(name, value)
    return words if words is not None else str(value if value not in (None, "") else _("nothing"))


def what_is_set(part: TenantPart, settings: Any) -> list[str]:
    """Return what is set of a part in words, one for each setting that says something."""
    if not getattr(settings, "is_on", True):
        return []
    told = []
    for name, value in asdict(settings).items():
        if value in (False, "", (), []) or name == "is_on":
            continue
        label = capfirst(name_in_words(f"{part.key}.{name}").partition(": ")[2])
        told.append(label if value is True else f"{label}: {_set_to(f'{part.key}.{name}', value)}")
    return told


def _set_to(name: str, value: Any) -> str:
    return str(len(value)) if isinstance(value, list | tuple) else _value(name, value)


def state_of(rule: MethodRule) -> str:
    """Return whom a method is for, in words."""
    if not rule.is_on:
        return _("Off")
    left_out = len(rule.exclude)
    but = (
        ngettext(", %(n)d group left out", ", %(n)d groups left out", left_out) % {"n": left_out}
        if left_out
        else ""
    )
    if rule.for_everyone:
        return _("For everyone") + but
    n = len(rule.include)
    return ngettext("For %(n)d group", "For %(n)d groups", n) % {"n": n} + but


def at_best(method: VerificationMethod) -> list[str]:
    """Return what a method is at best, in words: what it proves, and where in a sign-in it can be asked."""
    told = []
    if method.proves.is_granted:
        told.append(_("Handed out by those who look after people"))
    elif method.only_recovers:
        told.append(_("Only replaces a way that was forgotten"))
    else:
        told.append(_("Two steps by itself") if len(method.proves.factors) >= 2 else _("One step"))
    if method.proves.is_phishing_resistant:
        told.append(_("no fake site can ask for it"))
    if not method.can_start and method.can_follow:
        told.append(_("asked after another way"))
    return told
