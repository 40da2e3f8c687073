"""Reading the secret key of a code generator, as its maker prints it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devices.code_generators.keys import HEX, read_key

KEY = bytes(range(1, 21))
BASE32 = base64.b32encode(KEY).decode()


@pytest.mark.parametrize(
    "written",
    [
        KEY.hex(),
        KEY.hex().upper(),
        KEY.hex(" "),
        KEY.hex("-", 4),
        BASE32,
        BASE32.lower(),
        " ".join(BASE32[at : at + 4] for at in range(0, len(BASE32), 4)),
    ],
)
def test_hex_and_base32_are_told_apart_and_read_with_what_stands_between(written: str) -> None:
    assert read_key(written) == KEY


@given(st.binary(min_size=16, max_size=64))
def test_every_key_is_read_as_it_was_written(key: bytes) -> None:
    assume(not HEX.fullmatch(base64.b32encode(key).decode()))

    assert read_key(key.hex()) == key
    assert read_key(base64.b32encode(key).decode()) == key
    assert read_key(base64.b32encode(key).decode().rstrip("=")) == key


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "no key",
        "0189",
        KEY[:15].hex(),
        base64.b32encode(KEY[:15]).decode(),
        "ab" * 65,
        "A" * 35,
        "é" * 32,
    ],
)
def test_what_is_no_key_too_short_or_too_long_is_none(wrong: str) -> None:
    assert read_key(wrong) is None
