import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.signatures.errors import MessageMalformed
from devices.signatures.jws.strict_json import read_object

NUMBERS = st.integers(min_value=-(10**11) + 1, max_value=10**12 - 1)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(st.characters(exclude_categories=("Cc", "Cs")))
OBJECTS = st.dictionaries(
    st.text(st.characters(exclude_categories=("Cc", "Cs"))), LEAVES | st.lists(LEAVES, max_size=3), max_size=5
)


@given(OBJECTS)
def test_plain_json_is_read_as_the_standard_says(value: dict[str, object]) -> None:
    assert read_object(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"a":1,"a":1}', "duplicate_member"),
        (b'{"a":{"b":1,"b":2}}', "duplicate_member"),
        (b'{"a":[{"b":1,"b":2}]}', "duplicate_member"),
        (b'{"a":1,"\\u0061":2}', "duplicate_member"),
        (b'{"a":[[[[1]]]]}', "too_deep"),
        (b'{"a":' + b"[" * 100_000, "too_deep"),
        (b'{"a":' * 100_000, "too_deep"),
        (b'{"a":1.0}', "bad_number"),
        (b'{"a":1e3}', "bad_number"),
        (b'{"a":NaN}', "bad_number"),
        (b'{"a":Infinity}', "bad_number"),
        (b'{"a":-Infinity}', "bad_number"),
        (b'{"a":1.00000000000000000001}', "bad_number"),
        (b'{"a":1234567890123}', "bad_number"),
        (b'{"a":' + b"9" * 5000 + b"}", "bad_number"),
        (b'{"a":"\\ud800"}', "bad_text"),
        (b'{"\\udfff":1}', "bad_text"),
        (b'{"a":["\\u0000"]}', "bad_text"),
        (b'{"a":{"b":"\\u0007"}}', "bad_text"),
        (b'{"a":"\\u007f"}', "bad_text"),
        (b'{"a":"\n"}', "bad_json"),
        (b'{"a":1}x', "bad_json"),
        (b'{"a":01}', "bad_json"),
        (b"{'a':1}", "bad_json"),
        (b'{"a":1,}', "bad_json"),
        (b"", "bad_json"),
        (b'\xef\xbb\xbf{"a":1}', "bad_json"),
        (b'{"a":"\xff"}', "bad_utf8"),
        (b'{"a":"\xed\xa0\x80"}', "bad_utf8"),
        (b'{"a":"\xc0\xaf"}', "bad_utf8"),
        ('{"a":1}'.encode("utf-16"), "bad_utf8"),
        (b"[]", "not_an_object"),
        (b"7", "not_an_object"),
        (b"null", "not_an_object"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_t11_what_two_readers_could_see_differently_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(MessageMalformed) as refused:
        read_object(raw)

    assert refused.value.reason == reason


@pytest.mark.parametrize("text", ['[[[[[[{{{{\\"]', '"[[[[[[', '\\"[[[[[[', "\\\\"])
def test_brackets_inside_texts_are_not_nesting(text: str) -> None:
    assert read_object(json.dumps({"a": text}).encode()) == {"a": text}


def test_a_text_that_ends_in_a_backslash_hides_no_nesting() -> None:
    with pytest.raises(MessageMalformed, match="too_deep"):
        read_object(b'{"a":"\\\\","b":[[[[1]]]]}')


def test_nesting_of_four_is_still_read() -> None:
    assert read_object(b'{"a":{"b":{"c":[1]}}}') == {"a": {"b": {"c": [1]}}}


@given(st.binary(max_size=300))
def test_t11_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(MessageMalformed):
        assert isinstance(read_object(raw), dict)


@given(st.text(alphabet='{}[]",:\\0a19.eE-tn ', max_size=80))
def test_t11_anything_like_json_is_read_or_refused(text: str) -> None:
    try:
        value = read_object(text.encode())
    except MessageMalformed:
        return

    assert value == json.loads(text)
