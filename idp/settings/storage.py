"""From two addresses to Django's settings: DATABASE_URL and REDIS_URL (H02)."""

from pathlib import Path
from typing import Any

import environ

CONNECTION_LIFE_SECONDS = 600
# Django's 300 would let a few page views wash out a guesser's counter (T15). Full, this is about 70 MB.
ROOM_IN_MEMORY = {"MAX_ENTRIES": 100_000}
SQLITE_OPTIONS = {
    # Take the write lock when a transaction starts: SQLite cannot upgrade a read one while another writes.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def databases(env: environ.Env, *, sqlite_path: Path) -> dict[str, dict[str, Any]]:
    """SQLite in one file unless DATABASE_URL names a PostgreSQL."""
    database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{sqlite_path}")
    # Pages run in a fixed set of threads, so a connection kept by each is a pool already.
    database["CONN_MAX_AGE"] = CONNECTION_LIFE_SECONDS
    if database["ENGINE"].endswith("sqlite3"):
        return {"default": database | {"OPTIONS": SQLITE_OPTIONS}}
    return {"default": database | {"CONN_HEALTH_CHECKS": True}}


def memory_or_redis(redis_url: str) -> dict[str, dict[str, Any]]:
    """The cache: this process's memory, or a Redis all processes share."""
    if not redis_url:
        memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": ROOM_IN_MEMORY}
        return {"default": memory}
    return {"default": {"BACKEND": "idp.serving.cache.SharedRedisCache", "LOCATION": redis_url}}


def channel_layers(redis_url: str) -> dict[str, dict[str, Any]]:
    """What carries an announcement to the sockets: memory, or the same Redis."""
    if not redis_url:
        return {"default": {"BACKEND": "idp.serving.channel_layer.FastInMemoryChannelLayer"}}
    return {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_url]},
        }
    }
