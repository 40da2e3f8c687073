"""Reads a kept answer as an auditor would: from the database alone, with public keys, long after the fact."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from devices.approvals.models import Challenge
from devices.challenge_keys.models import ChallengeKey
from devices.signatures.challenges import read_challenge
from devices.signatures.decisions import VerifiedDecision, verify_decision
from devices.signatures.encoding import decode
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import APPROVAL_CHALLENGE
from devices.signatures.jws.reading import read
from devices.signatures.keys import jwk_from_text
from devices.signatures.platform_unlocks import verify_platform_unlock
from devices.signatures.unlocks import verify_pin_unlock

APPROVED = ("approved", "consumed", "wrong_number")


def verify_evidence(kept: Challenge) -> VerifiedDecision:
    """What the person decided, as the signatures show it. Raises SignatureRejected where any part does not hold."""
    asked = _asked(kept)
    decision = verify_decision(
        decision=kept.decision,
        public_key=_device_key(kept),
        expected_phone_id=str(kept.phone_account.phone_id),
        expected_audience=asked["iss"],
        expected_handle=str(kept.request_id),
        expected_nonce=asked["nonce"],
        expected_challenge=kept.jws,
    )
    _must(decision.jti == kept.decision_jti, "jti")
    if decision.kind == "approval" and asked["unlock"] == "required":
        _verify_unlock(kept, asked, decision)
    return decision


def _device_key(kept: Challenge) -> dict[str, str]:
    """The device key of then, which may have been renewed since."""
    phone, kid = kept.phone_account.phone, _kid_of(kept.decision)
    former = phone.former_keys.filter(account=None, name=kid).first()
    return jwk_from_text(former.public_key) if former else phone.device_key


def _unlock_key(kept: Challenge, name: str) -> str:
    former = kept.phone_account.former_keys.filter(name=name).first()
    return former.public_key if former else kept.phone_account.unlock_public_key


def _kid_of(text: str) -> str:
    return str(json.loads(decode(text.split(".", maxsplit=1)[0])).get("kid"))


def _asked(kept: Challenge) -> dict[str, Any]:
    """The claims of the challenge, by the tenant's key of then, which may be retired now."""
    message = read(text=kept.jws, kind=APPROVAL_CHALLENGE)
    key = ChallengeKey.objects.filter(kid=message.header["kid"], tenant=kept.request.tenant).first()
    if key is None:
        raise SignatureRejected("challenge by a key that was never the tenant's")
    claims = read_challenge(
        challenge=kept.jws,
        kind=APPROVAL_CHALLENGE,
        public_key=key.public_jwk,
        expected_audience=str(kept.phone_account.phone_id),
    )
    _must(claims["nonce"] == kept.nonce, "nonce")
    _must(claims["txn"] == str(kept.request_id), "request")
    _must(claims["sub"] == str(kept.phone_account_id), "account")
    _must(claims["iss"].endswith(f"/tenants/{kept.request.tenant_id}"), "tenant")
    return claims


def _verify_unlock(kept: Challenge, asked: dict[str, Any], decision: VerifiedDecision) -> None:
    proof = kept.unlock_proof
    if proof is None:
        raise SignatureRejected("approved without the unlock that was required")
    if proof["mode"] != "platform":
        verify_pin_unlock(
            proof=proof["proof"],
            public_key=jwk_from_text(_unlock_key(kept, _kid_of(proof["proof"]))),
            expected_unlock_hash=decision.unlock_hash,
            expected_audience=asked["iss"],
            expected_transaction=asked["txn"],
            expected_nonce=asked["nonce"],
            expected_challenge=kept.jws,
            expected_number=decision.number,
        )
        return
    origin = urlsplit(asked["iss"])
    verify_platform_unlock(
        assertion=proof["assertion"],
        public_key=_unlock_key(kept, proof["assertion"]["id"]),
        sign_count=0,
        expected_unlock_hash=decision.unlock_hash,
        expected_nonce=asked["nonce"],
        expected_rp_id=origin.hostname or "",
        expected_origins=[f"{origin.scheme}://{origin.netloc}", *settings.NATIVE_APP_ORIGINS],
        expected_credential_id=proof["assertion"]["id"],
    )


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise SignatureRejected(f"the kept {what} is another than the signed one")
