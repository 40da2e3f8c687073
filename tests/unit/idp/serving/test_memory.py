"""What memory keeps for a time is forgotten by a clock that nobody sets (T38)."""

import time
from itertools import count
from unittest import mock

import pytest
import time_machine

from idp.serving.cache import Memory

numbers = count()


@pytest.fixture
def memory() -> Memory:
    return Memory(f"of a test {next(numbers)}", {})


@pytest.mark.parametrize("jump", [600, -600])
def test_a_used_proof_is_not_forgotten_when_the_clock_is_set(memory: Memory, jump: float) -> None:  # T10 T38
    assert memory.add("jti", 1, 300)

    with time_machine.travel(time.time() + jump):
        assert not memory.add("jti", 1, 300)


@pytest.mark.parametrize("jump", [0, -600])
def test_it_is_forgotten_in_its_time_whatever_the_clock_says(memory: Memory, jump: float) -> None:
    memory.set("copy", 1, 300)
    memory.set("for_good", 1, None)
    later = time.monotonic() + 301

    with (
        time_machine.travel(time.time() + jump),
        mock.patch.object(time, "monotonic", return_value=later),
    ):
        assert memory.get("copy") is None
        assert memory.get("for_good") == 1
    assert memory.get("never_there") is None
