"""What stands between Handslag and its stores in large installations: a pooler, Sentinels, a standby."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from tests.support.services import (
    POSTGRES_USER,
    Service,
    folder_of_ones_own,
    free_port,
    missing,
    postgres_program,
    redis,
    running,
)

MASTER = "handslag"
# Of real sessions behind the pooler: fewer than the threads before it, so that they are handed on all the time.
POOLED = 3


@contextmanager
def pooler(database_url: str) -> Iterator[Service]:
    """pgbouncer in transaction mode before a database; ``url`` is the database through it."""
    program = shutil.which("pgbouncer") or missing("pgbouncer", package="pgbouncer")
    said = urlsplit(database_url)
    with folder_of_ones_own() as folder:
        # It refuses to run as root, as PostgreSQL does.
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(POSTGRES_USER).pw_uid, -1)
        port = str(free_port())
        (folder / "pooler.ini").write_text(
            f"[databases]\n* = host={said.hostname} port={said.port} user={said.username}\n[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
            f"pool_mode = transaction\ndefault_pool_size = {POOLED}\nmax_client_conn = 200\n"
        )
        with running(
            [program, "-q", str(folder / "pooler.ini")],
            is_ready=[postgres_program("pg_isready"), "-h", "127.0.0.1", "-p", port],
            url=said._replace(netloc=f"{said.username}@127.0.0.1:{port}").geturl(),
            folder=folder,
            stop_by=signal.SIGINT,
        ) as service:
            yield service


@dataclass(frozen=True)
class Watched:
    """A master and its replica, watched by Sentinels; ``url`` names those."""

    servers: tuple[Service, Service]
    sentinel: Service
    url: str

    def master(self) -> Service:
        """Whom the Sentinels take for the master."""
        with Redis.from_url(self.sentinel.url, decode_responses=True) as asked:
            port = asked.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)[1]
        return next(server for server in self.servers if str(urlsplit(server.url).port) == port)

    def is_whole(self) -> bool:
        """Does the Sentinel know of the replica, and is that one up to date?"""
        try:
            with Redis.from_url(self.servers[0].url, decode_responses=True) as asked:
                told = asked.info("replication")
            with Redis.from_url(self.sentinel.url, decode_responses=True) as asked:
                known = asked.execute_command("SENTINEL", "REPLICAS", MASTER)
        except RedisError:
            return False
        return told.get("slave0", {}).get("state") == "online" and len(known) == 1


@contextmanager
def sentinel() -> Iterator[Watched]:
    """A Redis, its replica, and a Sentinel that takes half a second of silence for its end."""
    program = shutil.which("redis-sentinel") or missing("redis-sentinel", package="redis-sentinel")
    with ExitStack() as stack:
        first, second = (stack.enter_context(redis()) for _ in range(2))
        with Redis.from_url(second.url) as replica:
            replica.replicaof("127.0.0.1", urlsplit(first.url).port)
        folder = stack.enter_context(folder_of_ones_own())
        port = str(free_port())
        config = folder / "sentinel.conf"
        config.write_text(
            f"port {port}\nbind 127.0.0.1\nsentinel monitor {MASTER} 127.0.0.1 {urlsplit(first.url).port} 1\n"
            f"sentinel down-after-milliseconds {MASTER} 500\nsentinel failover-timeout {MASTER} 5000\n"
        )
        watching = stack.enter_context(
            running(
                [program, str(config)],
                is_ready=["redis-cli", "-p", port, "ping"],
                url=f"redis://127.0.0.1:{port}",
                folder=folder,
                stop_by=signal.SIGTERM,
            )
        )
        yield Watched((first, second), watching, f"redis+sentinel://127.0.0.1:{port}/{MASTER}/0")


@contextmanager
def standby(primary: Service) -> Iterator[Service]:
    """A PostgreSQL that follows another one, and answers those who only read."""
    said = urlsplit(primary.url)
    with folder_of_ones_own() as folder:
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(POSTGRES_USER).pw_uid, -1)
        data, port = folder / "data", str(free_port())
        copy = [postgres_program("pg_basebackup"), "-h", "127.0.0.1", "-p", str(said.port), "-U", "handslag"]
        subprocess.run(
            [*copy, "-D", str(data), "-R", "-X", "stream", "--no-sync", "-c", "fast"],
            check=True,
            cwd=folder,
            user=folder.stat().st_uid,
        )
        serve = [
            postgres_program("postgres"),
            "-D",
            str(data),
            "-p",
            port,
            "-k",
            str(folder),
            "-h",
            "127.0.0.1",
        ]
        with running(
            [*serve, "-c", "fsync=off", "-c", "max_connections=1000"],
            is_ready=[postgres_program("pg_isready"), "-h", "127.0.0.1", "-p", port],
            url=said._replace(netloc=f"{said.username}@127.0.0.1:{port}").geturl(),
            folder=folder,
            stop_by=signal.SIGINT,
        ) as service:
            yield service
