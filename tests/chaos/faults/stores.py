"""What Handslag keeps its things in dies, freezes, or has no room."""

from __future__ import annotations

import random
from collections.abc import Generator

from tests.chaos.faults import fault
from tests.chaos.installation import Installation


def has_redis(at: Installation) -> bool:
    return at.stores.redis is not None


def has_disk(at: Installation) -> bool:
    return at.stores.disk is not None


@fault("kill -9 of PostgreSQL, started again afterwards")
def postgres_killed(at: Installation, _dice: random.Random) -> Generator[None]:
    at.stores.database.kill_all()
    yield
    at.stores.database.start()


@fault("PostgreSQL is restarted", holds=(0, 2))
def postgres_restarted(at: Installation, _dice: random.Random) -> Generator[None]:
    at.stores.database.stop()
    yield
    at.stores.database.start()


@fault("PostgreSQL is frozen (SIGSTOP of each of its processes)", holds=(3, 8))
def postgres_frozen(at: Installation, _dice: random.Random) -> Generator[None]:
    frozen = at.stores.database.freeze_all()
    yield
    at.stores.database.thaw_all(frozen)


@fault("kill -9 of Redis, which forgets everything", fits=has_redis)
def redis_killed(at: Installation, _dice: random.Random) -> Generator[None]:
    assert at.stores.redis is not None
    at.stores.redis.kill()
    yield
    at.stores.redis.start()


@fault("Redis is frozen (SIGSTOP)", holds=(3, 8), fits=has_redis)
def redis_frozen(at: Installation, _dice: random.Random) -> Generator[None]:
    assert at.stores.redis is not None
    at.stores.redis.freeze()
    yield
    at.stores.redis.thaw()


@fault("pgbouncer is killed, and started again", holds=(0, 4))
def pooler_killed(at: Installation, _dice: random.Random) -> Generator[None]:
    at.stores.pooler.kill()
    yield
    at.stores.pooler.start()


@fault("the disk of PostgreSQL and of the logs is full", fits=has_disk)
def disk_full(at: Installation, _dice: random.Random) -> Generator[None]:
    assert at.stores.disk is not None
    at.stores.disk.fill()
    yield
    at.stores.disk.empty()
    # Where it could not write what was committed it has ended itself: whoever runs it starts it again.
    if at.stores.database.process.poll() is not None:
        at.stores.database.start()
