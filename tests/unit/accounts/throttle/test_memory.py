"""What a process remembers of refusals: bounded, and believed for a moment only (T36)."""

import time

import pytest

from accounts.throttle import memory


def test_it_is_believed_for_a_moment_and_no_longer_than_it_is_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    memory.note_shut("long", seconds=600)
    memory.note_shut("short", seconds=2)
    assert memory.seconds_shut(["short"]) == 3
    assert memory.seconds_shut(["other", "long"]) == 601

    now += 3
    assert memory.seconds_shut(["short"]) == 0
    assert memory.seconds_shut(["long"]) == 598
    now += memory.BELIEVED_SECONDS
    assert memory.seconds_shut(["long"]) == 0


def test_of_too_many_the_earliest_is_forgotten() -> None:
    for n in range(memory.MOST_SHUT + 1):
        memory.note_shut(str(n), seconds=600)

    assert memory.seconds_shut(["0"]) == 0
    assert memory.seconds_shut(["1"]) > 0
    assert memory.seconds_shut([str(memory.MOST_SHUT)]) > 0
