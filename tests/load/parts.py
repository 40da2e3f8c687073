"""The parts of the bench, each with its figures."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from tests.load import steps
from tests.load.applications import Cost, compare
from tests.load.journey import Crowd
from tests.load.providers import ControlProcess, control, ours
from tests.load.report import (
    application_lines,
    percentile,
    sign_ins_line,
    step_lines,
    waiting_line,
    way_lines,
)
from tests.load.server import DatabaseProcesses, ServerProcess
from tests.load.waiting import WaitingRoom, other_pages
from tests.load.ways import way_costs
from tests.load.world import Person, make_people, make_waiting_pages
from tests.support.carrying import ClientTransport
from tests.support.many import Group

WALKED = 60
WARM_UP_SECONDS = 3
# By one process or beside thousands of waiting pages; by several that do nothing else.
MOST_HEARD_AFTER_MS = 60
MOST_BY_SEVERAL_MS = 25
MOST_SILENCE_MS = 50
MOST_KIB_EACH = 36


def make_world(count: int) -> list[Person]:
    """The organisation and its people."""
    say(f"{count} people, each with a phone")
    return make_people(count, transport=ClientTransport())


def show_steps(people: list[Person]) -> None:
    """One sign-in, step by step, in this process."""
    say("\nEach step, in one process and thread:")
    for line in step_lines(steps.step_costs(people[:WALKED])):
        say(line)


def show_ways() -> None:
    """The other ways in, each whole, in this process."""
    say("\nOther ways in, each from the username to the page that says signed in:")
    for line in way_lines(way_costs()):
        say(line)


def profile(people: list[Person]) -> str:
    """Where the time of a sign-in goes."""
    return steps.where_time_goes(people[:WALKED], lines=45)


def show_sign_ins(people: list[Person], *, options: argparse.Namespace, log: Path) -> bool:
    """Whole sign-ins at a real server; True when one failed or an aim was missed."""
    say("\nWhole sign-ins at a real server:")
    beside = make_waiting_pages(options.beside)
    return asyncio.run(_sign_in(people, DatabaseProcesses(), beside, options=options, log=log))


async def _sign_in(
    people: list[Person],
    database: DatabaseProcesses,
    beside: list[dict[str, str]],
    *,
    options: argparse.Namespace,
    log: Path,
) -> bool:
    with Group(workers=options.workers, log=log) as server:
        if options.workers > 1:
            # The first of several answers while the others still begin, which takes a processor for seconds.
            server.until_up(options.workers)

        def cpu_of_both() -> tuple[float, float]:
            return server.cpu_seconds(), database.cpu_seconds()

        room = WaitingRoom(server)
        missed = False
        if beside:
            waiting = await room.admit(beside, other_pages_for=1)
            say(waiting_line(waiting))
            missed = waiting.longest_silence_ms > MOST_SILENCE_MS or waiting.kib_each > MOST_KIB_EACH
        crowd = Crowd(people, port=server.port)
        await crowd.at_pace(per_second=options.rate, seconds=WARM_UP_SECONDS)
        before = cpu_of_both()
        paced = await crowd.at_pace(per_second=options.rate, seconds=options.seconds)
        between = cpu_of_both()
        closed = await crowd.at_once(concurrency=options.concurrency, seconds=options.seconds)
        after = cpu_of_both()
        await room.leave()
    for failure in (paced.failures + closed.failures)[:5]:
        say(f"FAILED {failure}")
    if not paced.took or not closed.took:
        say(log.read_text()[-4000:])
        return True
    say(sign_ins_line(paced, before, between, heading=f"paced at {options.rate:g}/s"))
    say(sign_ins_line(closed, between, after, heading=f"{options.concurrency} at once"))
    most = MOST_BY_SEVERAL_MS if options.workers > 1 and not beside else MOST_HEARD_AFTER_MS
    heard = percentile(paced.heard_after, 0.99) * 1000
    missed |= heard > most
    say(f"aims: p99 {heard:.1f} of {most} ms{_of_pages() if beside else ''}{', missed' if missed else ''}")
    return missed or bool(paced.failures + closed.failures)


def _of_pages() -> str:
    return f"; at most {MOST_SILENCE_MS} ms of silence, {MOST_KIB_EACH} KiB a waiting page"


def show_waiting(*, counts: list[int], log: Path) -> None:
    """Thousands of waiting pages at a server of their own: one that has served nothing holds nothing else."""
    say("\nWaiting pages:")
    asyncio.run(_wait(make_waiting_pages(max(counts) + WALKED), counts=counts, log=log))


async def _wait(tickets: list[dict[str, str]], *, counts: list[int], log: Path) -> None:
    with ServerProcess(log=log) as server:
        # The first sockets load code and fill caches; that is not what a page holds.
        warm_up = WaitingRoom(server)
        await warm_up.admit(tickets[:WALKED], other_pages_for=1)
        await warm_up.leave()
        alone = await other_pages(server.port, seconds=3)
        say(f"     0 waiting pages   another page p95 {percentile(alone, 0.95) * 1000:.1f} ms")
        room = WaitingRoom(server)
        for count in sorted(counts):
            more = tickets[WALKED + len(room.open) : WALKED + count]
            say(waiting_line(await room.admit(more, other_pages_for=3)))
        await room.leave()


def show_applications(people: list[Person], *, log: Path) -> None:
    """What applications cost ours, and the control, in turns."""
    say("\nApplications, eight at once, in turns with npm's oidc-provider:")
    for line in application_lines(asyncio.run(_serve_applications(people, log=log))):
        say(line)


async def _serve_applications(people: list[Person], *, log: Path) -> list[Cost]:
    with ServerProcess(log=log) as server, ControlProcess(log=log.with_name("control.log")) as process:
        our_side = await asyncio.to_thread(ours, server, people)
        return await compare(our_side, await control(process))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
