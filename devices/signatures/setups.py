"""The device key's word for an account, beside an unlock: it gets another one, or it moves to another phone."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.signatures.answers import ExpectedAnswer, read_answer
from devices.signatures.jws.kinds import MOVE, UNLOCK_SETUP


@dataclass(frozen=True, kw_only=True)
class VerifiedSetup:
    """The announcement of the new unlock, whose own proof is still to be verified.

    `proof_hash` announces the proof of the unlock that it replaces; None where none is replaced.
    """

    unlock_hash: str
    proof_hash: str | None
    jti: str


def verify_setup(
    *,
    setup: object,
    public_key: Mapping[str, str],
    expected_phone_id: str,
    expected_audience: str,
    expected_account: str,
    expected_nonce: str,
    expected_challenge: str,
) -> VerifiedSetup:
    """Verify an `unlock-setup+jwt` (compact JWS) by the stored device key (JWK).

    `expected_audience` is the `iss` of the unlock challenge, `expected_account` its `txn` (the phone
    account's id), `expected_challenge` the challenge JWS as sent. Raises SignatureRejected.
    """
    expected = ExpectedAnswer(
        issuer=expected_phone_id,
        audience=expected_audience,
        transaction=expected_account,
        nonce=expected_nonce,
        challenge=expected_challenge,
    )
    claims = read_answer(text=setup, kind=UNLOCK_SETUP, public_key=public_key, expected=expected)
    return VerifiedSetup(
        unlock_hash=claims["unlock_hash"], proof_hash=claims.get("proof_hash"), jti=claims["jti"]
    )


def verify_move(
    *,
    move: object,
    public_key: Mapping[str, str],
    expected_phone_id: str,
    expected_audience: str,
    expected_move: str,
    expected_nonce: str,
    expected_challenge: str,
) -> str:
    """Verify a `move+jwt` (compact JWS) by the old phone's device key; return the hash of the unlock it announces.

    The challenge names the new phone's key, so this word is for that key alone. Raises SignatureRejected.
    """
    expected = ExpectedAnswer(
        issuer=expected_phone_id,
        audience=expected_audience,
        transaction=expected_move,
        nonce=expected_nonce,
        challenge=expected_challenge,
    )
    claims = read_answer(text=move, kind=MOVE, public_key=public_key, expected=expected)
    return str(claims["unlock_hash"])
