"""T30: who is next for a page thread, when one network sends more than all others."""

from __future__ import annotations

import asyncio

import pytest

from idp.server.line import AT_ONCE_OF_NETWORK, WAITING_AROUND, WAITING_OF_NETWORK, Line, LineFull, Waiter

CROWD = ("2001:db8::/48", "2001:db8::/56", "2001:db8::/64")
ELSEWHERE = ("192.0.2.0/24", "192.0.2.1")


async def comes(line: Line, networks: tuple[str, ...]) -> tuple[Waiter, asyncio.Task[None]]:
    """Stand in the line."""
    waiter = Waiter(networks)
    task = asyncio.create_task(line.enter(waiter))
    await asyncio.sleep(0)
    return waiter, task


def test_whoever_comes_from_elsewhere_is_next_however_many_of_a_crowd_wait() -> None:  # T30
    async def goes() -> None:
        line = Line(at_once=1)
        at_work, _ = await comes(line, CROWD)
        waiting = [await comes(line, CROWD) for _ in range(50)]
        other, _ = await comes(line, ELSEWHERE)

        line.leave(at_work)
        line.leave(waiting[0][0])

        assert other.turn.is_set()
        assert not waiting[1][0].turn.is_set()
        await end(waiting)

    asyncio.run(goes())


def test_a_crowd_of_many_networks_of_one_customer_is_one_crowd() -> None:  # T30, T01
    async def goes() -> None:
        line = Line(at_once=1)
        at_work, _ = await comes(line, CROWD)
        waiting = [await comes(line, (CROWD[0], f"2001:db8:0:{n:x}00::/56", f"{n}")) for n in range(50)]
        other, _ = await comes(line, ELSEWHERE)

        line.leave(at_work)
        line.leave(waiting[0][0])

        assert other.turn.is_set()
        await end(waiting)

    asyncio.run(goes())


def test_where_nobody_waits_whoever_comes_has_a_turn_at_once() -> None:
    line = Line(at_once=2)
    waiters = [Waiter(networks) for networks in (CROWD, ELSEWHERE, ELSEWHERE)]

    assert [line.let_through(waiter) for waiter in waiters] == [True, True, False]
    line.leave(waiters[0])
    assert line.let_through(waiters[2])


def test_nobody_is_let_through_past_a_limit_or_those_who_wait() -> None:  # T30
    async def goes() -> None:
        line = Line(at_once=8)
        at_work = [line.let_through(Waiter(CROWD)) for _ in range(AT_ONCE_OF_NETWORK + 1)]
        waiting = [await comes(line, CROWD)]

        assert at_work == [True] * AT_ONCE_OF_NETWORK + [False]
        assert not line.let_through(Waiter(ELSEWHERE))
        await end(waiting)

    asyncio.run(goes())


def test_a_neighbour_inside_the_same_network_has_turns_of_its_own() -> None:  # T30
    async def goes() -> None:
        line = Line(at_once=1)
        at_work, _ = await comes(line, CROWD)
        waiting = [await comes(line, CROWD) for _ in range(50)]
        neighbour, _ = await comes(line, (CROWD[0], "2001:db8:0:100::/56", "2001:db8:0:100::/64"))

        line.leave(at_work)
        line.leave(waiting[0][0])

        assert neighbour.turn.is_set()
        await end(waiting)

    asyncio.run(goes())


def test_a_network_never_has_all_threads() -> None:  # T30
    async def goes() -> None:
        line = Line(at_once=AT_ONCE_OF_NETWORK + 1)
        crowd = [await comes(line, CROWD) for _ in range(AT_ONCE_OF_NETWORK * 3)]
        other, _ = await comes(line, ELSEWHERE)

        assert sum(waiter.turn.is_set() for waiter, _ in crowd) == AT_ONCE_OF_NETWORK
        assert other.turn.is_set()
        await end(crowd)

    asyncio.run(goes())


@pytest.mark.parametrize(
    ("crowd", "most"),
    [(CROWD, WAITING_OF_NETWORK), ((*CROWD[:2], "2001:db8:0:{}::/64"), WAITING_AROUND)],
)
def test_so_many_of_a_network_wait_and_one_more_is_told_at_once(
    crowd: tuple[str, ...], most: int
) -> None:  # T30
    async def goes() -> None:
        line = Line(at_once=1)
        await comes(line, ELSEWHERE)
        waiting = [await comes(line, tuple(name.format(n) for name in crowd)) for n in range(most)]

        _, refused = await comes(line, tuple(name.format(most) for name in crowd))
        assert refused.done(), "it waits"
        with pytest.raises(LineFull):
            await refused
        other, task = await comes(line, ELSEWHERE)

        assert not task.done()
        await end([*waiting, (other, task)])

    asyncio.run(goes())


def test_who_waits_no_longer_leaves_nothing_behind() -> None:  # T30
    async def goes() -> None:
        line = Line(at_once=1)
        at_work, _ = await comes(line, ELSEWHERE)
        waiting = [await comes(line, CROWD) for _ in range(10)]

        await end(waiting)
        # This one is given its turn in the moment in which it gives up.
        late, task = await comes(line, CROWD)
        line.leave(at_work)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert late.turn.is_set()
        assert (line.free, line.waiting, line.running, line.ring.rings) == (1, {}, {}, {})

    asyncio.run(goes())


async def end(waiting: list[tuple[Waiter, asyncio.Task[None]]]) -> None:
    """They go away."""
    tasks = [task for _, task in waiting]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
