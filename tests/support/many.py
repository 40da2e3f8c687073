"""Several servers at the database of this test, which share by it alone; each in a process of its own."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests.load.server import Process, ServerProcess
from tests.support.attacked import surroundings_of
from tests.support.waiting import until
from tests.support.wrong_clocks import WrongServer as Place

# A process that loads the whole product, on a machine that does much else.
START_SECONDS = 90.0


class Group(ServerProcess):
    """``manage.py serve --workers``: a parent and its servers, at one port."""

    def __init__(self, *, workers: int, log: Path, **environment: str) -> None:
        super().__init__(log=log, **environment)
        self.workers = workers
        self.command = (*self.command, "--workers", str(workers))

    @property
    def place(self) -> Place:
        return Place(self.port)

    def servers(self) -> list[int]:
        """The process ids of those that run now."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def until_up(self, count: int) -> None:
        """Once so many servers have said that they are up, since the parent began."""
        until(lambda: self.log.read_text().count("is up") >= count, within=START_SECONDS)

    def tell(self, told: signal.Signals) -> None:
        self.process.send_signal(told)


@contextmanager
def servers(folder: Path, *, count: int, **environment: str) -> Iterator[list[Place]]:
    """So many servers, each at a port of its own: who asks which is the test's to say."""
    with ExitStack() as stack:
        running = [
            stack.enter_context(ServerProcess(log=folder / f"log of {n}", **sharing(folder, **environment)))
            for n in range(count)
        ]
        yield [Place(server.port) for server in running]


def worker(folder: Path, name: str) -> Process:
    """``manage.py worker``, not begun yet."""
    return Process("worker", log=folder / f"log of {name}", **sharing(folder))


def sharing(folder: Path, **environment: str) -> dict[str, str]:
    """What the environment of a process says that shares with others by this test's database alone."""
    alone = {"DJANGO_SETTINGS_MODULE": "tests.support.sharing", "REDIS_URL": "", "LOG_LEVEL": "INFO"}
    return surroundings_of(folder) | alone | environment


def end_sessions(which: str) -> int:
    """Ends the sessions of this database whose last statement looks so, as a crash of the bus does; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
            " AND query LIKE %s AND pid <> pg_backend_pid()",
            [which],
        )
        ended: Any = cursor.fetchone()[0]
    return int(ended)
