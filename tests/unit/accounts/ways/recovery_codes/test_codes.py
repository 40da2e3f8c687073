"""What a recovery code looks like, and how it is read."""

from __future__ import annotations

import math

import pytest

from accounts.ways.recovery_codes.codes import ALPHABET, CHARACTERS, grouped, new_code, read_code


def test_a_code_has_at_least_fifty_bits_and_none_is_like_another() -> None:  # D05
    assert CHARACTERS * math.log2(len(set(ALPHABET))) >= 50
    made = [new_code() for _ in range(200)]
    assert len(set(made)) == 200
    assert {len(code) for code in made} == {CHARACTERS}
    assert set("".join(made)) == set(ALPHABET)


@pytest.mark.parametrize("alike", ["0OQ", "1IL", "2Z", "5S", "6G", "8B", "UV"])
def test_of_letters_that_look_alike_there_is_one_at_most(alike: str) -> None:  # D05
    assert len(set(alike) & set(ALPHABET)) <= 1


@pytest.mark.parametrize("form", ["{0}-{1}-{2}", "{0}{1}{2}", " {0} {1}\u00a0{2}\n", "{0}\u2013{1}\u2013{2}"])
def test_however_it_is_typed_it_is_the_same_code(form: str) -> None:  # D05
    code = new_code()
    groups = grouped(code).split("-")

    for typed in (form.format(*groups), form.format(*groups).lower()):
        assert read_code(typed) == code
