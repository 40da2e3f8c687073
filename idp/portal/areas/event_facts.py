"""The details of an event as pairs to read; what has no words here is shown as it stands."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry
from accounts.policy.models import TenantPolicy
from accounts.users.models import User
from devices.approvals import kinds
from devices.phones.models import PhoneAccount
from idp.portal.areas.cells import NOTHING

Words = dict[Any, str | Promise]

NAMES: Words = {
    **{field.name: field.verbose_name for field in TenantPolicy._meta.fields},
    "acr": gettext_lazy("strength"),
    "address": gettext_lazy("address"),
    "amr": gettext_lazy("proofs"),
    "browser": gettext_lazy("browser"),
    "display_name": gettext_lazy("name"),
    "domains": gettext_lazy("domains"),
    "enrolment": gettext_lazy("adding"),
    "groups": gettext_lazy("groups"),
    "is_active": gettext_lazy("in use"),
    "kid": gettext_lazy("signing key"),
    "kind": gettext_lazy("kind"),
    "members": gettext_lazy("members"),
    "add_people": gettext_lazy("people added"),
    "remove_people": gettext_lazy("people removed"),
    "method": gettext_lazy("by"),
    "methods": gettext_lazy("by"),
    "mode": gettext_lazy("unlock"),
    "name": gettext_lazy("name"),
    "password": gettext_lazy("passwords"),
    "password for groups": gettext_lazy("passwords for groups"),
    "password not for groups": gettext_lazy("passwords not for groups"),
    "phone": gettext_lazy("phone"),
    "phone for groups": gettext_lazy("phones for groups"),
    "phone not for groups": gettext_lazy("phones not for groups"),
    "reason": gettext_lazy("because"),
    "request": gettext_lazy("request"),
    "role": gettext_lazy("role"),
    "username": gettext_lazy("username"),
    "why": gettext_lazy("because"),
}

FOR_WHOM: Words = {
    "off": gettext_lazy("off"),
    "everyone": gettext_lazy("for everyone"),
    "groups": gettext_lazy("for chosen groups"),
}
BECAUSE: Words = {
    "admin": gettext_lazy("an admin ended them"),
    "lost": gettext_lazy("its owner lost it"),
    "phone_lost": gettext_lazy("a phone was lost"),
    "phone_removed": gettext_lazy("a phone was removed"),
    "phone_suspended": gettext_lazy("a phone was suspended"),
    "spent_token": gettext_lazy("a copy of the phone was used"),
    "wrong_password": gettext_lazy("wrong password"),
}
# What the values of some names mean; those of the others are words of people already.
MEANINGS: dict[str, Words] = {
    "acr": {
        "one_step": gettext_lazy("one step"),
        "two_step": gettext_lazy("two steps"),
        "passwordless": gettext_lazy("two steps, without a password"),
    },
    "mode": dict(PhoneAccount.UnlockMode.choices),
    "number_known": dict(TenantPolicy.Number.choices),
    "number_new": dict(TenantPolicy.Number.choices),
    "password": FOR_WHOM,
    "phone": FOR_WHOM,
    "reason": BECAUSE,
    "role": dict(User.Role.choices),
    "unlock": dict(TenantPolicy.Unlock.choices),
    "why": BECAUSE,
}


def facts_of(details: dict[str, Any]) -> list[tuple[str, str]]:
    """Details as pairs; a change as before → after."""
    changed = details.get("changed", {})
    others = [_pair(name, _text(name, value)) for name, value in details.items() if name != "changed"]
    return others + [
        _pair(name, f"{_text(name, before)} → {_text(name, after)}")
        for name, (before, after) in changed.items()
    ]


def _pair(name: str, text: str) -> tuple[str, str]:
    return str(NAMES.get(name, name)), text


def _text(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(name, part) for part in value) or NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return NOTHING
    return str(_meanings(name).get(value, value))


def _meanings(name: str) -> Words:
    """Those of methods and of kinds of request stand where they are registered."""
    if name == "kind":
        return {kind.key: kind.words for kind in kinds.registered()}
    return _methods() if name in ("method", "methods") else MEANINGS.get(name, {})


def _methods() -> Words:
    return {method.key: method.label for method in registry.in_order()}
