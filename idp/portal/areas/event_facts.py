"""The details of an event as pairs to read; what has no words here is shown as it stands."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.methods import registry
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.phones.models import PhoneAccount
from idp.portal.areas.cells import NOTHING
from idp.portal.policy.words import name_in_words, value_in_words

Words = dict[Any, str | Promise]

NAMES: Words = {
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
    "phone": gettext_lazy("phone"),
    "reason": gettext_lazy("because"),
    "request": gettext_lazy("request"),
    "role": gettext_lazy("role"),
    "username": gettext_lazy("username"),
    "why": gettext_lazy("because"),
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
    "kind": dict(ApprovalRequest.Kind.choices),
    "mode": dict(PhoneAccount.UnlockMode.choices),
    "reason": BECAUSE,
    "role": dict(User.Role.choices),
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
    return name_in_words(name) or str(NAMES.get(name, name)), text


def _text(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(name, part) for part in value) or NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return NOTHING
    in_words = value_in_words(name, value)
    if in_words is not None:
        return in_words
    meanings = _methods() if name in ("method", "methods") else MEANINGS.get(name, {})
    return str(meanings.get(value, value))


def _methods() -> Words:
    return {method.key: method.label for method in registry.in_order()}
