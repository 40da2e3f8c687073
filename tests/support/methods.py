"""Ways to prove oneself that the product does not have: what holds for them holds for whatever comes."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.methods import registry
from accounts.methods.contract import PolicyPart, VerificationMethod
from accounts.methods.proof import HAVE, UNLOCK, Proves
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import allow


def make_method(monkeypatch: pytest.MonkeyPatch, key: str, **facts: Any) -> VerificationMethod:
    """A way that everybody has, which may begin a sign-in and follow; without a page of its own to prove it on."""
    usual: dict[str, Any] = {
        "label": key.title(),
        "help": f"Hold up your {key}",
        "instead": f"Use your {key} instead",
        "page": "signin:choose_method",
        "rank": 60,
        "proves": Proves(frozenset({HAVE, UNLOCK}), is_phishing_resistant=True),
        "can_start": True,
        "can_follow": True,
        "icon": "components/icons/shield.html",
        "may_start_for": _has,
        "is_registered_for": _has,
        "policy": PolicyPart(title=f"{key.title()}s"),
    }
    made = VerificationMethod(key=key, **(usual | facts))
    monkeypatch.setattr(registry, "_methods", {**registry._methods, key: made})
    return made


def _has(_user: User) -> bool:
    return True


def offer_to_everyone(tenant: Tenant, method: VerificationMethod) -> None:
    """On for everybody of this organisation."""
    allow(tenant, method.key)
