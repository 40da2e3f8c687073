"""PostgreSQL, Redis and a pooler, with a line before each; on a small disk that can be full, where we may mount one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.chaos.lines import Exchange, Line, exchange
from tests.support.beside import Watched, pooler, sentinel, standby
from tests.support.services import Service, folder_of_ones_own, postgres, redis
from tests.support.waiting import until

DISK = "1g"
FILLER = "filler"
PIECES = (1 << 24, 1 << 20, 1 << 12)


@dataclass(frozen=True)
class Disk:
    """A small disk of its own, on which PostgreSQL and the log of the servers lie."""

    folder: Path

    def fill(self) -> None:
        """Until there is no room for another byte."""
        with (self.folder / FILLER).open("wb") as filler:
            for piece in PIECES:
                # Others write meanwhile: nobody knows beforehand how much it takes.
                with suppress(OSError):
                    while True:
                        os.posix_fallocate(filler.fileno(), filler.seek(0, os.SEEK_END), piece)

    def empty(self) -> None:
        (self.folder / FILLER).unlink(missing_ok=True)


@dataclass
class Stores:
    """What an installation keeps its things in. `standby` and `watched` are there for failovers alone."""

    exchange: Exchange
    disk: Disk | None
    database: Service
    to_database: Line
    # By which this process looks: never disturbed, and led along to a standby.
    looking: Line
    pooler: Service
    redis: Service | None
    to_redis: Line | None
    standby: Service | None = None
    watched: Watched | None = None

    @property
    def direct_url(self) -> str:
        """The database, by the line that is disturbed."""
        return _by(self.to_database, self.database.url)

    @property
    def redis_url(self) -> str:
        """The Redis that servers share; "" where they share by the database."""
        if self.watched is not None:
            return self.watched.url
        return _by(self.to_redis, self.redis.url) if self.redis and self.to_redis else ""

    @property
    def addresses(self) -> dict[str, str]:
        """What the environment of this process says of them: by ways that nobody disturbs."""
        # What it tells servers goes by the database, or is found out by asking.
        return {"DATABASE_URL": _by(self.looking, self.database.url), "REDIS_URL": ""}


@contextmanager
def stores(*, with_redis: bool, fails_over: bool) -> Iterator[Stores]:
    """Start them all; stop them all."""
    with ExitStack() as stack:
        disk = stack.enter_context(_disk())
        wires = stack.enter_context(exchange())
        database = stack.enter_context(postgres(keeps_commits=True, within=disk.folder if disk else None))
        line = wires.line(to=port_of(database))
        made = Stores(
            exchange=wires,
            disk=disk,
            database=database,
            to_database=line,
            looking=wires.line(to=port_of(database)),
            pooler=stack.enter_context(pooler(_by(line, database.url))),
            redis=None,
            to_redis=None,
        )
        if fails_over:
            made.standby = stack.enter_context(standby(database))
            _wait_for_standby(database)
            made.watched = stack.enter_context(sentinel())
            until(made.watched.is_whole)
        elif with_redis:
            made.redis = stack.enter_context(redis())
            made.to_redis = wires.line(to=port_of(made.redis))
        yield made


def port_of(service: Service) -> int:
    port = urlsplit(service.url).port
    assert port is not None
    return port


def _by(line: Line, url: str) -> str:
    said = urlsplit(url)
    user = f"{said.username}@" if said.username else ""
    return said._replace(netloc=f"{user}127.0.0.1:{line.port}").geturl()


def _wait_for_standby(database: Service) -> None:
    """From now on nothing is committed that the standby does not have."""
    asked = ["psql", "-q", database.url.replace("postgres://", "postgresql://")]
    for command in ("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"):
        subprocess.run([*asked, "-c", command], check=True, capture_output=True)
    looking = [*asked, "-Atc", "SELECT sync_state FROM pg_stat_replication"]
    until(lambda: subprocess.run(looking, check=True, capture_output=True).stdout.strip() == b"sync")


@contextmanager
def _disk() -> Iterator[Disk | None]:
    """A disk in memory; none where we may not mount one."""
    with folder_of_ones_own() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            yield None
            return
        try:
            yield Disk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)
