"""H02: two settings move everything to PostgreSQL and Redis."""

from pathlib import Path

import environ
import pytest

from idp.settings.storage import channel_layers, databases, memory_or_redis


def test_sqlite_and_memory_without_a_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    database = databases(environ.Env(), sqlite_path=tmp_path / "here.sqlite3")["default"]

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "here.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert memory_or_redis("")["default"]["BACKEND"].endswith("LocMemCache")
    assert channel_layers("")["default"]["BACKEND"] == "idp.serving.channel_layer.FastInMemoryChannelLayer"


def test_two_addresses_move_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ann:key@db.example:5433/handslag")
    redis = "redis://cache.example:6379/1"

    database = databases(environ.Env(), sqlite_path=tmp_path / "unused")["default"]

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "handslag")
    assert database["CONN_HEALTH_CHECKS"]
    assert memory_or_redis(redis)["default"]["LOCATION"] == redis
    assert channel_layers(redis)["default"]["CONFIG"] == {"hosts": [redis]}
