"""Where things are kept, and how processes hear of each other."""

from __future__ import annotations

import asyncio
import secrets
import time

import msgspec
import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections
from redis.exceptions import RedisError

from accounts.incidents import in_a_line
from accounts.redis_line import line_to
from devices.news.bus import Bus
from devices.news.relay import News, bus
from idp.doctor.found import Found, failed, not_tried, ok, warning
from idp.portal.read_copy import ALIAS, BEHIND, LATEST_SECONDS

HEARD_WITHIN_SECONDS = 10.0
SLOW_SECONDS = 0.1
# The quickest says how far away it is; the others, how busy this machine is.
ASKED = 5
# As other processes have it: a group that nobody is in, and nothing that anybody does.
GROUP, NOTHING = "doctor.alone", {"type": "nothing"}
POLICY, KEEPS_ALL = "maxmemory-policy", "noeviction"


def database() -> Found:
    """It answers, and soon."""
    try:
        took = min(_asked_once() for _ in range(ASKED))
    except DatabaseError as why:
        return failed(
            f"does not answer: {in_a_line(why)}",
            "Look whether PostgreSQL runs and takes us: DATABASE_URL, pg_hba.conf, max_connections.",
        )
    says = f"{connection.display_name} answers in {took * 1000:.1f} ms"
    if took > SLOW_SECONDS:
        return warning(
            says, "Bring the database nearer: each page asks it several times, one after the other."
        )
    return ok(says)


def _asked_once() -> float:
    """Ask it something; the seconds that took."""
    with connection.cursor() as cursor:
        began = time.monotonic()
        cursor.execute("SELECT 1")
        return time.monotonic() - began


def copy() -> Found:
    """The copy that only reads is there, and not behind."""
    if ALIAS not in connections.settings:
        return not_tried("DATABASE_READ_URL is not set")
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(BEHIND)
            [seconds] = cursor.fetchone()
    except DatabaseError as why:
        return failed(
            f"does not answer: {in_a_line(why)}",
            "Look at it, or remove DATABASE_READ_URL; meanwhile the database itself is read.",
        )
    if (seconds or 0) > LATEST_SECONDS:
        return warning(f"{seconds:.0f} s behind", "Look at its replication; meanwhile the database is read.")
    return ok(f"{seconds or 0:.0f} s behind")


def news() -> Found:
    """What one process tells comes back to whoever listens."""
    by = bus()
    if by is None:
        return not_tried("one process alone: SQLite")
    try:
        took = asyncio.run(_round(by))
    except (psycopg.Error, RedisError, OSError) as why:
        return failed(
            f"what is told does not come back: {in_a_line(why)}",
            "Look at Redis, or where there is none at DATABASE_DIRECT_URL: behind a pooler in transaction mode it must "
            "name the database itself. Until then people wait some seconds longer for their phone.",
        )
    return ok(f"a notice came back in {took * 1000:.1f} ms")


async def _round(by: Bus) -> float:
    """Tell what nobody else acts on, and hear it; the seconds that took."""
    own = msgspec.json.encode(News(f"doctor {secrets.token_hex(8)}", GROUP, NOTHING))
    async with asyncio.timeout(HEARD_WITHIN_SECONDS), by.heard() as said:
        began = time.monotonic()
        await asyncio.to_thread(by.tell, own, failed=lambda: None)
        async for one in said:
            if one == own:
                break
        return time.monotonic() - began


def redis() -> Found:
    """It answers, and forgets nothing before its time."""
    if not settings.REDIS_URL:
        return not_tried("REDIS_URL is not set")
    line = line_to(settings.REDIS_URL)
    if not line.is_there():
        return failed(
            "does not answer", "Look whether it runs and takes us: REDIS_URL, docs/without-redis.md."
        )
    try:
        policy = line.config_get(POLICY).get(POLICY, "")
    except RedisError:
        return ok("answers; how it makes room it does not say")
    if policy != KEEPS_ALL:
        return warning(
            f"{POLICY} is {policy}: used proofs may be forgotten",
            f"Set {POLICY} {KEEPS_ALL} in its configuration.",
        )
    return ok(f"answers, {POLICY} is {policy}")
