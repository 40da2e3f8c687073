"""The line to Redis: a closed connection is opened once more, and what is away is not asked again at once."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from redis import Redis, exceptions
from redis.exceptions import RedisError

from accounts import redis_line
from accounts.redis_line import Line, RedisAway
from tests.support.services import Service, redis


@pytest.fixture(scope="module")
def server() -> Iterator[Service]:
    with redis() as it:
        yield it


@pytest.fixture
def line(server: Service) -> Line:
    return Line(server.url)


def test_h09_a_call_that_met_a_closed_connection_is_made_once_more_and_logged(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    calls: list[object] = []
    ask = Line._ask_by

    def closed_at_first(*given: Any, **options: Any) -> object:
        calls.append(given)
        if len(calls) == 1:
            raise exceptions.ConnectionError("Connection closed by server.")
        return ask(*given, **options)

    monkeypatch.setattr(Line, "_ask_by", closed_at_first)

    assert line.ping()
    assert caplog.messages == ["a connection to Redis was closed (ConnectionError); asked once more"]


def test_h09_a_frozen_one_costs_one_of_many_half_a_second(
    server: Service, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_line, "PAUSE_SECONDS", 600.0)
    line.set("here", 1)
    server.freeze()
    try:
        with pytest.raises(RedisError):
            line.get("here")

        began = time.monotonic()
        for _ in range(1000):
            with pytest.raises(RedisAway):
                line.get("here")
        assert time.monotonic() - began < 10 * redis_line.PATIENCE_SECONDS
    finally:
        server.thaw()


def test_h09_of_many_who_ask_after_the_pause_one_finds_out(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def is_away(*given: object, **_options: object) -> object:
        asked.append(given)
        raise exceptions.TimeoutError("frozen")

    monkeypatch.setattr(Line, "_ask_by", is_away)
    monkeypatch.setattr(redis_line, "PAUSE_SECONDS", 600.0)
    line._ask_at = 0.0

    with ThreadPoolExecutor(16) as many:
        refused = list(many.map(lambda _: _is_refused(line), range(200)))

    assert all(refused)
    assert len(asked) == 1


def _is_refused(line: Line) -> bool:
    try:
        line.get("here")
    except RedisError:
        return True
    return False


def test_h09_when_it_answers_again_it_is_asked_again(server: Service, line: Line) -> None:
    line._ask_at = time.monotonic() + 60
    with pytest.raises(RedisAway):
        line.ping()

    assert line.is_there()
    assert line.ping()


def test_h09_many_threads_ask_by_connections_that_are_kept(line: Line) -> None:
    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(lambda n: (line.set(str(n), n), line.get(str(n))), range(200)))

    assert answers == [(True, str(n).encode()) for n in range(200)]
    assert 1 <= len(line._kept) <= 4


def test_i10_what_an_interrupted_question_is_owed_reaches_nobody_else(
    server: Service, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.mset({"one's": "a secret", "another's": "nothing"})
    read = line.parse_response

    def interrupted(*_given: object, **_options: object) -> None:
        monkeypatch.setattr(line, "parse_response", read)
        raise KeyboardInterrupt

    monkeypatch.setattr(line, "parse_response", interrupted)
    # So that its answer comes when the next has asked.
    server.freeze()
    threading.Timer(redis_line.PATIENCE_SECONDS / 3, server.thaw).start()
    with pytest.raises(KeyboardInterrupt):
        line.get("one's")

    assert line.get("another's") == b"nothing"


def test_i10_an_answer_that_nobody_asked_for_reaches_nobody(line: Line) -> None:
    line.mset({"one's": "a secret", "another's": "nothing"})
    kept: Any = line._kept[0]
    kept.send_command("GET", "one's")
    assert kept.can_read(timeout=10)

    assert line.get("another's") == b"nothing"


def test_i10_a_child_asks_by_no_connection_of_its_parent(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    parents = line.client_id()
    assert line.client_id() == parents
    of_the_child = os.getpid() + 1
    monkeypatch.setattr(os, "getpid", lambda: of_the_child)

    assert line.client_id() != parents


def test_h09_a_connection_that_was_closed_meanwhile_is_asked_by_no_more(server: Service, line: Line) -> None:
    closed = line.client_id()
    with Redis.from_url(server.url) as other:
        other.client_kill_filter(_type="normal", skipme=True)

    assert line.client_id() != closed
    assert len(line._kept) == 1


def test_h09_none_to_an_earlier_master_is_asked_by(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier, [kept] = line.client_id(), line._kept
    monkeypatch.setattr(line.connection_pool, "owns_connection", lambda connection: connection is not kept)

    assert line.client_id() != earlier
