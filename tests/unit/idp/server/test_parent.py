"""H09: a parent starts another server where one died, not for ever, and ends them all in good order."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from idp.management.commands import serve
from idp.server import parent
from idp.server.parent import Child, Parent, open_listeners

# A server as far as its parent knows: says that it is up, if it is to, and leaves a mark each time it is started.
SERVER = """
import os, signal, socket, sys, time
line = socket.socket(fileno=int(sys.argv[sys.argv.index("--handed") + 1]))
open(sys.argv[1], "a").write("started\\n")
{does}
"""
UP = "line.send(b'.')"
STAYS = f"{UP}; line.recv(1)"
IS_DEAF = f"signal.signal(signal.SIGTERM, signal.SIG_IGN); {UP}; time.sleep(60)"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, int]]:
    """Runs a parent of such servers; its status, and how many were started."""
    monkeypatch.setattr(parent, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(parent, "LONGEST_PAUSE_SECONDS", 0.02)

    def started() -> int:
        return (tmp_path / "marks").read_text().count("started")

    def run_it(
        does: str, journey: Callable[[Parent, Callable[[], int]], Coroutine[Any, Any, None]] | None = None
    ) -> tuple[int, int]:
        command = [sys.executable, "-c", SERVER.format(does=does), str(tmp_path / "marks")]

        async def both() -> int:
            keeping = Parent(command, open_listeners("127.0.0.1", 0), workers=2)
            going = asyncio.create_task(keeping.run())
            if journey is not None:
                await journey(keeping, started)
            return await going

        return asyncio.run(both()), started()

    return run_it


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.01)


def test_h03_what_keeps_the_first_from_starting_ends_the_parent_as_it_ended(
    run: Callable[..., tuple[int, int]],
) -> None:
    assert run("sys.exit(3)") == (3, 1)


def test_h09_servers_that_die_as_soon_as_they_are_up_are_given_up(
    run: Callable[..., tuple[int, int]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(parent, "MOST_FAILURES", 3)

    with caplog.at_level(logging.INFO):
        status, starts = run(UP)

    assert status == 1
    assert starts >= 3
    assert "giving up" in caplog.text


def test_h09_one_that_died_is_replaced_and_all_end_when_told(
    run: Callable[..., tuple[int, int]], caplog: pytest.LogCaptureFixture
) -> None:
    async def journey(keeping: Parent, _started: Callable[[], int]) -> None:
        await until(lambda: caplog.text.count("is up") == 2)
        keeping.children[0].process.kill()
        await until(lambda: caplog.text.count("is up") == 3)
        keeping._is_stopping.set()

    with caplog.at_level(logging.INFO):
        assert run(STAYS, journey) == (0, 3)

    assert "another starts in" in caplog.text


def test_h09_every_server_is_renewed_once_the_new_one_is_up(
    run: Callable[..., tuple[int, int]], caplog: pytest.LogCaptureFixture
) -> None:
    async def journey(keeping: Parent, _started: Callable[[], int]) -> None:
        await until(lambda: caplog.text.count("is up") == 2)
        before = {child.process.pid for child in keeping.children.values()}
        keeping.renew()
        await until(lambda: "every server is a new one" in caplog.text)
        assert not before & {child.process.pid for child in keeping.children.values()}
        keeping._is_stopping.set()

    with caplog.at_level(logging.INFO):
        assert run(STAYS, journey) == (0, 4)

    assert "another starts in" not in caplog.text


def test_h09_told_to_stop_while_it_renews_it_leaves_none_behind(
    run: Callable[..., tuple[int, int]], caplog: pytest.LogCaptureFixture
) -> None:
    started: list[Child] = []

    async def journey(keeping: Parent, _started: Callable[[], int]) -> None:
        await until(lambda: caplog.text.count("is up") == 2)
        keeping.renew()
        await until(lambda: len(keeping.running) == 3)
        started.extend(keeping.running)
        keeping._is_stopping.set()

    with caplog.at_level(logging.INFO):
        assert run(STAYS, journey)[0] == 0

    assert len(started) == 3
    assert None not in [child.process.returncode for child in started]


def test_h09_new_ones_that_do_not_start_leave_the_old_ones(
    run: Callable[..., tuple[int, int]], caplog: pytest.LogCaptureFixture
) -> None:
    async def journey(keeping: Parent, _started: Callable[[], int]) -> None:
        await until(lambda: caplog.text.count("is up") == 2)
        before = {child.process.pid for child in keeping.children.values()}
        keeping.command = [sys.executable, "-c", "raise SystemExit(1)"]
        keeping.renew()
        await until(lambda: "those that run go on" in caplog.text)
        assert before == {child.process.pid for child in keeping.children.values()}
        keeping._is_stopping.set()

    with caplog.at_level(logging.INFO):
        assert run(STAYS, journey) == (0, 2)


def test_h09_one_that_does_not_end_is_killed(
    run: Callable[..., tuple[int, int]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(parent, "LONGEST_END_SECONDS", 0.2)

    async def journey(keeping: Parent, _started: Callable[[], int]) -> None:
        await until(lambda: caplog.text.count("is up") == 2)
        keeping._is_stopping.set()

    with caplog.at_level(logging.INFO):
        assert run(IS_DEAF, journey) == (0, 2)

    assert caplog.text.count("killed") == 2


def test_h02_several_processes_are_refused_where_they_would_not_share(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL, settings.SHARES_BY_DATABASE = "", False
    monkeypatch.setattr(serve, "serve_many", lambda **_asked: 0)

    with pytest.raises((CommandError, SystemExit)) as ended:
        call_command("serve", workers=2)

    assert "Set DATABASE_URL to a PostgreSQL" in str(ended.value)


@pytest.mark.parametrize("workers", [0, -1, 65])
def test_h02_a_number_that_is_none_is_refused(workers: int) -> None:
    with pytest.raises(CommandError, match="from 1 to 64"):
        call_command("serve", workers=workers)
