"""Encryption of Web Push, held against the standard's own example."""

import secrets

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from devices.push.web.encryption import RECORD_SIZE, Keys, encrypt
from devices.signatures.encoding import decode, encode
from devices.simulator.waking.subscription import Subscription, decrypt

# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENT = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def a_key(secret: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(secret)), ec.SECP256R1())


def sealed(content: bytes, to: Subscription, *, padded_to: int = 0) -> bytes:
    return encrypt(
        content,
        Keys(to.point, to.auth),
        secret=ec.generate_private_key(ec.SECP256R1()),
        salt=secrets.token_bytes(16),
        padded_to=padded_to,
    )


def test_the_example_of_the_standard_comes_out_to_the_byte() -> None:
    body = encrypt(PLAIN, Keys(decode(THEIRS), decode(AUTH)), secret=a_key(OURS), salt=decode(SALT))

    assert encode(body) == SENT


def test_the_browser_reads_it_and_nobody_else() -> None:
    browser, other = Subscription("a"), Subscription("b")

    body = sealed(b"hello", browser)

    assert decrypt(body, secret=browser.secret, auth=browser.auth) == b"hello"
    with pytest.raises(InvalidTag):
        decrypt(body, secret=other.secret, auth=browser.auth)
    with pytest.raises(InvalidTag):
        decrypt(body, secret=browser.secret, auth=other.auth)


def test_i10_what_is_shorter_is_not_seen_to_be() -> None:
    browser = Subscription("a")

    assert len({len(sealed(b"x" * length, browser, padded_to=1024)) for length in (1, 500, 1024)}) == 1


def test_never_more_than_a_push_service_must_take() -> None:
    most = RECORD_SIZE - 86 - 17

    assert len(sealed(b"x" * most, Subscription("a"))) == RECORD_SIZE
    with pytest.raises(ValueError, match="more than"):
        sealed(b"x" * (most + 1), Subscription("a"))


@pytest.mark.parametrize(
    ("point", "auth"),
    [
        (decode(THEIRS)[:-1], decode(AUTH)),
        (decode(THEIRS), decode(AUTH)[:-1]),
        (b"\x04" + bytes(64), decode(AUTH)),
        (b"\x02" + decode(THEIRS)[1:], decode(AUTH)),
    ],
)
def test_keys_that_are_none_are_refused(point: bytes, auth: bytes) -> None:
    with pytest.raises(ValueError, match=r"length|curve|point|key|Invalid"):
        Keys(point, auth)
