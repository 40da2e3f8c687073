"""What pages keep in Redis, and what they may believe of it after it was away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from pytest_django import Settings
from redis import Redis

from accounts import redis_line
from idp.serving.cache import BELIEVED_SECONDS
from idp.settings.storage import caches as kept_in
from tests.support.services import Service, redis


@pytest.fixture(scope="module")
def of_module() -> Iterator[Service]:
    with redis() as it:
        yield it


@pytest.fixture
def server(of_module: Service, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    settings.CACHES = kept_in(of_module.url)
    monkeypatch.setattr(redis_line, "PAUSE_SECONDS", 0.0)
    yield of_module
    of_module.thaw()
    Redis.from_url(of_module.url).flushall()


def test_without_redis_there_is_no_copy_and_no_fault(server: Service) -> None:
    caches["default"].set("session", "one", 600)
    server.freeze()

    assert caches["default"].get("session") is None
    caches["default"].set("session", "two", 600)
    caches["default"].delete("session")


@pytest.mark.parametrize("change", ["set", "delete"])
def test_what_changed_meanwhile_is_not_believed_afterwards(change: str, server: Service) -> None:  # I8
    copies = caches["default"]
    copies.set("changed", "before", 600)
    copies.set("unchanged", "before", 600)
    server.freeze()
    copies.set("changed", "after", 600) if change == "set" else copies.delete("changed")
    server.thaw()

    assert copies.get("changed") is None
    assert copies.get("unchanged") == "before"


@pytest.mark.parametrize(("asked", "lives"), [(43_200, BELIEVED_SECONDS), (10, 10)])
def test_no_copy_outlives_a_minute(asked: int, lives: int, server: Service) -> None:
    caches["default"].set("session", "one", asked)

    (key,) = Redis.from_url(server.url).keys()

    assert lives - 5 < int(Redis.from_url(server.url).ttl(key)) <= lives


def test_a_session_that_has_run_out_is_not_kept(server: Service) -> None:
    caches["default"].set("session", "one", 0)

    assert caches["default"].get("session") is None


def test_t36_what_was_washed_out_of_redis_still_counts_here(server: Service) -> None:
    ledger = caches["ledger"]
    ledger.add("jti", 1, 600)

    Redis.from_url(server.url).flushall()

    assert not ledger.add("jti", 1, 600)


def test_t36_what_comes_twice_at_once_is_new_for_one(
    server: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger: Any = caches["ledger"]
    add_here, later = ledger.own.add, []

    def comes_again_meanwhile(*said: Any) -> Any:
        is_new = add_here(*said)
        if is_new:
            later.append(ledger.add("twice", 1, 600))
        return is_new

    monkeypatch.setattr(ledger.own, "add", comes_again_meanwhile)

    assert ledger.add("twice", 1, 600)
    assert later == [False]


def test_the_ledger_keeps_what_was_written_while_redis_was_away(server: Service) -> None:
    ledger = caches["ledger"]
    server.freeze()
    ledger.set("challenge", "asked", 600)
    away = ledger.get("challenge")
    server.thaw()

    assert (away, ledger.get("challenge")) == ("asked", "asked")
    assert ledger.delete("challenge")
    assert ledger.get("challenge") is None
