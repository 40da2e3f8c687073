from typing import Any

import pytest
from joserfc.jwk import ECKey

from devices.signatures.encoding import decode, encode
from devices.signatures.errors import MessageMalformed
from devices.signatures.keys import SigningKey, jwk_from_text, jwk_to_text, read_public_jwk, thumbprint

# RFC 7515, appendix A.3.1: a P-256 key; its thumbprint computed with another library.
RFC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}


def test_a_public_key_is_read_as_it_is() -> None:
    assert read_public_jwk(dict(RFC_KEY)) == RFC_KEY


@pytest.mark.parametrize(
    "changed",
    [
        {"kty": "RSA"},
        {"kty": "oct"},
        {"crv": "P-384"},
        {"crv": "secp256k1"},
        {"d": "AAAA"},
        {"alg": "ES256"},
        {"x": 7},
        {"x": None},
        {"x": ""},
        {"x": RFC_KEY["x"] + "="},
        {"x": RFC_KEY["x"][:-1] + "V"},
        {"x": encode(b"\x00" + decode(RFC_KEY["x"]))},
        {"x": encode(decode(RFC_KEY["x"])[:31])},
    ],
    ids=repr,
)
def test_t11_a_key_that_is_not_exactly_a_public_p256_key_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(MessageMalformed):
        read_public_jwk(RFC_KEY | changed)


def test_a_point_off_the_curve_is_refused() -> None:
    with pytest.raises(MessageMalformed, match="bad_key"):
        read_public_jwk(RFC_KEY | {"y": encode(bytes(32))})


@pytest.mark.parametrize(
    "value", [None, "key", [], 7, {}, {"kty": "EC", "crv": "P-256", "x": RFC_KEY["x"]}], ids=repr
)
def test_what_is_no_key_is_refused(value: object) -> None:
    with pytest.raises(MessageMalformed, match="bad_key"):
        read_public_jwk(value)


def test_a_key_of_another_curve_is_refused() -> None:
    other = ECKey.generate_key("P-384").as_dict(private=False)

    with pytest.raises(MessageMalformed):
        read_public_jwk(other)


def test_the_thumbprint_is_that_of_rfc_7638() -> None:
    assert thumbprint(RFC_KEY) == ECKey.import_key(dict(RFC_KEY)).thumbprint()


def test_the_thumbprint_of_a_private_key_is_that_of_its_public_half() -> None:
    key = SigningKey.generate()

    assert thumbprint(key.private_jwk()) == key.thumbprint == thumbprint(key.public_jwk)


def test_a_signing_key_survives_being_kept() -> None:
    key = SigningKey.generate()

    again = SigningKey.from_private_jwk(key.private_jwk())

    assert again.public_jwk == key.public_jwk
    assert again.private_jwk() == key.private_jwk()


def test_the_public_half_holds_no_secret_and_the_secret_is_not_printed() -> None:
    key = SigningKey.generate()

    assert set(key.public_jwk) == {"kty", "crv", "x", "y"}
    assert key.private_jwk()["d"] not in repr(key)


def test_a_stored_public_key_is_read_back_and_checked_again() -> None:
    assert jwk_from_text(jwk_to_text(RFC_KEY)) == RFC_KEY
    with pytest.raises(MessageMalformed):
        jwk_from_text(jwk_to_text(RFC_KEY | {"y": encode(bytes(32))}))
