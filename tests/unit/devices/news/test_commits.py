"""H09: what one commit tells reaches other processes together, by Redis and by PostgreSQL alone; or not at all."""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import msgspec
import psycopg
import pytest
from django.db import connection, connections, transaction
from pytest_django import Settings
from redis import Redis

from accounts import redis_line
from devices.news import announce, by_postgres, by_redis, relay
from devices.news.commits import Told
from tests.support.listening import listen
from tests.support.services import redis

# Really committed: only then is anything told.
pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
PHONE, PERSON = uuid.UUID(int=1), uuid.UUID(int=2)
BROWSER_HEARS: Told = (announce.browser_group("b"), announce.REQUEST_CHANGED)
PHONE_HEARS: Told = (announce.phone_group(PHONE), announce.REQUESTS_CHANGED)
PERSON_HEARS: Told = (announce.person_group(PERSON), announce.REQUESTS_CHANGED)
LAST: Told = ("phone.last", announce.REQUESTS_CHANGED)


class AnotherProcess:
    """What it is told, message by message."""

    def __init__(self, following: Callable[[], bytes]) -> None:
        self.following = following

    def was_told(self) -> list[list[Told]]:
        """Everything until now."""
        relay.tell_others([LAST])
        told: list[list[Told]] = []
        while (news := self._next()) != [LAST]:
            told.append(news)
        return told

    def _next(self) -> list[Told]:
        news = msgspec.json.decode(self.following(), type=relay.News)
        return [(news.group, news.message), *news.also]


@pytest.fixture(params=["redis", "postgresql"])
def another(request: pytest.FixtureRequest, settings: Settings) -> Iterator[AnotherProcess]:
    # What an earlier test owes is nothing that this one tells.
    relay._owe(False)
    if request.param == "redis":
        with redis() as server, Redis.from_url(server.url) as client:
            settings.REDIS_URL = server.url
            hearing = client.pubsub(ignore_subscribe_messages=True)
            hearing.subscribe(by_redis.channel())
            messages = (said["data"] for said in iter(lambda: hearing.get_message(timeout=10), "") if said)
            yield AnotherProcess(lambda: next(messages))
        return
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone has it")
    settings.REDIS_URL, settings.SHARES_BY_DATABASE = "", True
    by_postgres._teller.cache_clear()
    with psycopg.connect(**by_postgres._address(), autocommit=True) as listening:
        listening.execute(f"LISTEN {by_postgres.CHANNEL}")
        lines: deque[str] = deque()

        def following() -> bytes:
            while not lines:
                for notice in listening.notifies(timeout=10, stop_after=1):
                    lines.extend(notice.payload.split("\n"))
            return lines.popleft().encode()

        yield AnotherProcess(following)
    if (used := by_postgres._teller()._connection) is not None:
        used.close()
    connections.close_all()


def test_what_one_commit_tells_arrives_together_in_order_and_each_thing_once(another: AnotherProcess) -> None:
    with transaction.atomic():
        announce.request_changed("b")
        announce.phones_have_news([PHONE])
        # What has no savepoint of its own stands or falls with the whole.
        with transaction.atomic(savepoint=False):
            announce.person_has_news(PERSON)
        announce.request_changed("b")
        # Whatever else follows the commit comes in between.
        transaction.on_commit(lambda: None)
        announce.phones_have_news([PHONE], "accounts_changed")

    accounts_too = (announce.phone_group(PHONE), announce.ACCOUNTS_CHANGED)
    assert another.was_told() == [[BROWSER_HEARS, PHONE_HEARS, PERSON_HEARS, accounts_too]]


def test_what_a_savepoint_takes_back_is_not_told_and_what_was_said_around_it_is(
    another: AnotherProcess,
) -> None:
    with transaction.atomic():
        announce.request_changed("b")
        with suppress(ZeroDivisionError), transaction.atomic():
            announce.phones_have_news([PHONE])
            raise ZeroDivisionError
        with transaction.atomic():
            announce.phones_have_news([PHONE])
            transaction.set_rollback(True)
        announce.person_has_news(PERSON)

    assert another.was_told() == [[BROWSER_HEARS, PERSON_HEARS]]


