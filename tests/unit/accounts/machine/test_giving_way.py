"""What nobody waits for rests while a page is made, and still gets done (decision 0163)."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import pytest

from accounts.machine import giving_way as module
from accounts.machine.giving_way import LONGEST_REST, give_way, giving_way, in_pieces, waited_for

LONG = 60.0


class Clock:
    """The time of this thread and the world's, by hand: a rest takes as long as it says."""

    def __init__(self) -> None:
        self.now = 100.0
        self.used = 0.0
        self.rested = 0.0

    def works(self, seconds: float) -> None:
        self.now += seconds
        self.used += seconds

    def monotonic(self) -> float:
        return self.now

    def thread_time(self) -> float:
        return self.used

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.rested += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def page() -> Iterator[object]:
    """Somebody waits for it."""
    page = object()
    waited_for.add(page)
    yield page
    waited_for.discard(page)


def test_it_rests_while_somebody_waits_and_goes_on_as_soon_as_nobody_does(
    clock: Clock, page: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "sleep", lambda _seconds: waited_for.discard(page))
    with giving_way(seconds=LONG):
        clock.works(0.005)
        give_way()

    assert clock.now == 100.005
    assert not waited_for


def test_it_does_not_rest_while_nobody_waits(clock: Clock) -> None:
    with giving_way(seconds=LONG):
        clock.works(0.005)
        give_way()

    assert clock.rested == 0


@pytest.mark.usefixtures("page")
def test_where_somebody_always_waits_a_share_is_left_for_it(clock: Clock) -> None:
    with giving_way(seconds=LONG):
        for worked, rested in itertools.pairwise(range(5)):
            clock.works(0.005)
            give_way()
            assert clock.rested == pytest.approx(rested * LONGEST_REST * 0.005, abs=0.004), worked


@pytest.mark.usefixtures("page")
def test_what_is_behind_rests_no_more(clock: Clock) -> None:
    with giving_way(seconds=1.0):
        clock.works(0.9)
        give_way()
        rested_until_then = clock.rested
        clock.works(0.1)
        give_way()

    assert clock.rested == rested_until_then == pytest.approx(0.1, abs=0.002)


@pytest.mark.usefixtures("page")
def test_a_thread_that_does_not_give_way_never_rests(clock: Clock) -> None:
    clock.works(0.005)
    give_way()
    with giving_way(seconds=LONG):
        clock.works(0.005)
        other = threading.Thread(target=give_way)
        other.start()
        other.join()
    give_way()

    assert clock.rested == 0


@pytest.mark.usefixtures("page")
def test_it_gives_way_before_each_piece(clock: Clock) -> None:
    seen = []
    with giving_way(seconds=LONG):
        for piece in in_pieces([1, 2, 3, 4, 5], size=2):
            seen.append((piece, clock.rested))
            clock.rested = 0.0
            clock.works(0.005)

    assert [piece for piece, _rested in seen] == [[1, 2], [3, 4], [5]]
    assert [rested > 0 for _piece, rested in seen] == [False, True, True]
