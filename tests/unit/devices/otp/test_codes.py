"""Codes against the tables of RFC 4226 (appendix D) and RFC 6238 (appendix B)."""

from __future__ import annotations

import pytest

from devices.otp.codes import SHA_1, SHA_256, code_at, find_step, read_code

SECRET = b"12345678901234567890"
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]


def test_codes_of_a_counter_are_those_of_rfc_4226() -> None:
    assert [code_at(step, secret=SECRET, digits=6, algorithm=SHA_1) for step in range(10)] == HOTP


@pytest.mark.parametrize(
    ("seconds", "algorithm", "code"),
    [
        (59, SHA_1, "94287082"),
        (1111111109, SHA_1, "07081804"),
        (20000000000, SHA_1, "65353130"),
        (59, SHA_256, "46119246"),
        (1111111109, SHA_256, "68084774"),
        (20000000000, SHA_256, "77737706"),
    ],
)
def test_codes_of_a_clock_are_those_of_rfc_6238(seconds: int, algorithm: str, code: str) -> None:  # F04
    secret = SECRET if algorithm == SHA_1 else b"12345678901234567890123456789012"

    assert code_at(seconds // 30, secret=secret, digits=8, algorithm=algorithm) == code


@pytest.mark.parametrize(
    ("codes", "step"),
    [
        (["969429"], 3),
        (["969429", "338314"], 4),
        (["969429", "254676"], None),
        (["338314", "969429"], None),
        (["520489"], None),
        (["69429"], None),
        ([""], None),
        (["9694290"], None),
    ],
)
def test_codes_in_a_row_are_found_where_they_begin_among_the_steps(
    codes: list[str], step: int | None
) -> None:
    found = find_step(codes, secret=SECRET, among=range(2, 6), digits=6, algorithm=SHA_1)

    assert found == step


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123 456", "123456"),
        ("\u202a123-456\u202c", "123456"),
        ("\u0661\u0662\u0663\uff14\u096b\u06f6", "123456"),
        ("12345x", ""),
        ("²²²²²²", "222222"),
        ("", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, read: str) -> None:  # F02
    assert read_code(typed) == read
