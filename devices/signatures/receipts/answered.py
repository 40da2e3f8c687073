"""What a phone answered, verified long after the fact by the public keys of then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from devices.signatures.decisions import VerifiedDecision, verify_decision
from devices.signatures.errors import SignatureRejected
from devices.signatures.keys import jwk_from_text
from devices.signatures.platform_unlocks import verify_platform_unlock
from devices.signatures.unlocks import verify_pin_unlock


@dataclass(frozen=True, kw_only=True)
class SignedAnswer:
    """The challenge as it was sent, the answer and the unlock as they were received, and whose keys made those.

    `unlock` is None, or its `mode` with `proof` (pin, hardware) or `assertion` (platform). `native_origins` are those
    of apps for which a platform unlocked besides the organisation's own address.
    """

    challenge: str
    decision: str
    unlock: Mapping[str, Any] | None
    device_key: Mapping[str, str]
    unlock_key: str
    native_origins: Sequence[str] = ()


def verify_answer(given: SignedAnswer, *, asked: Mapping[str, Any]) -> VerifiedDecision:
    """What the person decided. `asked` are the claims of the challenge, already verified. Raises SignatureRejected."""
    decision = verify_decision(
        decision=given.decision,
        public_key=given.device_key,
        expected_phone_id=asked["aud"],
        expected_audience=asked["iss"],
        expected_handle=asked["txn"],
        expected_nonce=asked["nonce"],
        expected_challenge=given.challenge,
    )
    if decision.kind == "approval" and asked["unlock"] == "required":
        _verify_unlock(given, asked, decision)
    return decision


def _verify_unlock(given: SignedAnswer, asked: Mapping[str, Any], decision: VerifiedDecision) -> None:
    if given.unlock is None:
        raise SignatureRejected("unlock_not_kept")
    if given.unlock["mode"] != "platform":
        verify_pin_unlock(
            proof=given.unlock["proof"],
            public_key=jwk_from_text(given.unlock_key),
            expected_unlock_hash=decision.unlock_hash,
            expected_audience=asked["iss"],
            expected_transaction=asked["txn"],
            expected_nonce=asked["nonce"],
            expected_challenge=given.challenge,
            expected_number=decision.number,
        )
        return
    origin = urlsplit(asked["iss"])
    verify_platform_unlock(
        assertion=given.unlock["assertion"],
        public_key=given.unlock_key,
        sign_count=0,
        expected_unlock_hash=decision.unlock_hash,
        expected_nonce=asked["nonce"],
        expected_rp_id=origin.hostname or "",
        expected_origins=[f"{origin.scheme}://{origin.netloc}", *given.native_origins],
        expected_credential_id=given.unlock["assertion"]["id"],
    )
