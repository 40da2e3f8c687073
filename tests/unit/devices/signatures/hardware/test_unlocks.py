"""A key that a phone's platform keeps: held and announced as a PIN key, and attested where it can be."""

from collections.abc import Sequence
from typing import Any

import pytest
from cryptography import x509

from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.hardware.unlocks import judged
from devices.signatures.keys import SigningKey
from devices.signatures.unlocks import VerifiedUnlockKey, verify_pin_registration
from devices.simulator.messages import build_pin_proof
from devices.simulator.received import ReceivedChallenge
from tests.support.attesting import at, make_hardware, make_root
from tests.unit.devices.signatures.conftest import NOW
from tests.unit.devices.signatures.test_unlocks import expectations


def register(
    key: SigningKey,
    *,
    device: SigningKey,
    challenge: ReceivedChallenge,
    attestation: object = None,
    roots: Sequence[x509.Certificate] = (),
    **changed: Any,
) -> VerifiedUnlockKey:
    proof = build_pin_proof(key=key, challenge=challenge, now=NOW)
    given = {
        "jwk": key.public_jwk,
        "proof": proof,
        "expected_unlock_hash": sha256_b64url(proof),
        "device_thumbprint": device.thumbprint,
        **expectations(challenge),
    }
    held = verify_pin_registration(**(given | changed))
    nonce = challenge.claims["nonce"]
    return judged(held, attestation=attestation, expected_nonce=nonce, roots=roots, now=at(NOW))


def test_a_key_that_nobody_vouches_for_is_no_more_than_the_apps_word(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    made = register(SigningKey.generate(), device=device_key, challenge=challenge)

    assert (made.mode, made.is_attested, made.lack) == ("hardware", False, "no_attestation")


def test_a_key_that_hardware_vouches_for_is_attested(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    root, key = make_root(now=at(NOW)), SigningKey.generate()
    attestation = make_hardware(root)(key, challenge.claims["nonce"])
    attested: dict[str, Any] = {"attestation": attestation, "roots": (root.certificate,)}

    assert register(key, device=device_key, challenge=challenge, **attested).is_attested
    assert not register(SigningKey.generate(), device=device_key, challenge=challenge, **attested).is_attested


def test_t12_the_device_key_is_no_hardware_key_and_a_key_must_be_held(
    device_key: SigningKey, challenge: ReceivedChallenge
) -> None:
    with pytest.raises(SignatureRejected, match="same_key_twice"):
        register(device_key, device=device_key, challenge=challenge)
    with pytest.raises(SignatureRejected, match="wrong_key"):
        register(
            SigningKey.generate(),
            device=device_key,
            challenge=challenge,
            jwk=SigningKey.generate().public_jwk,
        )
