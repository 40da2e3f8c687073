"""What a phone's hardware says of a key counts by the operator's roots, for this key and this challenge alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from devices.signatures.encoding import decode, encode, random_b64url
from devices.signatures.hardware.attestation import MOST_CERTIFICATES, what_it_lacks
from devices.signatures.keys import SigningKey
from tests.support.attesting import (
    BOOTED,
    NO_VALUE,
    Hardware,
    Issuer,
    at,
    make_hardware,
    make_root,
    public_half,
    text_of,
)
from tests.unit.devices.signatures.conftest import NOW

NONCE = random_b64url()
KEY = SigningKey.generate()
ROOT = make_root(now=at(NOW))
HARDWARE = make_hardware(ROOT)
CHAIN = HARDWARE(KEY, NONCE)


def lack(chain: object, *, key: SigningKey = KEY, root: Issuer = ROOT, **changed: Any) -> str:
    expected: dict[str, Any] = {
        "public_key": key.public_jwk,
        "expected_nonce": NONCE,
        "roots": (root.certificate,),
        "now": at(NOW),
    }
    return what_it_lacks(chain=chain, **(expected | changed))


def test_a_key_made_in_hardware_is_vouched_for_with_the_root_or_without_it() -> None:
    chain = HARDWARE(KEY, NONCE)

    assert lack(chain) == ""
    assert lack([*chain, text_of(ROOT.certificate)]) == ""


def test_strongbox_and_a_system_that_its_owner_signed_count_too() -> None:
    own_system = {"rootOfTrust": BOOTED | {"verifiedBootState": 1}}

    assert lack(make_hardware(ROOT, level=2, enforced=own_system)(KEY, NONCE)) == ""


@pytest.mark.parametrize("nothing", [None, [], ""])
def test_nothing_vouches_for_nothing(nothing: object) -> None:
    assert lack(nothing) == "no_attestation"


def test_t12_without_roots_and_by_others_nothing_is_vouched_for() -> None:
    chain = HARDWARE(KEY, NONCE)

    assert lack(chain, roots=()) == "unknown_root"
    assert lack(chain, root=make_root(now=at(NOW))) == "unknown_root"
    assert lack([*chain, text_of(make_root(now=at(NOW)).certificate)]) == "unknown_root"


def test_t12_another_keys_attestation_is_none() -> None:
    assert lack(HARDWARE(SigningKey.generate(), NONCE)) == "another_key"


def test_t12_an_attestation_for_another_challenge_is_none() -> None:
    assert lack(HARDWARE(KEY, random_b64url())) == "another_challenge"


def test_t12_a_chain_with_a_link_of_somebody_else_is_none() -> None:
    other = make_hardware(make_root(now=at(NOW)))(KEY, NONCE)

    assert lack([other[0], HARDWARE(KEY, NONCE)[1]]) == "broken_chain"


def test_t12_whoever_holds_an_attested_key_vouches_for_no_other() -> None:
    """The key's own certificate is signed by a real one, and could sign another."""
    issuer = HARDWARE.issuer
    described = HARDWARE.description(decode(NONCE))
    held = issuer.below("Key", is_issuer=False, description=described)
    is_named_issuer = issuer.below("Key", is_issuer=True, description=described)
    plain = issuer.below("Key", is_issuer=False)

    for forger in (held, is_named_issuer, plain):
        chain = [*Hardware(forger)(KEY, NONCE), text_of(issuer.certificate)]
        assert lack(chain) == "issuer_is_none"


@pytest.mark.parametrize("days", [-2, 2])
def test_certificates_out_of_date_vouch_for_nothing(days: int) -> None:
    assert lack(HARDWARE(KEY, NONCE), now=at(NOW) + timedelta(days=days)) == "out_of_date"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"level": 0}, "not_in_hardware"),
        ({"enforced": {"purpose": [2, 0]}}, "not_for_signing_alone"),
        ({"enforced": {"purpose": []}}, "not_for_signing_alone"),
        ({"enforced": {"origin": 2}}, "not_made_there"),
        ({"enforced": {"origin": NO_VALUE}}, "not_made_there"),
        ({"enforced": {"noAuthRequired": True}}, "needs_no_unlock"),
        ({"enforced": {"userAuthType": NO_VALUE}}, "needs_no_unlock"),
        ({"enforced": {"rootOfTrust": NO_VALUE}}, "system_not_locked"),
        ({"enforced": {"rootOfTrust": BOOTED | {"deviceLocked": False}}}, "system_not_locked"),
        ({"enforced": {"rootOfTrust": BOOTED | {"verifiedBootState": 2}}}, "system_not_locked"),
    ],
    ids=repr,
)
def test_t12_a_key_that_hardware_does_not_guard_is_not_vouched_for(
    changed: dict[str, Any], reason: str
) -> None:
    assert lack(make_hardware(ROOT, **changed)(KEY, NONCE)) == reason


def without_description(hardware: Hardware) -> list[str]:
    signed = hardware.issuer.signs("Key", public_half(KEY), is_issuer=False)
    return [text_of(signed), text_of(hardware.issuer.certificate)]


def with_more_after_it(hardware: Hardware) -> list[str]:
    described = hardware.description(decode(NONCE)) + b"\x05\x00"
    signed = hardware.issuer.signs("Key", public_half(KEY), is_issuer=False, description=described)
    return [text_of(signed), text_of(hardware.issuer.certificate)]


@pytest.mark.parametrize("made", [without_description, with_more_after_it])
def test_a_certificate_without_a_readable_description_vouches_for_nothing(
    made: Callable[[Hardware], list[str]],
) -> None:
    assert lack(made(HARDWARE)) == "unreadable"


@pytest.mark.parametrize(
    "chain",
    ["AAAA", {"a": 1}, [7], [None], ["é"], ["AAAA"], ["A" * 4097], [encode(b"\x30\x80")] * 2, ["AAA="]],
    ids=lambda value: repr(value)[:30],
)
def test_t30_what_cannot_be_read_vouches_for_nothing(chain: object) -> None:
    assert lack(chain) == "unreadable"


def test_t30_a_longer_chain_than_any_phone_has_is_not_looked_at() -> None:
    chain = HARDWARE(KEY, NONCE)

    assert lack([chain[0]] + [chain[1]] * MOST_CERTIFICATES) == "unreadable"


@given(st.data())
def test_t11_no_changed_byte_of_a_chain_vouches_for_a_key_or_breaks_the_reader(data: st.DataObject) -> None:
    chain = [*CHAIN]
    which = data.draw(st.integers(0, len(chain) - 1))
    raw = bytearray(decode(chain[which]))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    chain[which] = encode(bytes(raw))

    assert lack(chain) != "" or says_the_same(chain[which], CHAIN[which])


def says_the_same(changed: str, unchanged: str) -> bool:
    """How many bits of a signature's last byte are unused stands outside what is signed, and changes neither."""
    one, other = (x509.load_der_x509_certificate(decode(text)) for text in (changed, unchanged))
    return (one.tbs_certificate_bytes, one.signature) == (other.tbs_certificate_bytes, other.signature)


@given(st.lists(st.binary(max_size=200).map(encode), max_size=4))
def test_t11_no_bytes_break_the_reader(chain: list[str]) -> None:
    assert lack(chain) != ""
