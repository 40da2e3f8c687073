"""A real server under attack, and what others feel of it: beside a control in the same minutes (slow tests only).

``attacked`` is the server's process, with a crowd of people who have phones. An attack is a generator function of a
module that needs no Django: it is given the server's port and yields after each of its rounds. It runs in a process of
its own, so that the one that measures stays quick, and is ended when it has been looked at.

    def endless_headers(port: int) -> Iterator[None]:
        while True:
            ...
            yield

    def test_t31_…(attacked: Attacked) -> None:
        attacked.withstands(endless_headers)
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from tests.load.connection import Connection
from tests.load.journey import Crowd
from tests.load.report import percentile
from tests.load.server import ServerProcess
from tests.load.world import make_people
from tests.support.attacking import Attack, under
from tests.support.carrying import ClientTransport

PEOPLE = 60
ROUNDS = 2
LOOK_SECONDS = 5.0
SIGN_INS_PER_SECOND = 5
LIVE_EVERY_SECONDS = 0.02
PATIENCE_SECONDS = 10
# What others feel of an attack: no more than this much of their time, or this much on top of it.
MOST_TIMES = 2
MOST_SECONDS_MORE = 0.005
# The server may go on learning: a few more threads, fuller caches.
MOST_KIB_MORE = 24 * 1024


@dataclass
class Felt:
    """What others felt, in seconds: whoever asks for /health/live by a new connection, and whoever signs in."""

    live: list[float] = field(default_factory=list)
    sign_in: list[float] = field(default_factory=list)


class Attacked:
    """A server, people who sign in at it, and how it stands an attack."""

    def __init__(self, server: ServerProcess, crowd: Crowd) -> None:
        self.server, self.crowd = server, crowd

    def withstands(
        self, attack: Attack, *given: Any, most_times: int = MOST_TIMES, most_kib_more: int = MOST_KIB_MORE
    ) -> None:
        """Fails when others feel the attack, or the server's memory grows by it."""
        calm, stormy = Felt(), Felt()
        self._look(Felt())  # the first ones only warm up
        held = self.server.resident_kib()
        for _ in range(ROUNDS):
            self._look(calm)
            with under(attack, self.server.port, *given):
                self._look(stormy)
                held_then = self.server.resident_kib()
        self._look(calm)
        for what, before, then in (
            ("/health/live", calm.live, stormy.live),
            ("a sign-in", calm.sign_in, stormy.sign_in),
        ):
            assert _is_unmoved(then, before, most_times), f"{what}: {_told(before, then)}"
        assert held_then - held < most_kib_more, f"{held} KiB became {held_then}"

    def length_of(self, path: str) -> int:
        """Bytes of what is there: something else than a page that says that nothing is."""
        with closing(HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE_SECONDS)) as asking:
            asking.request("GET", path, headers={"Host": "localhost"})
            answer = asking.getresponse()
            assert answer.status == HTTPStatus.OK, f"{path}: {answer.status}"
            return len(answer.read())

    def _look(self, felt: Felt) -> None:
        asyncio.run(self._feel(felt))

    async def _feel(self, felt: Felt) -> None:
        asking = asyncio.create_task(_ask_whether_it_lives(self.server.port, felt.live))
        outcome = await self.crowd.at_pace(per_second=SIGN_INS_PER_SECOND, seconds=LOOK_SECONDS)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert not outcome.failures, outcome.failures[0]
        felt.sign_in += outcome.took


async def _ask_whether_it_lives(port: int, took: list[float]) -> None:
    while True:
        asking = Connection(port=port, address="127.0.0.1")
        began = time.perf_counter()
        answer = await asking.request("GET", "/health/live", headers={"Connection": "close"})
        took.append(time.perf_counter() - began)
        assert answer.status == 200
        await asking.close()
        await asyncio.sleep(LIVE_EVERY_SECONDS)


def _is_unmoved(stormy: list[float], calm: list[float], most_times: int) -> bool:
    return all(
        percentile(stormy, share)
        <= max(most_times * percentile(calm, share), percentile(calm, share) + MOST_SECONDS_MORE)
        for share in (0.5, 0.95)
    )


def _told(calm: list[float], stormy: list[float]) -> str:
    told = [
        f"{name} p50 {percentile(took, 0.5) * 1000:.1f} ms, p95 {percentile(took, 0.95) * 1000:.1f} ms"
        for name, took in (("calm", calm), ("under attack", stormy))
    ]
    return "; ".join(told)


@pytest.fixture
def attacked(transactional_db: None, tmp_path: Path, collected_static: Path) -> Iterator[Attacked]:
    """A server in a process of its own, at the database of this test."""
    (tmp_path / "static").symlink_to(collected_static)
    people = make_people(PEOPLE, transport=ClientTransport())
    with ServerProcess(log=tmp_path / "log", **surroundings_of(tmp_path)) as server:
        yield Attacked(server, Crowd(people, port=server.port))


def surroundings_of(folder: Path) -> dict[str, str]:
    """What the environment of a server says that serves this test's database."""
    return {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "DATABASE_URL": database_of_test(),
        "PUBLIC_URL": settings.PUBLIC_URL,
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
    }


def database_of_test() -> str:
    """This test's own database, as a server's environment names it."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgres://{own['USER']}:{quote(own['PASSWORD'])}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
