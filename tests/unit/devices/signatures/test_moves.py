from typing import Any

import pytest

from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import MOVE
from devices.signatures.keys import SigningKey
from devices.signatures.setups import verify_move
from devices.simulator.messages import build_answer, build_setup
from devices.simulator.received import ReceivedChallenge
from tests.unit.devices.signatures.conftest import ISSUER, NOW, PHONE

UNLOCK = sha256_b64url("unlock")


def build(key: SigningKey, challenge: ReceivedChallenge, **overrides: Any) -> str:
    said = {"unlock_hash": UNLOCK}
    return build_answer(
        kind=MOVE, key=key, issuer=PHONE, challenge=challenge, now=NOW, said=said, overrides=overrides
    )


def verify(move: object, *, key: SigningKey, challenge: ReceivedChallenge) -> str:
    return verify_move(
        move=move,
        public_key=key.public_jwk,
        expected_phone_id=PHONE,
        expected_audience=ISSUER,
        expected_move="request-1",
        expected_nonce=challenge.claims["nonce"],
        expected_challenge=challenge.text,
    )


def test_a_move_announces_the_unlock(device_key: SigningKey, challenge: ReceivedChallenge) -> None:  # B14
    assert verify(build(device_key, challenge), key=device_key, challenge=challenge) == UNLOCK


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"iss": "phone-2"}, "wrong_issuer"),
        ({"aud": "https://elsewhere.example/tenants/1"}, "wrong_audience"),
        ({"txn": "move-2"}, "wrong_transaction"),
        ({"nonce": "A" * 43}, "wrong_nonce"),
        ({"chh": "A" * 43}, "wrong_challenge"),
        ({"unlock_hash": None}, "missing_claim"),
        ({"number": "42"}, "unknown_claim"),
    ],
    ids=repr,
)
def test_a_move_of_anything_else_is_refused(
    overrides: dict[str, Any], reason: str, device_key: SigningKey, challenge: ReceivedChallenge
) -> None:  # B14
    with pytest.raises(SignatureRejected, match=reason):
        verify(build(device_key, challenge, **overrides), key=device_key, challenge=challenge)


def test_t11_an_unlock_that_is_set_up_moves_nothing(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    """It has the same claims, and answers the same challenge."""
    setup = build_setup(key=device_key, phone_id=PHONE, challenge=challenge, now=NOW, unlock_hash=UNLOCK)

    with pytest.raises(SignatureRejected, match="wrong_typ"):
        verify(setup, key=device_key, challenge=challenge)
