"""The phone's answer to an enrolment challenge."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.signatures.answers import ExpectedAnswer, read_answer
from devices.signatures.jws.kinds import ENROLMENT
from devices.signatures.keys import thumbprint


@dataclass(frozen=True, kw_only=True)
class VerifiedEnrolment:
    """What the phone says of itself. `label` and `platform` are its own words: shown, never trusted."""

    unlock_hash: str | None
    platform: str
    app_version: int
    label: str
    jti: str


def verify_enrolment(
    *,
    enrolment: object,
    public_key: Mapping[str, str],
    expected_audience: str,
    expected_enrolment: str,
    expected_nonce: str,
    expected_challenge: str,
) -> VerifiedEnrolment:
    """Verify an `enrolment+jwt` (compact JWS) by the device key that claimed the enrolment.

    `public_key` is the device key (JWK) stored at the claim; the phone has no id yet, so its thumbprint is
    the issuer. `expected_audience` is the `iss` of the challenge, `expected_enrolment` its `txn`,
    `expected_challenge` the challenge JWS as sent. Raises SignatureRejected.
    """
    expected = ExpectedAnswer(
        issuer=thumbprint(public_key),
        audience=expected_audience,
        transaction=expected_enrolment,
        nonce=expected_nonce,
        challenge=expected_challenge,
    )
    claims = read_answer(text=enrolment, kind=ENROLMENT, public_key=public_key, expected=expected)
    return VerifiedEnrolment(
        unlock_hash=claims.get("unlock_hash"),
        platform=claims["platform"],
        app_version=claims["app_version"],
        label=claims["label"],
        jti=claims["jti"],
    )
