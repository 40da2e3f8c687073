"""A passkey was made: what is believed of it, and what is not (WebAuthn Level 3, 7.1)."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from webauthn.helpers import encode_cbor, parse_cbor

from devices.signatures.encoding import decode, encode, random_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.making import LARGEST_ATTESTATION
from tests.support.passkeys import (
    APPLE,
    MAY_BE_SYNCED,
    PRESENT,
    SYNCED,
    VERIFIED,
    YUBIKEY,
    Algorithm,
    SoftwareKey,
)
from tests.unit.devices.signatures.passkeys.asked import TO_MAKE, made, made_by


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_a_new_passkey_is_kept_with_what_its_authenticator_says(algorithm: Algorithm) -> None:  # F04, E21
    key = SoftwareKey(algorithm=algorithm, aaguid=YUBIKEY, is_synced=False, count=3)

    new = made_by(key)

    assert (new.credential_id, new.aaguid, new.sign_count) == (key.credential_id, YUBIKEY, 3)
    assert (new.is_synced, new.is_backed_up, new.user_verified) == (False, False, True)
    assert new.is_discoverable
    assert new.transports == ("hybrid", "internal"), "known ones, each once"


@pytest.mark.parametrize(
    ("flags", "facts"),
    [
        (PRESENT | VERIFIED, (False, False)),
        (PRESENT | VERIFIED | MAY_BE_SYNCED, (True, False)),
        (PRESENT | VERIFIED | MAY_BE_SYNCED | SYNCED, (True, True)),
    ],
)
def test_whether_it_is_synced_is_its_own_word(flags: int, facts: tuple[bool, bool]) -> None:  # E21
    new = made_by(SoftwareKey(), flags=flags)

    assert (new.is_synced, new.is_backed_up) == facts


def test_one_that_says_it_is_copied_and_cannot_be_is_refused() -> None:
    with pytest.raises(SignatureRejected):
        made_by(SoftwareKey(), flags=PRESENT | VERIFIED | SYNCED)


@pytest.mark.parametrize(
    ("results", "is_synced", "expected"),
    [
        ({"credProps": {"rk": False}}, True, False),
        ({"credProps": {"rk": True}}, False, True),
        ({"credProps": {}}, True, True),
        ({}, False, False),
        ({"credProps": {"rk": "yes"}}, False, False),
        ("nonsense", False, False),
    ],
)
def test_whether_it_is_found_without_a_username_is_the_browsers_word(
    results: Any, is_synced: bool, expected: bool
) -> None:
    credential = SoftwareKey(is_synced=is_synced).make(TO_MAKE) | {"clientExtensionResults": results}

    assert made(credential).is_discoverable is expected


@pytest.mark.parametrize("flags", [PRESENT, VERIFIED, 0])
def test_without_presence_and_verification_none_is_made(flags: int) -> None:  # T12
    with pytest.raises(SignatureRejected):
        made_by(SoftwareKey(is_synced=False), flags=flags)


def test_quietly_one_is_made_without_either_and_says_so() -> None:
    key = SoftwareKey(is_synced=False)

    new = made(key.make(TO_MAKE, flags=0), is_quiet=True)

    assert not new.user_verified


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"type": "webauthn.get"},
        {"challenge": random_b64url()},
        {"crossOrigin": True},
        {"topOrigin": "https://evil.example"},
    ],
)
def test_what_was_made_elsewhere_or_for_something_else_is_refused(
    changed: dict[str, Any],
) -> None:  # T10, T27
    with pytest.raises(SignatureRejected):
        made_by(SoftwareKey(), **changed)


def test_what_was_made_for_another_host_is_refused() -> None:
    with pytest.raises(SignatureRejected):
        made_by(SoftwareKey(rp_id="evil.example"))


def test_an_id_that_was_not_signed_for_is_refused() -> None:
    other = random_b64url()

    with pytest.raises(SignatureRejected, match="wrong_credential"):
        made(SoftwareKey().make(TO_MAKE) | {"id": other, "rawId": other})


def test_the_statement_of_an_attestation_is_not_looked_at() -> None:  # T11
    """Statements would expose parsers of TPM and X.509, and nothing here believes them."""
    credential = with_attested(
        SoftwareKey().make(TO_MAKE), fmt="tpm", attStmt={"x5c": [b"\x30\x80" * 9], "alg": "?"}
    )

    assert made(credential).aaguid == APPLE


@pytest.mark.parametrize("data", [10**9, "text", None, b"", bytes(36), bytes(5000), {"a": 1}])
def test_whatever_stands_in_place_of_the_data_is_refused(data: Any) -> None:  # T11, T30
    with pytest.raises(SignatureRejected):
        made(with_attested(SoftwareKey().make(TO_MAKE), authData=data))


@pytest.mark.parametrize(
    "raw", [b"", b"\xff", b"\x81" * 9000, encode_cbor([1, 2]), encode_cbor(7), b"\xa1\x61a" * 3000]
)
def test_whatever_stands_in_place_of_the_attestation_is_refused(raw: bytes) -> None:  # T11, T30
    credential = SoftwareKey().make(TO_MAKE)
    credential["response"]["attestationObject"] = encode(raw)

    with pytest.raises(SignatureRejected):
        made(credential)


def test_a_field_that_is_too_large_is_refused() -> None:  # T30
    credential = SoftwareKey().make(TO_MAKE)
    credential["response"]["attestationObject"] = "A" * (LARGEST_ATTESTATION + 4)

    with pytest.raises(SignatureRejected):
        made(credential)


@pytest.mark.parametrize("bits", [1024, 8192])
def test_an_rsa_key_is_neither_weak_nor_slow(bits: int) -> None:  # T30
    modulus = (1 << (bits - 1)) | 1
    number = rsa.RSAPublicNumbers(65537, modulus).public_key()
    key = SoftwareKey(algorithm="RS256", private_key=_Half(number))

    with pytest.raises(SignatureRejected):
        made_by(key)


class _Half:
    """The public half alone: enough for a passkey that is made."""

    def __init__(self, number: rsa.RSAPublicKey) -> None:
        self.number = number

    def public_key(self) -> rsa.RSAPublicKey:
        return self.number


def with_attested(credential: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The answer, its attestation object saying something else."""
    response = credential["response"]
    attested = parse_cbor(decode(response["attestationObject"])) | changed
    return credential | {"response": response | {"attestationObject": encode(encode_cbor(attested))}}
