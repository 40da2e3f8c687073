"""Processes of the product die, or are ended in good order."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Generator

from tests.chaos.faults import fault
from tests.chaos.installation import Installation
from tests.support.wrong_clocks import wrong_by

TEN_MINUTES = 600
TURNED_WITHIN_SECONDS = 150.0


@fault("kill -9 of one of two servers, started again afterwards")
def server_killed(at: Installation, dice: random.Random) -> Generator[None]:
    server = dice.choice(at.servers)
    server.kill()
    yield
    server.start()


@fault("kill -9 of every server at once", holds=(1, 4))
def all_servers_killed(at: Installation, _dice: random.Random) -> Generator[None]:
    for server in at.servers:
        server.kill()
    yield
    for server in at.servers:
        server.start()


@fault("kill -9 of one of the processes that a parent keeps", holds=(2, 5))
def process_killed(at: Installation, dice: random.Random) -> Generator[None]:
    at.servers[1].kill_child(dice.randrange(2))
    yield


@fault("kill -9 of the worker")
def worker_killed(at: Installation, _dice: random.Random) -> Generator[None]:
    at.worker.kill()
    yield
    at.worker.start()


@fault("a process of a server is frozen (SIGSTOP)")
def process_frozen(at: Installation, dice: random.Random) -> Generator[None]:
    pid = dice.choice(at.servers[1].children)
    os.kill(pid, signal.SIGSTOP)
    yield
    os.kill(pid, signal.SIGCONT)


@fault("a rolling restart: each process is replaced, sockets are told to come back", holds=(1, 2))
def rolling_restart(at: Installation, _dice: random.Random) -> Generator[None]:
    before = set(at.servers[1].children)
    at.servers[1].tell(signal.SIGHUP)
    yield
    at.wait_until(lambda: not before & set(at.servers[1].children), within=TURNED_WITHIN_SECONDS)


@fault("a server is ended in good order, and started again")
def server_stopped(at: Installation, dice: random.Random) -> Generator[None]:
    server = dice.choice(at.servers)
    server.stop()
    yield
    server.start()


@fault("a server runs with a clock that is ten minutes wrong", holds=(6, 10))
def server_clock(at: Installation, dice: random.Random) -> Generator[None]:
    server = dice.choice(at.servers)
    right = server.environment
    server.stop()
    server.environment = right | wrong_by(dice.choice([TEN_MINUTES, -TEN_MINUTES]))
    server.start()
    at.wait_until_whole()
    yield
    server.stop()
    server.environment = right
    server.start()


@fault("the worker runs with a clock that is ten minutes wrong", holds=(6, 10))
def worker_clock(at: Installation, dice: random.Random) -> Generator[None]:
    right = at.worker.environment
    at.worker.stop()
    at.worker.environment = right | wrong_by(dice.choice([TEN_MINUTES, -TEN_MINUTES]))
    at.worker.start()
    yield
    at.worker.stop()
    at.worker.environment = right
    at.worker.start()
