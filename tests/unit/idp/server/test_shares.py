"""T30: whoever had much of the one interpreter gives way, and has it again when nobody else wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from idp.server.line import AT_ONCE_OF_NETWORK, SHARE_OF_NETWORK, Line, Waiter
from idp.server.shares import LATELY_SECONDS, Shares

CROWD, OTHER = "2001:db8::/48", "192.0.2.0/24"
MUCH = (SHARE_OF_NETWORK + 0.1) * LATELY_SECONDS
LITTLE = 0.001


@dataclass
class Hand:
    """A clock that stands still until it is moved."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Threads:
    """A line with room for everybody, and whose pages are being made."""

    clock: Hand = field(default_factory=Hand)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shares = Shares(self.clock)
        self.line = Line(at_once=8, shares=self.shares)

    async def ask(self, network: str, times: int = 1) -> list[Waiter]:
        """So many of this network stand in the line."""
        come = [Waiter([network]) for _ in range(times)]
        self.tasks += [asyncio.create_task(self.line.enter(waiter)) for waiter in come]
        await asyncio.sleep(0)
        return come

    def leave(self, waiter: Waiter, *, after: float = LITTLE) -> None:
        """Its page is made, and used so much."""
        waiter.cpu_seconds = after
        self.line.leave(waiter)


def made(waiters: list[Waiter]) -> int:
    """How many of them had a turn."""
    return sum(waiter.turn.is_set() for waiter in waiters)


@pytest.fixture
def run() -> Callable[[Callable[[Threads], Coroutine[Any, Any, None]]], None]:
    """Runs this with new threads, and sends home whoever still waits."""

    def run(goes: Callable[[Threads], Coroutine[Any, Any, None]]) -> None:
        async def whole() -> None:
            threads = Threads()
            await goes(threads)
            for task in threads.tasks:
                task.cancel()
            await asyncio.gather(*threads.tasks, return_exceptions=True)

        asyncio.run(whole())

    return run


def test_t30_a_crowd_begins_no_page_beside_one_of_whoever_had_less(run: Any) -> None:
    async def goes(threads: Threads) -> None:
        threads.shares.add(CROWD, MUCH)
        threads.shares.add(OTHER, LITTLE)
        [other] = await threads.ask(OTHER)
        crowd = await threads.ask(CROWD, 3)
        assert made(crowd) == 0

        [another] = await threads.ask(OTHER)
        threads.leave(other)
        assert (made([another]), made(crowd)) == (1, 0)

        threads.leave(another)
        assert made(crowd) == 1

    run(goes)


def test_t30_whoever_had_less_begins_beside_the_crowds_page_at_once(run: Any) -> None:
    async def goes(threads: Threads) -> None:
        threads.shares.add(CROWD, MUCH)
        await threads.ask(CROWD, 3)

        assert made(await threads.ask(OTHER, AT_ONCE_OF_NETWORK)) == AT_ONCE_OF_NETWORK

    run(goes)


def test_t30_a_crowd_has_one_page_at_a_time_while_any_others_are_about(run: Any) -> None:
    async def goes(threads: Threads) -> None:
        threads.shares.add(CROWD, MUCH)
        threads.shares.add(OTHER, LITTLE)
        first, second, *_ = crowd = await threads.ask(CROWD, 4)
        assert made(crowd) == 1

        threads.leave(first)
        assert made(crowd) == 2
        assert second.turn.is_set()

    run(goes)


def test_a_network_that_is_alone_has_all_its_pages_whatever_it_had(run: Any) -> None:
    async def goes(threads: Threads) -> None:
        threads.shares.add(CROWD, 2 * LATELY_SECONDS)

        assert made(await threads.ask(CROWD, 9)) == AT_ONCE_OF_NETWORK

    run(goes)


def test_a_network_that_had_no_more_than_its_share_waits_for_nobody(run: Any) -> None:
    async def goes(threads: Threads) -> None:
        threads.shares.add(CROWD, SHARE_OF_NETWORK * LATELY_SECONDS)
        await threads.ask(OTHER)

        assert made(await threads.ask(CROWD, 9)) == AT_ONCE_OF_NETWORK

    run(goes)


def test_a_crowd_has_its_share_also_beside_others_who_never_rest(run: Any) -> None:
    async def goes(threads: Threads) -> None:
        threads.shares.add(CROWD, MUCH)
        [other] = await threads.ask(OTHER)
        crowd = await threads.ask(CROWD, 2)
        assert made(crowd) == 0

        # There is always one of theirs: it is what the crowd had that is over.
        for _ in range(30):
            threads.clock.at += LATELY_SECONDS / 10
            [another] = await threads.ask(OTHER)
            threads.leave(other)
            other = another
        assert made(crowd) == AT_ONCE_OF_NETWORK

    run(goes)


def test_of_two_crowds_the_one_that_had_more_gives_way(run: Any) -> None:
    async def goes(threads: Threads) -> None:
        threads.shares.add(CROWD, 2 * MUCH)
        threads.shares.add(OTHER, MUCH)
        [one] = await threads.ask(CROWD)
        [other] = await threads.ask(OTHER)
        [further] = await threads.ask(CROWD)
        assert made([one, other, further]) == 2
        assert other.turn.is_set()

        threads.leave(one)
        assert not further.turn.is_set()
        threads.leave(other, after=3 * MUCH)
        assert further.turn.is_set()

    run(goes)


@pytest.mark.parametrize(
    ("later", "left"),
    [(0.0, 1.0), (0.9, 1.0), (1.0, 1.0), (1.25, 0.75), (1.75, 0.25), (2.0, 0.0), (7.5, 0.0)],
)
def test_what_a_network_had_is_over_little_by_little(later: float, left: float) -> None:
    clock = Hand()
    shares = Shares(clock)
    shares.add(CROWD, 0.5 * LATELY_SECONDS)

    clock.at += later * LATELY_SECONDS

    assert shares.of(CROWD) == pytest.approx(0.5 * left)
    assert shares.has_others(OTHER) == (later < 2)
    assert not shares.has_others(CROWD)


def test_networks_that_are_gone_are_kept_no_longer() -> None:  # T30, T39
    clock = Hand()
    shares = Shares(clock)
    for number in range(500):
        shares.add(f"2001:db8:{number:x}::/48", LITTLE)
        clock.at += LATELY_SECONDS / 10

    assert len(shares.now) + len(shares.before) <= 20
