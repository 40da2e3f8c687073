from typing import Any

import pytest

from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import APPROVAL
from devices.signatures.keys import SigningKey, jwk_from_text
from devices.signatures.unlocks import (
    VerifiedUnlock,
    VerifiedUnlockKey,
    verify_pin_registration,
    verify_pin_unlock,
)
from devices.simulator.messages import build_answer, build_pin_proof
from devices.simulator.received import ReceivedChallenge
from tests.unit.devices.signatures.conftest import ISSUER, NOW


def expectations(challenge: ReceivedChallenge) -> dict[str, Any]:
    return {
        "expected_audience": ISSUER,
        "expected_transaction": "request-1",
        "expected_nonce": challenge.claims["nonce"],
        "expected_challenge": challenge.text,
    }


def unlock(
    proof: str, *, key: SigningKey, challenge: ReceivedChallenge, number: str | None = "07", **changed: Any
) -> VerifiedUnlock:
    given = {
        "public_key": key.public_jwk,
        "expected_unlock_hash": sha256_b64url(proof),
        "expected_number": number,
        **expectations(challenge),
    }
    return verify_pin_unlock(proof=proof, **(given | changed))


def register(
    proof: str, *, jwk: object, challenge: ReceivedChallenge, device: SigningKey, **changed: Any
) -> VerifiedUnlockKey:
    given = {
        "expected_unlock_hash": sha256_b64url(proof),
        "device_thumbprint": device.thumbprint,
        **expectations(challenge),
    }
    return verify_pin_registration(jwk=jwk, proof=proof, **(given | changed))


def test_the_pin_key_unlocks_for_one_challenge(pin_key: SigningKey, challenge: ReceivedChallenge) -> None:
    proof = build_pin_proof(key=pin_key, challenge=challenge, now=NOW, number="07")

    assert unlock(proof, key=pin_key, challenge=challenge) == VerifiedUnlock(sign_count=0)


def test_where_no_number_was_asked_none_is_signed(pin_key: SigningKey, challenge: ReceivedChallenge) -> None:
    proof = build_pin_proof(key=pin_key, challenge=challenge, now=NOW)

    assert unlock(proof, key=pin_key, challenge=challenge, number=None)


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"iss": "phone-1"}, "wrong_issuer"),
        ({"aud": "https://other.example/tenants/1"}, "wrong_audience"),
        ({"txn": "request-2"}, "wrong_transaction"),
        ({"nonce": "A" * 43}, "wrong_nonce"),
        ({"chh": "A" * 43}, "wrong_challenge"),
        ({"number": "08"}, "wrong_unlock_number"),
        ({"number": None}, "wrong_unlock_number"),
    ],
    ids=repr,
)
def test_t12_an_unlock_for_anything_else_is_refused(
    overrides: dict[str, Any], reason: str, pin_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    proof = build_pin_proof(key=pin_key, challenge=challenge, now=NOW, number="07", overrides=overrides)

    with pytest.raises(SignatureRejected, match=reason):
        unlock(proof, key=pin_key, challenge=challenge)


def test_t12_an_unlock_that_the_device_key_did_not_announce_is_refused(
    pin_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    proof = build_pin_proof(key=pin_key, challenge=challenge, now=NOW, number="07")

    with pytest.raises(SignatureRejected, match="unlock_not_announced"):
        unlock(proof, key=pin_key, challenge=challenge, expected_unlock_hash=None)
    with pytest.raises(SignatureRejected, match="wrong_unlock_hash"):
        unlock(proof, key=pin_key, challenge=challenge, expected_unlock_hash=sha256_b64url("another"))


def test_t12_the_device_key_cannot_unlock_for_the_pin_key(
    device_key: SigningKey, pin_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    proof = build_pin_proof(key=device_key, challenge=challenge, now=NOW, number="07")

    with pytest.raises(SignatureRejected, match="wrong_key"):
        unlock(proof, key=pin_key, challenge=challenge)


def test_t11_an_approval_by_the_pin_key_is_no_unlock(
    pin_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    proof = build_answer(
        kind=APPROVAL,
        key=pin_key,
        issuer=pin_key.thumbprint,
        challenge=challenge,
        now=NOW,
        said={"number": "07"},
    )

    with pytest.raises(SignatureRejected, match="wrong_typ"):
        unlock(proof, key=pin_key, challenge=challenge)


def test_a_new_pin_key_is_accepted_with_its_own_signature(
    device_key: SigningKey, pin_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    proof = build_pin_proof(key=pin_key, challenge=challenge, now=NOW)

    made = register(proof, jwk=pin_key.public_jwk, challenge=challenge, device=device_key)

    assert (made.mode, made.credential_id, made.sign_count) == ("pin", pin_key.thumbprint, 0)
    assert jwk_from_text(made.public_key) == pin_key.public_jwk


def test_a_pin_key_without_proof_of_possession_is_refused(
    device_key: SigningKey, pin_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    # Found in other systems: keys enrolled without proof of possession.
    proof = build_pin_proof(key=SigningKey.generate(), challenge=challenge, now=NOW)

    with pytest.raises(SignatureRejected, match="wrong_key"):
        register(proof, jwk=pin_key.public_jwk, challenge=challenge, device=device_key)


def test_t12_the_device_key_cannot_be_the_pin_key_as_well(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    proof = build_pin_proof(key=device_key, challenge=challenge, now=NOW)

    with pytest.raises(SignatureRejected, match="same_key_twice"):
        register(proof, jwk=device_key.public_jwk, challenge=challenge, device=device_key)


def test_a_pin_key_that_is_no_plain_public_key_is_refused(
    device_key: SigningKey, pin_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    proof = build_pin_proof(key=pin_key, challenge=challenge, now=NOW)

    with pytest.raises(SignatureRejected, match="bad_key"):
        register(proof, jwk=pin_key.private_jwk(), challenge=challenge, device=device_key)
    with pytest.raises(SignatureRejected, match="unlock_not_announced"):
        register(
            proof, jwk=pin_key.public_jwk, challenge=challenge, device=device_key, expected_unlock_hash=None
        )
