"""Writing a receipt: what the phone signed, as it was signed, and in the organisation's name whose phone that was."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devices.signatures.jws.kinds import RECEIPT
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey
from devices.signatures.receipts.answered import SignedAnswer

VERSION = 1
# What of a browser's assertion is signed, or names the key.
PARTS = ("clientDataJSON", "authenticatorData", "signature")


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """What the organisation says besides: whose phone it was, and when the answer came. Seconds since 1970.

    `phone_name` is left out ("") of what others than the person and their admins get.
    """

    issuer: str
    transaction: str
    tenant_id: str
    tenant_name: str
    tenant_kind: str
    username: str
    display_name: str
    phone_name: str
    approved_at: int


def write_receipt(*, answer: SignedAnswer, vouched: Vouched, key: SigningKey, now: int) -> str:
    """Return the receipt, a compact JWS by the organisation's challenge key."""
    claims: dict[str, Any] = {
        "iss": vouched.issuer,
        "jti": secrets.token_urlsafe(16),
        "txn": vouched.transaction,
        "iat": now,
        "version": VERSION,
        "tenant": {"id": vouched.tenant_id, "name": vouched.tenant_name, "kind": vouched.tenant_kind},
        "account": {"username": vouched.username, "display_name": vouched.display_name},
        "approved_at": vouched.approved_at,
        "asked": answer.challenge,
        "answered": answer.decision,
        "key": dict(answer.device_key),
    }
    if vouched.phone_name:
        claims["label"] = vouched.phone_name
    if answer.unlock is not None:
        claims |= {"unlocked": _flat(answer.unlock), "unlock_key": answer.unlock_key}
    if answer.unlock is not None and answer.native_origins:
        claims["unlock_origins"] = list(answer.native_origins)
    return sign(claims=claims, kind=RECEIPT, key=key)


def _flat(unlock: Mapping[str, Any]) -> dict[str, str]:
    """The proof of the unlock, without what a browser adds to it and nobody signs."""
    if unlock["mode"] != "platform":
        return {"mode": unlock["mode"], "proof": unlock["proof"]}
    assertion = unlock["assertion"]
    return {
        "mode": "platform",
        "id": assertion["id"],
        **{part: assertion["response"][part] for part in PARTS},
    }
