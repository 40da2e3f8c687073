"""News between processes: heard by the others at once, and looked for by everybody where some may have been lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import msgspec
import pytest
from pytest_django import Settings
from redis import Redis
from redis.client import PubSub

from accounts import redis_line
from devices.news import by_redis, relay
from devices.news.commits import Told
from tests.support.services import Service, redis

LOOKED: Told = ("everybody", {})
NEWS: Told = ("phone.1", {"type": "phone.news", "news": "requests_changed"})
Heard = list[Told]


@pytest.fixture(autouse=True)
def server(settings: Settings) -> Iterator[Service]:
    with redis() as it:
        settings.REDIS_URL = it.url
        yield it
        relay._owe(False)


def listening(journey: Callable[[Heard], Coroutine[Any, Any, None]]) -> Heard:
    """Runs a journey while this process listens; what it heard."""
    heard: Heard = []

    async def note(group: str, message: dict[str, str]) -> None:
        heard.append((group, message))

    async def look() -> None:
        heard.append(LOOKED)

    async def both() -> None:
        task = asyncio.create_task(relay.listen(note, look))
        await until(lambda: heard == [LOOKED])
        heard.clear()
        await journey(heard)
        task.cancel()

    asyncio.run(both())
    return heard


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.005)


def publish(server: Service, said: bytes) -> None:
    with Redis.from_url(server.url) as client:
        client.publish(by_redis.channel(), said)


def from_another(group: str, message: dict[str, str], *also: Told) -> bytes:
    return msgspec.json.encode(relay.News("another", group, message, also))


def test_others_are_heard_and_oneself_is_not(server: Service) -> None:
    async def journey(heard: Heard) -> None:
        relay.tell_others([("phone.own", NEWS[1])])
        publish(server, from_another(*NEWS))
        await until(lambda: heard)

    assert listening(journey) == [NEWS]


def test_what_is_told_together_is_heard_in_order(server: Service) -> None:
    others = [(f"phone.{n}", NEWS[1]) for n in range(2, 5)]

    async def journey(heard: Heard) -> None:
        publish(server, from_another(*NEWS, *others))
        await until(lambda: len(heard) == 4)

    assert listening(journey) == [NEWS, *others]


class NewsBefore(msgspec.Struct):
    """As the release before has it (idp/upgrading/released.py)."""

    sender: str
    group: str
    message: dict[str, str]


def test_h05_the_release_before_hears_the_first_of_what_is_told_together(server: Service) -> None:
    with Redis.from_url(server.url) as client:
        others = client.pubsub(ignore_subscribe_messages=True)
        others.subscribe(by_redis.channel())
        relay.tell_others([NEWS, ("phone.2", NEWS[1])])
        heard = msgspec.json.decode(next_of(others), type=NewsBefore)

    assert (heard.group, heard.message) == NEWS


def test_h05_the_release_before_is_heard(server: Service) -> None:
    async def journey(heard: Heard) -> None:
        publish(server, msgspec.json.encode(NewsBefore("another", *NEWS)))
        await until(lambda: heard)

    assert listening(journey) == [NEWS]


def test_t32_what_takes_long_to_tell_holds_up_no_other_news(server: Service) -> None:
    heard: list[str] = []

    async def journey() -> None:
        told_all = asyncio.Event()

        async def hear(group: str, _message: dict[str, str]) -> None:
            if group == "phone.every":
                await told_all.wait()
            heard.append(group)

        async def look() -> None:
            heard.append("everybody")

        listening = asyncio.create_task(relay.listen(hear, look))
        await until(lambda: heard)
        publish(server, from_another("phone.every", NEWS[1]))
        publish(server, from_another(*NEWS))
        await until(lambda: heard[-1] == NEWS[0])
        told_all.set()
        await until(lambda: heard[-1] == "phone.every")
        listening.cancel()

    asyncio.run(journey())


@pytest.mark.parametrize(
    "said", [b"hello", b'{"sender": 1}', b'{"sender": "x", "group": "y", "message": [1]}']
)
def test_what_nobody_understands_ends_no_listening(said: bytes, server: Service) -> None:
    async def journey(heard: Heard) -> None:
        publish(server, said)
        await until(lambda: LOOKED in heard)
        publish(server, from_another(*NEWS))
        await until(lambda: NEWS in heard)

    listening(journey)


def test_h09_whoever_was_cut_off_looks_again(server: Service) -> None:
    async def journey(heard: Heard) -> None:
        with Redis.from_url(server.url) as client:
            client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        await until(lambda: heard)

    assert listening(journey) == [LOOKED]


def test_h09_a_line_that_fell_silent_is_noticed(
    server: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(by_redis, "SILENCE_SECONDS", 0.05)
    monkeypatch.setattr(by_redis, "PATIENCE_SECONDS", 0.2)

    async def journey(heard: Heard) -> None:
        server.freeze()
        await until(lambda: "does not answer" in caplog.text)
        server.thaw()
        await until(lambda: heard)

    assert listening(journey) == [LOOKED]


def test_h09_who_could_not_be_told_is_told_to_look_when_redis_is_back(
    server: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_line, "PAUSE_SECONDS", 0.0)
    server.kill()
    relay.tell_others([NEWS])
    server.start()

    with Redis.from_url(server.url) as client:
        others = client.pubsub(ignore_subscribe_messages=True)
        others.subscribe(by_redis.channel())
        relay.tell_others([NEWS])
        told = [msgspec.json.decode(next_of(others), type=relay.News) for _ in range(2)]

    assert [(news.group, news.message) for news in told] == [(relay.EVERYBODY, {}), NEWS]


def test_h09_an_order_to_look_is_followed(server: Service) -> None:
    async def journey(heard: Heard) -> None:
        publish(server, from_another(relay.EVERYBODY, {}))
        await until(lambda: heard)

    assert listening(journey) == [LOOKED]


def next_of(others: PubSub) -> bytes:
    """The next message, once it is subscribed."""
    while (said := others.get_message(timeout=10)) is None:
        pass
    data: bytes = said["data"]
    return data
