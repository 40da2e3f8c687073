"""The phone's answer to a request: approval or denial."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from devices.signatures.answers import ExpectedAnswer, read_answer
from devices.signatures.jws.kinds import APPROVAL, DENIAL
from devices.signatures.jws.reading import typ_of


@dataclass(frozen=True, kw_only=True)
class VerifiedDecision:
    """What the phone signed. `unlock_hash` only announces an unlock proof, still to be verified."""

    kind: Literal["approval", "denial"]
    number: str | None
    unlock_hash: str | None
    reason: str | None
    jti: str


def verify_decision(
    *,
    decision: object,
    public_key: Mapping[str, str],
    expected_phone_id: str,
    expected_audience: str,
    expected_handle: str,
    expected_nonce: str,
    expected_challenge: str,
) -> VerifiedDecision:
    """Verify a decision (compact JWS, `approval+jwt` or `denial+jwt`) by the device key.

    `public_key` is the stored device key (JWK), `expected_audience` the `iss` of the challenge,
    `expected_handle` its `txn`, `expected_challenge` the challenge JWS as sent. The `typ` decides what it is,
    and each type is read by its own list of claims: an approval can never be read as a denial (T11). Raises
    SignatureRejected.
    """
    # Anything else than an approval is read as a denial, which then refuses every type but its own.
    is_approval = typ_of(decision) == APPROVAL.typ
    expected = ExpectedAnswer(
        issuer=expected_phone_id,
        audience=expected_audience,
        transaction=expected_handle,
        nonce=expected_nonce,
        challenge=expected_challenge,
    )
    claims = read_answer(
        text=decision, kind=APPROVAL if is_approval else DENIAL, public_key=public_key, expected=expected
    )
    return VerifiedDecision(
        kind="approval" if is_approval else "denial",
        number=claims.get("number"),
        unlock_hash=claims.get("unlock_hash"),
        reason=claims.get("reason"),
        jti=claims["jti"],
    )
