import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from devices.signatures.encoding import decode, encode
from devices.signatures.errors import MessageMalformed, SignatureRejected
from devices.signatures.jws.kinds import ALL_KINDS, APPROVAL, DENIAL, DPOP_PROOF
from devices.signatures.jws.reading import LARGEST_MESSAGE, read, read_verified, typ_of
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey

KEY = SigningKey.generate()
NAMED = {"typ": APPROVAL.typ, "alg": "ES256", "kid": KEY.thumbprint}
CLAIMS: dict[str, Any] = {
    "iss": "phone-1",
    "aud": "https://id.example/tenants/1",
    "txn": "request-1",
    "nonce": "A" * 43,
    "chh": "E" * 43,
    "number": "42",
    "jti": "anRp",
    "iat": 1_800_000_000,
    "exp": 1_800_000_120,
}
VALID = sign(claims=CLAIMS, kind=APPROVAL, key=KEY)


def reason_for(text: object, **more: Any) -> str:
    with pytest.raises(SignatureRejected) as refused:
        read_verified(text=text, kind=APPROVAL, public_key=KEY.public_jwk, **more)
    return refused.value.reason


def signed(*, header: Any = NAMED, claims: Any = CLAIMS, key: SigningKey = KEY) -> str:
    """A truly signed message of any content, written byte for byte as given when it is bytes."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, claims)]
    start = ".".join(encode(part) for part in parts)
    algorithm = jws.JWSRegistry(algorithms=["ES256"]).get_alg("ES256")
    return start + "." + encode(algorithm.sign(start.encode(), key.secret))


def test_a_signed_message_is_read() -> None:
    assert read_verified(text=VALID, kind=APPROVAL, public_key=KEY.public_jwk) == CLAIMS
    assert read_verified(text=signed(), kind=APPROVAL, public_key=KEY.public_jwk) == CLAIMS


def test_optional_claims_may_be_left_out() -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "number"}

    assert read_verified(text=signed(claims=claims), kind=APPROVAL, public_key=KEY.public_jwk) == claims


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "not_text"),
        (VALID.encode(), "not_text"),
        ("é" + VALID, "not_ascii"),
        (VALID + "\u2028", "not_ascii"),
        ("", "not_three_parts"),
        ("..", "bad_signature_length"),
        (VALID.rpartition(".")[0], "not_three_parts"),
        (VALID + ".", "not_three_parts"),
        (VALID + "." + VALID, "not_three_parts"),
        (VALID + "=", "bad_base64"),
        (VALID + "\n", "bad_base64"),
        (" " + VALID, "bad_base64"),
        (VALID.replace(".", "=.", 1), "bad_base64"),
        (VALID[:-86] + encode(bytes(63)), "bad_signature_length"),
        (VALID[:-86] + encode(bytes(65)), "bad_signature_length"),
        ("A" * (LARGEST_MESSAGE + 1), "too_large"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_t11_odd_bytes_are_refused(text: object, reason: str) -> None:
    assert reason_for(text) == reason


def test_t11_the_size_limit_is_that_of_the_protocol_or_the_one_asked_for() -> None:
    assert len(VALID) < LARGEST_MESSAGE == 4096
    assert reason_for(VALID, max_bytes=len(VALID) - 1) == "too_large"
    assert read_verified(text=VALID, kind=APPROVAL, public_key=KEY.public_jwk, max_bytes=len(VALID))


def test_t11_stray_bits_at_the_end_of_the_signature_are_refused() -> None:
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same_bytes = VALID[:-1] + last[last.index(VALID[-1]) ^ 1]
    tolerant = base64.urlsafe_b64decode(same_bytes.rpartition(".")[2] + "==")

    assert tolerant == decode(VALID.rpartition(".")[2])
    assert reason_for(same_bytes) == "bad_base64"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (NAMED | {"typ": "JWT"}, "wrong_typ"),
        (NAMED | {"typ": "Approval+JWT"}, "wrong_typ"),
        (NAMED | {"typ": "application/approval+jwt"}, "wrong_typ"),
        ({"alg": "ES256", "kid": KEY.thumbprint}, "wrong_typ"),
        (NAMED | {"alg": "none"}, "wrong_alg"),
        (NAMED | {"alg": "HS256"}, "wrong_alg"),
        (NAMED | {"alg": "ES384"}, "wrong_alg"),
        (NAMED | {"alg": "ES256K"}, "wrong_alg"),
        (NAMED | {"alg": "es256"}, "wrong_alg"),
        ({"typ": APPROVAL.typ, "kid": KEY.thumbprint}, "wrong_alg"),
        (NAMED | {"crit": ["exp"]}, "wrong_header"),
        (NAMED | {"b64": False}, "wrong_header"),
        (NAMED | {"jku": "https://evil.example/"}, "wrong_header"),
        (NAMED | {"x5c": []}, "wrong_header"),
        (NAMED | {"jwk": KEY.public_jwk}, "wrong_header"),
        ({"typ": APPROVAL.typ, "alg": "ES256"}, "wrong_header"),
        ({"typ": APPROVAL.typ, "alg": "ES256", "jwk": KEY.public_jwk}, "wrong_header"),
        (json.dumps(NAMED)[:-1].encode() + b',"alg":"ES256"}', "duplicate_member"),
        (b"[]", "not_an_object"),
        (b'{"typ":' + b"[" * 1500, "too_deep"),
    ],
)
def test_t11_a_header_that_is_not_exactly_ours_is_refused(header: Any, reason: str) -> None:
    assert reason_for(signed(header=header)) == reason


@pytest.mark.parametrize("name", sorted(APPROVAL.required))
def test_t11_a_message_without_a_required_claim_is_refused(name: str) -> None:
    claims = {other: value for other, value in CLAIMS.items() if other != name}

    assert reason_for(signed(claims=claims)) == "missing_claim"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        (CLAIMS | {"admin": True}, "unknown_claim"),
        (CLAIMS | {"reason": "not_me"}, "unknown_claim"),
        (CLAIMS | {"nbf": 1}, "unknown_claim"),
        (CLAIMS | {"iat": True}, "bad_claim_iat"),
        (CLAIMS | {"iat": 1.5}, "bad_number"),
        (CLAIMS | {"iat": 1800000000.0}, "bad_number"),
        (CLAIMS | {"exp": "1800000120"}, "bad_claim_exp"),
        (CLAIMS | {"exp": 10**13}, "bad_number"),
        (CLAIMS | {"exp": CLAIMS["iat"]}, "bad_claim_exp"),
        (CLAIMS | {"number": 42}, "bad_claim_number"),
        (CLAIMS | {"number": None}, "bad_claim_number"),
        (CLAIMS | {"aud": [CLAIMS["aud"]]}, "bad_claim_aud"),
        (CLAIMS | {"iss": "\ud800"}, "bad_text"),
        (CLAIMS | {"iss": "phone\u0000"}, "bad_text"),
        (json.dumps(CLAIMS)[:-1].encode() + b',"number":"43"}', "duplicate_member"),
        (json.dumps(CLAIMS)[:-1].encode() + b',"n\\u0075mber":"43"}', "duplicate_member"),
        (json.dumps(CLAIMS).encode("utf-16"), "bad_utf8"),
        (json.dumps(CLAIMS).replace("phone-1", "é").encode("latin-1"), "bad_utf8"),
    ],
    ids=lambda value: repr(value)[-60:],
)
def test_t11_claims_that_are_not_exactly_ours_are_refused(claims: Any, reason: str) -> None:
    assert reason_for(signed(claims=claims)) == reason


@pytest.mark.parametrize("read_as", ALL_KINDS, ids=lambda kind: kind.typ)
@pytest.mark.parametrize("written_as", ALL_KINDS, ids=lambda kind: kind.typ)
def test_t11_no_type_is_ever_read_as_another(written_as: Any, read_as: Any) -> None:
    header = {"typ": written_as.typ, "alg": "ES256", read_as.key_member: KEY.thumbprint}
    text = signed(header=header)

    if written_as is not read_as:
        with pytest.raises(MessageMalformed, match="wrong_typ"):
            read(text=text, kind=read_as)


def test_t11_the_same_claims_under_another_type_do_not_verify() -> None:
    plain = {name: value for name, value in CLAIMS.items() if name != "number"}
    denial = sign(claims=plain, kind=DENIAL, key=KEY)

    assert read_verified(text=denial, kind=DENIAL, public_key=KEY.public_jwk) == plain
    assert reason_for(denial) == "wrong_typ"


def test_t11_the_type_cannot_be_swapped_after_signing() -> None:
    header = encode(json.dumps(NAMED | {"typ": DENIAL.typ}).encode())
    plain = signed(claims={name: value for name, value in CLAIMS.items() if name != "number"})
    swapped = ".".join([header, *plain.split(".")[1:]])

    with pytest.raises(SignatureRejected, match="bad_signature"):
        read_verified(text=swapped, kind=DENIAL, public_key=KEY.public_jwk)


def test_t11_a_public_key_never_serves_as_a_shared_secret() -> None:
    start = encode(json.dumps(NAMED | {"alg": "HS256"}).encode()) + "." + encode(json.dumps(CLAIMS).encode())
    pem = KEY.secret.public_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    mac = hmac.HMAC(pem, hashes.SHA256())
    mac.update(start.encode())

    assert reason_for(start + "." + encode(mac.finalize() * 2)) == "wrong_alg"


def test_a_message_signed_by_another_key_is_refused() -> None:
    other = SigningKey.generate()

    assert reason_for(sign(claims=CLAIMS, kind=APPROVAL, key=other)) == "wrong_key"
    assert reason_for(signed(key=other)) == "bad_signature"


def test_a_message_that_names_another_key_is_refused_although_ours_signed() -> None:
    assert reason_for(signed(header=NAMED | {"kid": "other"})) == "wrong_key"
    assert reason_for(signed(header=NAMED | {"kid": 7})) == "wrong_key"


def test_a_key_of_another_curve_never_signs() -> None:
    other = ECKey.generate_key("P-384")
    text = jws.serialize_compact({"alg": "ES384"}, json.dumps(CLAIMS).encode(), other, algorithms=["ES384"])

    assert reason_for(text) == "bad_signature_length"


def test_the_empty_signature_is_refused() -> None:
    # CVE-2022-21449: r = s = 0 verified anything.
    assert reason_for(VALID.rpartition(".")[0] + "." + encode(bytes(64))) == "bad_signature"


@given(position=st.integers(min_value=0, max_value=len(VALID) - 1), character=st.characters(codec="ascii"))
@settings(max_examples=300)
def test_t11_no_changed_character_survives(position: int, character: str) -> None:
    changed = VALID[:position] + character + VALID[position + 1 :]

    if changed != VALID:
        reason_for(changed)


@given(st.text(max_size=200) | st.text(alphabet="AZaz09-_.=", max_size=300))
@settings(max_examples=300)
def test_t11_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    reason_for(text)


@given(claims=st.binary(max_size=300), header=st.binary(max_size=100))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_t11_any_signed_bytes_are_refused_and_nothing_else_happens(claims: bytes, header: bytes) -> None:
    reason_for(signed(claims=claims))
    reason_for(signed(header=header))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from(sorted(CLAIMS)),
)
@settings(max_examples=300)
def test_t11_any_value_in_any_claim_is_read_unchanged_or_refused(value: Any, name: str) -> None:
    text = signed(claims=json.dumps(CLAIMS | {name: value}, ensure_ascii=True).encode())

    try:
        claims = read_verified(text=text, kind=APPROVAL, public_key=KEY.public_jwk)
    except SignatureRejected:
        return

    assert claims == CLAIMS | {name: value}
    assert type(claims[name]) is type(CLAIMS[name])


def test_the_type_is_told_only_of_well_formed_texts() -> None:
    assert typ_of(VALID) == APPROVAL.typ
    with pytest.raises(MessageMalformed):
        typ_of("a.b.c")
    with pytest.raises(MessageMalformed):
        typ_of(7)


def test_a_message_that_carries_its_key_is_read_without_one() -> None:
    claims = {"jti": "anRp", "htm": "GET", "htu": "https://id.example/x", "iat": 1_800_000_000}
    message = read(text=sign(claims=claims, kind=DPOP_PROOF, key=KEY), kind=DPOP_PROOF)

    assert message.header["jwk"] == KEY.public_jwk
    assert message.claims == claims
