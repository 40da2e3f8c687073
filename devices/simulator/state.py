"""The phone as JSON, and back. Holds its private keys: whoever reads it is the phone."""

import time
from collections.abc import Callable
from typing import Any

from devices.signatures.keys import SigningKey
from devices.simulator.authenticator import PlatformCredential
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from devices.simulator.transport import Transport
from devices.simulator.unlocking import HardwareKey, Unlock


def to_json(phone: SimulatedPhone) -> dict[str, Any]:
    """Write everything the phone must remember. A claimed and not completed enrolment is forgotten."""
    return {
        "public_url": phone.public_url,
        "key": phone.key.private_jwk(),
        "token": phone.calls.token,
        "id": phone.id,
        "label": phone.label,
        "accounts": [_account_to_json(account) for account in phone.accounts.values()],
    }


def from_json(
    kept: dict[str, Any], *, transport: Transport, clock: Callable[[], float] = time.time
) -> SimulatedPhone:
    """Make the phone that `to_json` wrote."""
    phone = SimulatedPhone(
        transport=transport,
        public_url=kept["public_url"],
        key=SigningKey.from_private_jwk(kept["key"]),
        token=kept["token"],
        label=kept["label"],
        clock=clock,
    )
    phone.id = kept["id"]
    phone.accounts = {one["id"]: _account_from_json(one) for one in kept["accounts"]}
    return phone


def _account_to_json(account: AccountOnPhone) -> dict[str, Any]:
    return {
        "id": account.id,
        "username": account.username,
        "tenant_name": account.tenant_name,
        "state": account.state,
        "phone_sign_in": account.phone_sign_in,
        "unlock": _unlock_to_json(account.unlock),
    }


def _account_from_json(kept: dict[str, Any]) -> AccountOnPhone:
    return AccountOnPhone(**{**kept, "unlock": _unlock_from_json(kept["unlock"])})


def _unlock_to_json(unlock: Unlock | None) -> dict[str, Any] | None:
    if unlock is None:
        return None
    if isinstance(unlock, SigningKey):
        return {"mode": "pin", "key": unlock.private_jwk()}
    if isinstance(unlock, HardwareKey):
        return {"mode": "hardware", "key": unlock.key.private_jwk()}
    return {
        "mode": "platform",
        "key": unlock.key.private_jwk(),
        "credential_id": unlock.credential_id,
        "rp_id": unlock.rp_id,
    }


def _unlock_from_json(kept: dict[str, Any] | None) -> Unlock | None:
    if kept is None:
        return None
    key = SigningKey.from_private_jwk(kept["key"])
    if kept["mode"] == "pin":
        return key
    if kept["mode"] == "hardware":
        return HardwareKey(key=key)
    return PlatformCredential(credential_id=kept["credential_id"], rp_id=kept["rp_id"], key=key)
