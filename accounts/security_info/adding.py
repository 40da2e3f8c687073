"""What a person can add to sign in with."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.facts import allowances, method_rules
from accounts.policy.rules import is_allowed
from accounts.users.models import User


def can_add(user: User) -> list[dict[str, Any]]:
    """Each way that can be added and is on for this person, the preferred first: icon, words, address."""
    return [shown(method) for method in addable(user)]


def addable(user: User) -> list[VerificationMethod]:
    """The methods of which this person may add one more, the preferred first."""
    allowed = allowances(user, method_rules(user.tenant))
    return [
        method
        for method in registry.in_order()
        if method.add and method.may_add(user) and (method.policy is None or is_allowed(method.key, allowed))
    ]


def shown(method: VerificationMethod) -> dict[str, Any]:
    """A method as a button that adds one."""
    return {
        "icon": method.icon,
        "label": method.label,
        "help": method.help,
        "url": reverse(method.add),
    }
