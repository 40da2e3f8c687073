"""The line to Redis: a closed connection is opened once more, and what is away is not asked again at once."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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
    ask = Redis.execute_command

    def closed_at_first(*given: object, **options: object) -> object:
        calls.append(given)
        if len(calls) == 1:
            raise exceptions.ConnectionError("Connection closed by server.")
        return ask(*given, **options)  # type: ignore[no-untyped-call, arg-type]

    monkeypatch.setattr(Redis, "execute_command", closed_at_first)

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

    monkeypatch.setattr(Redis, "execute_command", is_away)
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
