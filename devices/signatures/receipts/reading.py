"""Verifying a receipt: from its text and the organisation's public keys alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.signatures.errors import MessageMalformed, SignatureRejected
from devices.signatures.jws.kinds import APPROVAL_CHALLENGE, RECEIPT
from devices.signatures.jws.reading import UnverifiedMessage, read, verify_signature
from devices.signatures.keys import read_public_jwk, thumbprint
from devices.signatures.receipts.answered import SignedAnswer, verify_answer
from devices.signatures.receipts.keys import TrustedKeys
from devices.signatures.receipts.writing import PARTS

LARGEST_RECEIPT = 24 * 1024


@dataclass(frozen=True, kw_only=True)
class VerifiedReceipt:
    """What a receipt shows. Of `context`, `kind`, `asked_at` and the approval itself the phone's signature is proof.

    That the phone was this person's, and when its answer came (`approved_at`), is the organisation's word, which it
    signed. `key_name` names the key of the phone, `signed_by` the organisation's. Times in seconds since 1970.
    """

    issuer: str
    request: str
    tenant: str
    username: str
    display_name: str
    phone_name: str
    key_name: str
    signed_by: str
    kind: str
    context: Mapping[str, Any]
    unlock: str
    asked_at: int
    approved_at: int
    made_at: int


def issuer_named(text: object) -> str:
    """The organisation a receipt says it is of: only to find the keys by which it is then verified."""
    return str(read(text=text, kind=RECEIPT, max_bytes=LARGEST_RECEIPT).claims["iss"])


def verify_receipt(text: object, *, trusted: Iterable[TrustedKeys]) -> VerifiedReceipt:
    """Return what the receipt shows. Raises SignatureRejected, whose reason says what does not hold."""
    receipt = read(text=text, kind=RECEIPT, max_bytes=LARGEST_RECEIPT)
    said = receipt.claims
    keys = _keys_of(said["iss"], trusted)
    _check_signed(receipt, keys, otherwise="unknown_key")
    question = read(text=said["asked"], kind=APPROVAL_CHALLENGE)
    _check_signed(question, keys, otherwise="unknown_key_of_question")
    asked = question.claims
    if asked["iss"] != said["iss"] or asked["txn"] != said["txn"]:
        raise SignatureRejected("another_question")
    _check_answer(said, asked)
    return VerifiedReceipt(
        issuer=said["iss"],
        request=said["txn"],
        tenant=said["tenant"]["name"],
        username=said["account"]["username"],
        display_name=said["account"]["display_name"],
        phone_name=said.get("label", ""),
        key_name=thumbprint(said["key"]),
        signed_by=receipt.header["kid"],
        kind=asked["kind"],
        context=asked["context"],
        unlock=said["unlocked"]["mode"] if "unlocked" in said else "",
        asked_at=asked["context"]["asked_at"],
        approved_at=said["approved_at"],
        made_at=said["iat"],
    )


def _keys_of(issuer: str, trusted: Iterable[TrustedKeys]) -> TrustedKeys:
    """Those of this very organisation: another's key must not speak for it (T09)."""
    keys = next((one for one in trusted if one.issuer == issuer), None)
    if keys is None:
        raise SignatureRejected("unknown_organisation")
    return keys


def _check_signed(message: UnverifiedMessage, keys: TrustedKeys, *, otherwise: str) -> None:
    """By a key that whoever verifies trusted before: the receipt brings none that counts."""
    key = keys.by_name.get(message.header["kid"])
    if key is None:
        raise SignatureRejected(otherwise)
    verify_signature(message=message, public_key=key)


def _check_answer(said: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    if "unlocked" in said and asked["unlock"] != "required":
        raise MessageMalformed("unlock_not_asked")
    decision = verify_answer(
        SignedAnswer(
            challenge=said["asked"],
            decision=said["answered"],
            unlock=_unlock(said.get("unlocked")),
            device_key=read_public_jwk(said["key"]),
            unlock_key=said.get("unlock_key", ""),
            native_origins=said.get("unlock_origins", ()),
        ),
        asked=asked,
    )
    if decision.kind != "approval":
        raise SignatureRejected("not_an_approval")


def _unlock(flat: Mapping[str, str] | None) -> Mapping[str, Any] | None:
    if flat is None or flat["mode"] != "platform":
        return flat
    response = {part: flat[part] for part in PARTS}
    assertion = {"id": flat["id"], "rawId": flat["id"], "type": "public-key", "response": response}
    return {"mode": "platform", "assertion": assertion}
