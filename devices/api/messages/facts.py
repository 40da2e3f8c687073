"""A phone and the accounts on it, as its app is told."""

from __future__ import annotations

from typing import Any

from accounts.policy.facts import method_rules
from devices.phones.models import Phone, PhoneAccount
from devices.phones.refusals import BY_CODE
from devices.phones.services import obstacles
from devices.phones.settings import phone_settings


def phone_facts(phone: Phone) -> dict[str, Any]:
    return {"id": str(phone.pk), "label": phone.label, "platform": phone.platform, "state": phone.state}


def accounts_of(phone: Phone) -> list[PhoneAccount]:
    """The latest account of each person on this phone, ended ones too: none disappears without a word (C03).

    One that ended before it passed its test was never there.
    """
    rows = phone.accounts.select_related("user__tenant").order_by("created_at")
    rows = rows.exclude(state=PhoneAccount.State.ENDED, confirmed=False)
    latest = {account.user_id: account for account in rows}
    return list(latest.values())


def account_facts(account: PhoneAccount) -> dict[str, Any]:
    """`phone` and `user.tenant` must be loaded."""
    user = account.user
    rules = method_rules(user.tenant)
    found = obstacles(account, rules) if account.state == PhoneAccount.State.ACTIVE else ()
    return {
        "id": str(account.pk),
        "tenant": {"id": str(user.tenant.pk), "name": user.tenant.name, "kind": user.tenant.kind},
        "username": user.username,
        "display_name": user.display_name,
        "state": _state(account),
        "phone_sign_in": {
            "enabled": account.phone_sign_in,
            "allowed": account.state == PhoneAccount.State.ACTIVE and not found,
            "reasons": [{"code": code, "text": str(BY_CODE[code].public_text)} for code in found],
        },
        "unlock": {
            "mode": account.unlock_mode,
            "credential_id": account.unlock_credential_id,
            "modes": list(phone_settings(rules).unlock_modes),
        },
    }


def _state(account: PhoneAccount) -> str:
    is_testing = account.state == PhoneAccount.State.ACTIVE and not account.confirmed
    return "testing" if is_testing else account.state
