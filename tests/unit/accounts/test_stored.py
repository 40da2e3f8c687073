"""What is kept as JSON survives releases: a member more or less is never a fault."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from accounts.stored import as_stored, read_stored


@dataclass(frozen=True)
class Inner:
    factors: frozenset[str]
    note: str = ""


@dataclass(frozen=True)
class Outer:
    name: str
    count: int = 0
    inner: tuple[Inner, ...] = ()
    fields: dict[str, list[str]] = field(default_factory=dict)


VALUE = Outer("ann", 3, (Inner(frozenset({"have", "know"}), "x"),), {"a": ["1", "2"]})


def test_a_value_comes_back_as_it_was_through_json() -> None:
    assert read_stored(Outer, json.loads(json.dumps(as_stored(VALUE)))) == VALUE


def test_a_member_that_this_release_does_not_know_is_left_out() -> None:
    stored = as_stored(VALUE)
    stored["colour"] = "blue"
    stored["inner"][0]["size"] = 4

    assert read_stored(Outer, stored) == VALUE


def test_a_member_that_is_missing_takes_its_default() -> None:
    assert read_stored(Outer, {"name": "ann"}) == Outer("ann")


@pytest.mark.parametrize(
    "stored",
    [None, [], "text", 5, {}, {"count": 1}, {"name": 5}, {"name": "ann", "inner": [{"note": "x"}]}],
)
def test_what_cannot_be_the_value_is_none(stored: Any) -> None:
    assert read_stored(Outer, stored) is None
