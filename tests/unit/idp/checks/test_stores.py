"""H03: addresses of stores that could not be used end the start, and say what to write."""

import pytest
from pytest_django import Settings

from idp.checks.stores import stores_can_be_used


@pytest.fixture(autouse=True)
def _sqlite(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATABASES = {"default": {"ENGINE": "idp.private_sqlite3"}}
    settings.REDIS_URL = ""
    for name in ("DATABASE_DIRECT_URL", "DATABASE_READ_URL"):
        monkeypatch.delenv(name, raising=False)


def refusals() -> list[str | None]:
    return [message.id for message in stores_can_be_used()]


@pytest.mark.parametrize("url", ["", "redis://cache.example/0", "redis+sentinel://one.example/mymaster"])
def test_what_can_be_used_is_taken(settings: Settings, url: str) -> None:
    settings.REDIS_URL = url

    assert refusals() == []


def test_a_redis_that_nobody_finds_is_refused(settings: Settings) -> None:
    settings.REDIS_URL = "redis+sentinel://one.example"

    [refusal] = stores_can_be_used()

    assert refusal.id == "idp.E060"
    assert "/mymaster/0" in str(refusal.hint)


@pytest.mark.parametrize("name", ["DATABASE_DIRECT_URL", "DATABASE_READ_URL"])
def test_an_address_beside_no_database_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "postgres://db.example/handslag")

    assert refusals() == ["idp.E061"]
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    assert refusals() == []
