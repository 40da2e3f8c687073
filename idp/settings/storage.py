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
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# A server that is gone without a word: a connection to it is given up, not waited for until TCP gives up.
POSTGRES_OPTIONS = {"connect_timeout": 5, "tcp_user_timeout": 10_000}


def databases(env: environ.Env, *, sqlite_path: Path) -> dict[str, dict[str, Any]]:
    """SQLite in one file unless DATABASE_URL names a PostgreSQL."""
    database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{sqlite_path}")
    # Pages run in a fixed set of threads, so a connection kept by each is a pool already.
    database["CONN_MAX_AGE"] = CONNECTION_LIFE_SECONDS
    if database["ENGINE"].endswith("sqlite3"):
        return {"default": database | {"ENGINE": "idp.private_sqlite3", "OPTIONS": SQLITE_OPTIONS}}
    options = POSTGRES_OPTIONS | database.get("OPTIONS", {})
    return {"default": database | {"CONN_HEALTH_CHECKS": True, "OPTIONS": options}}


def caches(redis_url: str) -> dict[str, dict[str, Any]]:
    """Quick copies, and the ledger of what must not be forgotten: in this process's memory, or a Redis all share."""
    if not redis_url:
        memory = {"BACKEND": "idp.serving.cache.Memory", "OPTIONS": ROOM_IN_MEMORY}
        return {"default": memory, "ledger": memory | {"LOCATION": "ledger"}}
    shared = {"LOCATION": redis_url, "OPTIONS": ROOM_IN_MEMORY}
    return {
        "default": {"BACKEND": "idp.serving.cache.QuickCopies"} | shared,
        "ledger": {"BACKEND": "idp.serving.cache.Ledger"} | shared,
    }
