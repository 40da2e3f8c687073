from typing import Any

import pytest

from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.keys import SigningKey
from devices.signatures.setups import VerifiedSetup, verify_setup
from devices.simulator.messages import build_decision, build_setup
from devices.simulator.received import ReceivedChallenge
from tests.unit.devices.signatures.conftest import ISSUER, NOW, PHONE

UNLOCK = sha256_b64url("unlock")


def build(key: SigningKey, challenge: ReceivedChallenge, **overrides: Any) -> str:
    return build_setup(
        key=key, phone_id=PHONE, challenge=challenge, now=NOW, unlock_hash=UNLOCK, overrides=overrides
    )


def verify(setup: object, *, key: SigningKey, challenge: ReceivedChallenge) -> VerifiedSetup:
    return verify_setup(
        setup=setup,
        public_key=key.public_jwk,
        expected_phone_id=PHONE,
        expected_audience=ISSUER,
        expected_account="request-1",
        expected_nonce=challenge.claims["nonce"],
        expected_challenge=challenge.text,
    )


def test_a_setup_announces_the_new_unlock(device_key: SigningKey, challenge: ReceivedChallenge) -> None:
    verified = verify(build(device_key, challenge, jti="anRp"), key=device_key, challenge=challenge)

    assert verified == VerifiedSetup(unlock_hash=UNLOCK, proof_hash=None, jti="anRp")


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"iss": "phone-2"}, "wrong_issuer"),
        ({"txn": "account-2"}, "wrong_transaction"),
        ({"nonce": "A" * 43}, "wrong_nonce"),
        ({"unlock_hash": None}, "missing_claim"),
    ],
    ids=repr,
)
def test_a_setup_of_anything_else_is_refused(
    overrides: dict[str, Any], reason: str, device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    with pytest.raises(SignatureRejected, match=reason):
        verify(build(device_key, challenge, **overrides), key=device_key, challenge=challenge)


def test_t11_an_approval_sets_up_nothing(device_key: SigningKey, challenge: ReceivedChallenge) -> None:
    approval = build_decision(
        key=device_key, phone_id=PHONE, challenge=challenge, now=NOW, is_approval=True, unlock_hash=UNLOCK
    )

    with pytest.raises(SignatureRejected, match="wrong_typ"):
        verify(approval, key=device_key, challenge=challenge)
