import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.signatures.encoding import decode, encode, random_b64url, sha256_b64url
from devices.signatures.errors import MessageMalformed


@given(st.binary(max_size=200))
def test_what_is_encoded_is_decoded(raw: bytes) -> None:
    assert decode(encode(raw)) == raw


@pytest.mark.parametrize(
    "odd",
    ["YQ==", "YQ=", "Y", "YQ\n", " YQ", "Y+8", "Y/8", "YR", "YWJjZ", "ÿÿ", "YQ.", "\uff14\uff14", "Y\x00Q"],
    ids=repr,
)
def test_t11_base64_that_others_would_tolerate_is_refused(odd: str) -> None:
    with pytest.raises(MessageMalformed, match="bad_base64"):
        decode(odd)


@given(st.text(max_size=40))
def test_t11_a_text_has_one_meaning_or_none(text: str) -> None:
    try:
        raw = decode(text)
    except MessageMalformed:
        return

    assert encode(raw) == text


def test_the_hash_of_a_text_is_sha256_in_base64url() -> None:
    expected = base64.urlsafe_b64encode(hashlib.sha256(b"a.b.c").digest()).rstrip(b"=").decode()

    assert sha256_b64url("a.b.c") == expected


def test_random_values_have_the_size_asked_for_and_differ() -> None:
    assert len(decode(random_b64url())) == 32
    assert len(decode(random_b64url(size=16))) == 16
    assert random_b64url() != random_b64url()
