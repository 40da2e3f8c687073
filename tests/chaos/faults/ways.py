"""What lies between: connections are cut, slowed, frozen; the push service does not take what it is sent."""

from __future__ import annotations

import random
from collections.abc import Generator

from tests.chaos.faults import fault
from tests.chaos.faults.stores import has_redis
from tests.chaos.installation import Installation
from tests.support.chromium_push import Says

SLOW_SECONDS = 0.05
FAR_SECONDS = 0.4


@fault("every connection to PostgreSQL is cut", holds=(0, 2))
def postgres_cut(at: Installation, _dice: random.Random) -> Generator[None]:
    at.stores.to_database.cut()
    yield


@fault("PostgreSQL cannot be reached")
def postgres_unreachable(at: Installation, _dice: random.Random) -> Generator[None]:
    at.stores.to_database.go_down()
    yield
    at.stores.to_database.come_up()


@fault("the way to PostgreSQL takes 50 ms in each direction")
def postgres_slow(at: Installation, _dice: random.Random) -> Generator[None]:
    at.stores.to_database.delay_seconds = SLOW_SECONDS
    yield
    at.stores.to_database.delay_seconds = 0


@fault("the way to PostgreSQL carries nothing, and says nothing")
def postgres_silent(at: Installation, _dice: random.Random) -> Generator[None]:
    at.stores.to_database.freeze()
    yield
    at.stores.to_database.thaw()


@fault("every connection to Redis is cut", holds=(0, 2), fits=has_redis)
def redis_cut(at: Installation, _dice: random.Random) -> Generator[None]:
    assert at.stores.to_redis is not None
    at.stores.to_redis.cut()
    yield


@fault("the way to Redis takes 400 ms in each direction", fits=has_redis)
def redis_slow(at: Installation, _dice: random.Random) -> Generator[None]:
    assert at.stores.to_redis is not None
    at.stores.to_redis.delay_seconds = FAR_SECONDS
    yield
    at.stores.to_redis.delay_seconds = 0


@fault("every connection of people is cut, their sockets too, again and again", holds=(0, 1))
def people_cut(at: Installation, dice: random.Random) -> Generator[None]:
    for _ in range(dice.randrange(1, 4)):
        for door in at.doors:
            door.cut()
    yield


@fault("a proxy loses one of the servers")
def door_down(at: Installation, dice: random.Random) -> Generator[None]:
    door = dice.choice(at.doors)
    door.go_down()
    yield
    door.come_up()


@fault("people's lines take 400 ms in each direction")
def people_slow(at: Installation, _dice: random.Random) -> Generator[None]:
    for door in at.doors:
        door.delay_seconds = FAR_SECONDS
    yield
    for door in at.doors:
        door.delay_seconds = 0


@fault("the push service takes seconds to answer", holds=(6, 10))
def push_slow(at: Installation, _dice: random.Random) -> Generator[None]:
    at.to_push.delay_seconds = 2
    yield
    at.to_push.delay_seconds = 0


@fault("the push service says nothing", holds=(6, 10))
def push_silent(at: Installation, _dice: random.Random) -> Generator[None]:
    at.to_push.freeze()
    yield
    at.to_push.thaw()


@fault("the push service cannot be reached", holds=(6, 10))
def push_down(at: Installation, _dice: random.Random) -> Generator[None]:
    at.to_push.go_down()
    yield
    at.to_push.come_up()


@fault("the push service has too much to do (429)", holds=(6, 10))
def push_busy(at: Installation, _dice: random.Random) -> Generator[None]:
    at.push.says = Says(429, headers={"Retry-After": "2"})
    yield
    at.push.says = Says()


@fault("the push service calls every phone gone (410)", holds=(6, 10))
def push_gone(at: Installation, _dice: random.Random) -> Generator[None]:
    at.push.says = Says(410)
    yield
    at.push.says = Says()
    # As each app does when it is opened.
    at.wake_all()
