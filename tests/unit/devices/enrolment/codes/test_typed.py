"""The code that a person types (B17)."""

import json
from collections import Counter
from pathlib import Path

import pytest

from devices.enrolment.codes.typed import (
    ALPHABET,
    LOOK_ALIKES,
    grouped,
    read_typed,
    typed_form,
)

# What the app's reading is held to as well (tests/node/app/typed_code.test.mjs).
KEPT = json.loads((Path(__file__).parents[4] / "node" / "app" / "typed_codes.json").read_text())
LONG = ["a" * 43, "b" * 43, "Xk3-_9Qw" * 5 + "abc"]


def test_b17_the_same_code_stands_for_a_long_one_each_time_as_the_page_of_the_protocol_has_it() -> None:
    assert [grouped(typed_form(code)) for code in LONG] == KEPT["codes"]


@pytest.mark.parametrize(("text", "plain"), KEPT["typed"])
def test_b17_it_is_read_however_it_was_typed(text: str, plain: str) -> None:
    assert read_typed(text) == plain


def test_b17_no_character_of_it_is_taken_for_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set(map(chr, LOOK_ALIKES)) & set(ALPHABET)
    assert set(LOOK_ALIKES.values()) <= set(map(ord, ALPHABET))


def test_b17_all_characters_come_up() -> None:
    seen = Counter("".join(typed_form(str(number)) for number in range(2000)))

    assert set(seen) == set(ALPHABET)
    assert max(seen.values()) < 1.5 * min(seen.values())
