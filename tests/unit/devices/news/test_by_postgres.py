"""H09: news between processes by PostgreSQL alone, heard at once, and looked for where some may have been lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries, Settings

from devices.news import by_postgres, relay
from devices.news.commits import Told

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has it"),
]
LOOKED: Told = ("everybody", {})
NEWS: Told = ("phone.1", {"type": "phone.news", "news": "requests_changed"})
Heard = list[Told]


@pytest.fixture(autouse=True)
def _by_postgres(settings: Settings) -> Iterator[None]:
    settings.REDIS_URL, settings.SHARES_BY_DATABASE = "", True
    by_postgres._teller.cache_clear()
    yield
    relay._owe(False)
    if (used := by_postgres._teller()._connection) is not None:
        used.close()
    # As a page's thread would be, those of this test's loop are gone: their connections with them.
    connections.close_all()


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


def end_connections(which: str) -> None:
    """Ends those connections whose last statement looks so, as a proxy or an administrator does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND query LIKE %s AND pid <> pg_backend_pid()",
            [which],
        )
    connections.close_all()


def tell(*news: Told) -> None:
    for group, message in news:
        said = msgspec.json.encode(relay.News("another", group, message))
        assert by_postgres._teller().take(said, lambda: relay._owe(True))


def test_h09_others_are_heard_and_oneself_is_not() -> None:
    async def journey(heard: Heard) -> None:
        relay.tell_others([("phone.own", NEWS[1])])
        tell(NEWS)
        await until(lambda: heard)

    assert listening(journey) == [NEWS]


@pytest.fixture
def notices(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What PostgreSQL was given to tell."""
    given: list[str] = []
    notify = by_postgres.Teller._notify

    def noted(self: by_postgres.Teller, payload: str) -> None:
        notify(self, payload)
        given.append(payload)

    monkeypatch.setattr(by_postgres.Teller, "_notify", noted)
    return given


def test_h09_no_page_pays_for_telling(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        for _ in range(10):
            relay.tell_others([NEWS])


def test_h09_many_go_in_few_notices_and_in_order(notices: list[str]) -> None:
    news = [(f"phone.{n}", NEWS[1]) for n in range(500)]

    async def journey(heard: Heard) -> None:
        await asyncio.to_thread(tell, *news)
        await until(lambda: len(heard) == len(news))

    assert listening(journey) == news
    assert len(notices) < len(news) / 2
    assert max(len(payload.encode()) for payload in notices) < 8000


def test_h09_whoever_was_cut_off_looks_again_and_hears_on() -> None:
    async def journey(heard: Heard) -> None:
        # Unless it was asked meanwhile whether it is there.
        await asyncio.to_thread(end_connections, "LISTEN%")
        await asyncio.to_thread(end_connections, "SELECT 1")
        await until(lambda: LOOKED in heard)
        await asyncio.to_thread(tell, NEWS)
        await until(lambda: NEWS in heard)

    listening(journey)


def test_h09_a_connection_that_was_closed_loses_nothing_that_is_told() -> None:
    heard: Heard = []

    async def journey(said: Heard) -> None:
        await asyncio.to_thread(tell, ("phone.first", NEWS[1]))
        await until(lambda: said)
        await asyncio.to_thread(end_connections, "%pg_notify%")
        await asyncio.to_thread(tell, NEWS)
        await until(lambda: NEWS in said)
        heard.extend(said)

    listening(journey)

    assert LOOKED not in heard


def test_h09_who_cannot_be_told_is_told_to_look_later(
    monkeypatch: pytest.MonkeyPatch, notices: list[str]
) -> None:
    def away(*_given: Any, **_options: Any) -> None:
        raise psycopg.OperationalError("away")

    async def journey(_heard: Heard) -> None:
        with monkeypatch.context() as cut:
            cut.setattr(psycopg, "connect", away)
            relay.tell_others([("phone.lost", NEWS[1])])
            await until(lambda: relay._owes_a_look)
        relay.tell_others([NEWS])
        await until(lambda: "phone.1" in "".join(notices))

    listening(journey)

    told = [msgspec.json.decode(line, type=relay.News).group for line in "\n".join(notices).split("\n")]
    assert told == [relay.EVERYBODY, "phone.1"]
    assert not relay._owes_a_look


def test_h09_more_than_can_wait_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_postgres, "MOST_UNTOLD", 0)

    relay.tell_others([NEWS])

    assert relay._owes_a_look


@pytest.mark.parametrize("said", ["hello", '{"sender": 1}', ""])
def test_h09_what_nobody_understands_ends_no_listening(said: str) -> None:
    def notify() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [by_postgres.CHANNEL, said])
        connections.close_all()

    async def journey(heard: Heard) -> None:
        await asyncio.to_thread(notify)
        await until(lambda: LOOKED in heard)
        await asyncio.to_thread(tell, NEWS)
        await until(lambda: NEWS in heard)

    listening(journey)


def test_h09_what_is_too_large_to_tell_keeps_nothing_else_back(notices: list[str]) -> None:
    failed: list[str] = []
    teller = by_postgres._teller()

    async def journey(heard: Heard) -> None:
        assert teller.take(b"x" * 9000, lambda: failed.append("too large"))
        await asyncio.to_thread(tell, NEWS)
        await until(lambda: NEWS in heard)

    listening(journey)

    assert failed == ["too large"]