def test_what_savepoints_keep_is_told_in_order(another: AnotherProcess) -> None:
    with transaction.atomic():
        announce.request_changed("b")
        with transaction.atomic():
            announce.phones_have_news([PHONE])
        announce.person_has_news(PERSON)

    assert another.was_told() == [[BROWSER_HEARS], [PHONE_HEARS], [PERSON_HEARS]]


def test_of_what_was_rolled_back_the_next_commit_knows_nothing(another: AnotherProcess) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        announce.request_changed("b")
        raise ZeroDivisionError
    with transaction.atomic():
        announce.person_has_news(PERSON)

    assert another.was_told() == [[PERSON_HEARS]]


def test_outside_of_a_transaction_each_is_told_at_once(another: AnotherProcess) -> None:
    announce.request_changed("b")
    announce.request_changed("b")

    assert another.was_told() == [[BROWSER_HEARS], [BROWSER_HEARS]]


def test_what_is_told_by_what_follows_a_commit_is_told_as_well(another: AnotherProcess) -> None:
    with transaction.atomic():
        announce.request_changed("b")
        transaction.on_commit(lambda: announce.person_has_news(PERSON))

    assert another.was_told() == [[BROWSER_HEARS], [PERSON_HEARS]]


def test_however_much_one_commit_tells_all_of_it_arrives(another: AnotherProcess) -> None:
    phones = [uuid.uuid4() for _ in range(2 * relay.MOST_TOGETHER + 1)]

    with transaction.atomic():
        announce.phones_have_news(phones, "accounts_changed")

    told = another.was_told()
    assert [len(together) for together in told] == [relay.MOST_TOGETHER, relay.MOST_TOGETHER, 1]
    assert [group for together in told for group, _ in together] == [*map(announce.phone_group, phones)]


def test_a_notice_has_room_for_the_largest_that_go_together() -> None:
    group = max((announce.browser_group("b"), announce.person_group(PERSON), announce.EVERY_PHONE), key=len)
    message = {**announce.ACCOUNTS_CHANGED, **announce.TO_EVERYBODY, "tenant": str(PERSON)}
    news = relay.News(relay._own_name, group, message, ((group, message),) * (relay.MOST_TOGETHER - 1))

    assert len(msgspec.json.encode(news)) < by_postgres.LARGEST_NOTICE


def test_ones_own_are_told_while_redis_is_away(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(redis_line, "PAUSE_SECONDS", 0.0)
    own = listen(monkeypatch)
    with redis() as server:
        settings.REDIS_URL = server.url
        server.kill()
        with transaction.atomic():
            announce.request_changed("b")
            announce.person_has_news(PERSON)
        owes = relay._owes_a_look
        relay._owe(False)

    assert (own.sent, owes) == ([BROWSER_HEARS, PERSON_HEARS], True)


def test_t32_of_what_is_told_together_nothing_waits_for_what_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []

    async def journey() -> None:
        told_all = asyncio.Event()

        class Slow:
            async def group_send(self, group: str, _message: dict[str, Any]) -> None:
                if group == announce.EVERY_PHONE:
                    await told_all.wait()
                heard.append(group)

        monkeypatch.setattr(announce, "get_channel_layer", Slow)
        news = (announce.EVERY_PHONE, announce.ACCOUNTS_CHANGED)
        telling = asyncio.create_task(announce._tell_all([news, PERSON_HEARS]))
        async with asyncio.timeout(20):
            while not heard:
                await asyncio.sleep(0)
        told_all.set()
        await telling

    asyncio.run(journey())

    assert heard == [PERSON_HEARS[0], announce.EVERY_PHONE]
