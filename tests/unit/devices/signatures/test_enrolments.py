from typing import Any

import pytest

from devices.signatures.encoding import sha256_b64url
from devices.signatures.enrolments import VerifiedEnrolment, verify_enrolment
from devices.signatures.errors import SignatureRejected
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_decision, build_enrolment
from devices.simulator.received import ReceivedChallenge
from tests.unit.devices.signatures.conftest import ISSUER, NOW

UNLOCK = sha256_b64url("unlock")


def build(key: SigningKey, challenge: ReceivedChallenge, **overrides: Any) -> str:
    return build_enrolment(
        key=key,
        challenge=challenge,
        now=NOW,
        label="Anns telefon",
        platform="web",
        unlock_hash=UNLOCK,
        overrides=overrides,
    )


def verify(enrolment: object, *, key: SigningKey, challenge: ReceivedChallenge) -> VerifiedEnrolment:
    return verify_enrolment(
        enrolment=enrolment,
        public_key=key.public_jwk,
        expected_audience=ISSUER,
        expected_enrolment="request-1",
        expected_nonce=challenge.claims["nonce"],
        expected_challenge=challenge.text,
    )


def test_an_enrolment_tells_what_the_phone_is(device_key: SigningKey, challenge: ReceivedChallenge) -> None:
    verified = verify(build(device_key, challenge, jti="anRp"), key=device_key, challenge=challenge)

    assert verified == VerifiedEnrolment(
        unlock_hash=UNLOCK, platform="web", app_version=1, label="Anns telefon", jti="anRp"
    )


def test_an_enrolment_may_come_without_an_unlock(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    enrolment = build(device_key, challenge, unlock_hash=None)

    assert verify(enrolment, key=device_key, challenge=challenge).unlock_hash is None


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"iss": "phone-1"}, "wrong_issuer"),
        ({"aud": "https://other.example/tenants/1"}, "wrong_audience"),
        ({"txn": "enrolment-2"}, "wrong_transaction"),
        ({"nonce": "A" * 43}, "wrong_nonce"),
        ({"chh": "A" * 43}, "wrong_challenge"),
        ({"label": "x" * 81}, "bad_claim_label"),
        ({"app_version": "1"}, "bad_claim_app_version"),
        ({"push": "https://push.example"}, "unknown_claim"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_an_enrolment_of_anything_else_is_refused(
    overrides: dict[str, Any], reason: str, device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    with pytest.raises(SignatureRejected, match=reason):
        verify(build(device_key, challenge, **overrides), key=device_key, challenge=challenge)


def test_t18_another_phone_cannot_complete_it(device_key: SigningKey, challenge: ReceivedChallenge) -> None:
    with pytest.raises(SignatureRejected, match="wrong_key"):
        verify(build(SigningKey.generate(), challenge), key=device_key, challenge=challenge)


def test_t11_an_approval_is_no_enrolment(device_key: SigningKey, challenge: ReceivedChallenge) -> None:
    approval = build_decision(
        key=device_key, phone_id=device_key.thumbprint, challenge=challenge, now=NOW, is_approval=True
    )

    with pytest.raises(SignatureRejected, match="wrong_typ"):
        verify(approval, key=device_key, challenge=challenge)
