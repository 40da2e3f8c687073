"""A phone and the accounts on it, as its app is told."""

from __future__ import annotations

from typing import Any

from accounts.policy.facts import method_rules
from devices.enrolment.claims import Claimed
from devices.otp import on_phones
from devices.phones.models import Phone, PhoneAccount
from devices.phones.refusals import BY_CODE
from devices.phones.services import obstacles
from devices.phones.settings import phone_settings


def phone_facts(phone: Phone) -> dict[str, Any]:
    return {
        "id": str(phone.pk),
        "label": phone.label,
        "platform": phone.platform,
        "state": phone.state,
        **app_facts(phone),
    }


def app_facts(phone: Phone) -> dict[str, Any]:
    """What the phone has said of its app."""
    return {"app_version": phone.app_version, "capabilities": phone.capabilities}


def claimed_facts(claimed: Claimed) -> dict[str, Any]:
    return {
        "enrolment": str(claimed.enrolment.pk),
        "challenge": claimed.challenge,
        "creation_options": claimed.creation_options,
    }


def accounts_of(phone: Phone) -> list[PhoneAccount]:
    """The accounts on this phone, and of each person without one the latest that ended: none disappears silently (C03).

    One that ended before it passed its test was never there.
    """
    rows = phone.accounts.select_related("user__tenant").order_by("created_at").prefetch_related("codes")
    rows = rows.exclude(state=PhoneAccount.State.ENDED, confirmed=False)
    latest = {account.user_id: account for account in rows}
    return [row for row in rows if row.state != PhoneAccount.State.ENDED or row == latest[row.user_id]]


def account_facts(account: PhoneAccount) -> dict[str, Any]:
    """`phone` and `user.tenant` must be loaded."""
    user = account.user
    rules = method_rules(user.tenant)
    settings = phone_settings(rules)
    codes = on_phones.standing(account, rules)
    found = obstacles(account, rules) if account.state == PhoneAccount.State.ACTIVE else ()
    return {
        "id": str(account.pk),
        "tenant": {"id": str(user.tenant.pk), "name": user.tenant.name, "kind": user.tenant.kind},
        "username": user.username,
        "display_name": user.display_name,
        "state": _state(account),
        "phone_name": account.name,
        "phone_sign_in": {
            "enabled": account.phone_sign_in,
            "allowed": account.state == PhoneAccount.State.ACTIVE and not found,
            "reasons": [{"code": code, "text": str(BY_CODE[code].public_text)} for code in found],
        },
        "unlock": {
            "mode": account.unlock_mode,
            "credential_id": account.unlock_credential_id,
            "modes": list(settings.unlock_modes),
        },
        "app_lock": settings.app_lock,
        "codes": {"state": codes.state, "allowed": codes.is_allowed},
    }


def _state(account: PhoneAccount) -> str:
    is_testing = account.state == PhoneAccount.State.ACTIVE and not account.confirmed
    return "testing" if is_testing else account.state
