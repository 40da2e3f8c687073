"""From a few addresses to Django's settings: DATABASE_URL, those beside it, and REDIS_URL (H02)."""

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
# Values travel beside the statement, so that PostgreSQL plans one that comes again and again a single time.
POSTGRES_OPTIONS = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "server_side_binding": True}
# Of how many times a statement comes to a connection the next is prepared.
PREPARED_AFTER = 3
# What says where a database is and as whom one comes to it.
ADDRESS = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def databases(env: environ.Env, *, sqlite_path: Path) -> dict[str, dict[str, Any]]:
    """SQLite in one file unless DATABASE_URL names a PostgreSQL."""
    database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{sqlite_path}")
    # Pages run in a fixed set of threads, so a connection kept by each is a pool already.
    database["CONN_MAX_AGE"] = CONNECTION_LIFE_SECONDS
    if database["ENGINE"].endswith("sqlite3"):
        return {"default": database | {"ENGINE": "idp.private_sqlite3", "OPTIONS": SQLITE_OPTIONS}}
    database = _postgres(database)
    if env.str("DATABASE_DIRECT_URL", default=""):
        # A pooler hands each transaction to another session: what outlives one is nobody's.
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        database["OPTIONS"].setdefault("prepare_threshold", PREPARED_AFTER)
    return {"default": database} | _read_copy(env)


def direct_database(env: environ.Env) -> dict[str, Any]:
    """How PostgreSQL is reached around a pooler, for what needs a session of its own; empty: as everything else."""
    if not env.str("DATABASE_DIRECT_URL", default=""):
        return {}
    database = _postgres(env.db_url("DATABASE_DIRECT_URL"))
    return {name: database[name] for name in ADDRESS}


def _read_copy(env: environ.Env) -> dict[str, dict[str, Any]]:
    """A copy that only reads, for logs and reports, where DATABASE_READ_URL names one."""
    if not env.str("DATABASE_READ_URL", default=""):
        return {}
    life = {"CONN_MAX_AGE": CONNECTION_LIFE_SECONDS, "DISABLE_SERVER_SIDE_CURSORS": True}
    return {"read": _postgres(env.db_url("DATABASE_READ_URL")) | life | {"TEST": {"MIRROR": "default"}}}


def _postgres(database: dict[str, Any]) -> dict[str, Any]:
    options = POSTGRES_OPTIONS | database.get("OPTIONS", {})
    return database | {"ENGINE": "idp.postgresql", "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def shares_by_database(databases: dict[str, dict[str, Any]], redis_url: str) -> bool:
    """Does PostgreSQL alone hold what several processes share?"""
    return not redis_url and databases["default"]["ENGINE"].endswith("postgresql")


def caches(redis_url: str, *, by_database: bool = False) -> dict[str, dict[str, Any]]:
    """Quick copies, and the ledger of what must not be forgotten.

    In a Redis that all share; in the database, which has no need of copies; or in this process's memory.
    """
    if by_database:
        ledger = {"BACKEND": "accounts.ledger.cache.LedgerInDatabase"}
        return {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}, "ledger": ledger}
    if not redis_url:
        memory = {"BACKEND": "idp.serving.cache.Memory", "OPTIONS": ROOM_IN_MEMORY}
        return {"default": memory, "ledger": memory | {"LOCATION": "ledger"}}
    shared = {"LOCATION": redis_url, "OPTIONS": ROOM_IN_MEMORY}
    return {
        "default": {"BACKEND": "idp.serving.cache.QuickCopies"} | shared,
        "ledger": {"BACKEND": "idp.serving.cache.Ledger"} | shared,
    }
