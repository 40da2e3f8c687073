"""Limits, and counting a try under several at once. Count first, verify after: parallel tries cannot overshoot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, Func, QuerySet

from accounts.refusals import TooManyTries
from accounts.secrets import digest_of
from accounts.statements.composing import Move, changed_once
from accounts.telemetry.measures import Counted, NamedInCode
from accounts.throttle import memory
from accounts.throttle.models import TryCount

HIT = Counted("handslag_limits_hit", "Tries that a limit refused.", limit=NamedInCode())
MINUTE, DAY = 60, 24 * 3600
# A wait that grows is doubled so often and no more: of a minute it becomes an hour and four minutes.
MOST_DOUBLINGS = 6


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many tries of `key` in `scope` in so many seconds, from the first of them on.

    With `wait_seconds` the last of them, and each after it, only shuts for that long, doubled each time; the seconds
    then run from the last try.
    """

    scope: str
    key: str
    most: int
    seconds: int
    wait_seconds: int = 0

    @property
    def digest(self) -> str:
        """What stands in the table: whom a row is about is not told (I10)."""
        return digest_of(f"{self.scope}:{self.key}")[:32]


class DatabaseSeconds(Func):
    """The time of the database, in whole seconds since the epoch."""

    output_field = BigIntegerField()
    template = "CAST(FLOOR(EXTRACT(EPOCH FROM STATEMENT_TIMESTAMP())) AS BIGINT)"

    def as_sqlite(self, *_given: Any, **_context: Any) -> tuple[str, tuple[str | int, ...]]:
        return "CAST(STRFTIME('%%s', 'now') AS INTEGER)", ()


def count(*limits: Limit) -> None:
    """Count one try under each of the limits; refuse it when one of them is reached.

    One statement, atomic for each key: of a thousand tries at once exactly `most` are let through. A try that is
    refused is counted nowhere, so whoever has used up a fine limit does not use up the coarse one of others, and no
    row is made for it. Everybody names the limits of many before those of few: rows are locked in one order.
    """
    keys = [limit.digest for limit in limits]
    refuse_shut(*limits)
    given = [
        value
        for key, limit in zip(keys, limits, strict=True)
        for value in (key, limit.most, limit.wait_seconds, limit.seconds)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_counting(connection.vendor, len(limits)), [*given, *keys])
        counted = len(cursor.fetchall())
    if counted < len(limits):
        _refuse(limits)


def refuse_shut(*limits: Limit) -> None:
    """Refuse what this process knows to be shut; asks nothing and counts nothing."""
    seconds = memory.seconds_shut([limit.digest for limit in limits])
    if seconds:
        HIT.add(limit=limits[-1].scope)
        raise TooManyTries(f"{limits[-1].scope}: shut", retry_after_seconds=seconds)


def uncount(*limits: Limit) -> None:
    """Take one try back under each of the limits: it was counted first, and was right."""
    _uncount(*(limit.digest for limit in limits))


@changed_once
def _uncount(*tried: str) -> Move:
    return TryCount.objects.filter(pk__in=tried, tries__gt=0), {"tries": F("tries") - 1, "shut_until": 0}


def rows_of(*limits: Limit) -> QuerySet[TryCount]:
    """What is counted under these limits."""
    return TryCount.objects.filter(pk__in=[limit.digest for limit in limits])


def shut_now(rows: QuerySet[TryCount]) -> list[tuple[str, int]]:
    """Which of the rows are shut, and for how many seconds."""
    shut = rows.filter(shut_until__gt=DatabaseSeconds())
    return list(shut.values_list("pk", F("shut_until") - DatabaseSeconds()))


def past() -> QuerySet[TryCount]:
    """What counts no more."""
    return TryCount.objects.filter(resets_at__lte=DatabaseSeconds(), shut_until__lte=DatabaseSeconds())


def _refuse(limits: Sequence[Limit]) -> None:
    shut = shut_now(rows_of(*limits))
    for key, seconds in shut:
        memory.note_shut(key, seconds=seconds)
    # None: the wait ended between the two questions.
    left = max((seconds for _key, seconds in shut), default=1)
    HIT.add(limit=limits[-1].scope)
    raise TooManyTries(f"{limits[-1].scope}: {left} s left", retry_after_seconds=left)


@lru_cache(maxsize=32)
def _counting(vendor: str, limits: int) -> str:
    """The statement for so many limits. A row is written unless one of their keys is shut."""
    now = DatabaseSeconds().as_sqlite()[0] if vendor == "sqlite" else DatabaseSeconds.template
    is_past = f"kept.resets_at <= {now}"
    tries = f"(CASE WHEN {is_past} THEN 1 ELSE kept.tries + 1 END)"
    resets_at = (
        f"(CASE WHEN {is_past} OR excluded.wait_seconds > 0 THEN excluded.resets_at ELSE kept.resets_at END)"
    )
    over = f"({tries} - excluded.most)"
    doublings = f"(CASE WHEN {over} < {MOST_DOUBLINGS} THEN {over} ELSE {MOST_DOUBLINGS} END)"
    table = TryCount._meta.db_table
    return f"""
        INSERT INTO {table} AS kept (key_digest, tries, most, wait_seconds, resets_at, shut_until, last_wrong)
        SELECT column1, 1, column2, column3, {now} + column4, CASE WHEN column2 > 1 THEN 0
            WHEN column3 > 0 THEN {now} + column3 ELSE {now} + column4 END, ''
        FROM (VALUES {", ".join(["(%s, %s, %s, %s)"] * limits)}) AS given
        WHERE NOT EXISTS (
            SELECT 1 FROM {table} WHERE key_digest IN ({", ".join(["%s"] * limits)}) AND shut_until > {now}
        )
        ON CONFLICT (key_digest) DO UPDATE SET tries = {tries}, most = excluded.most,
            wait_seconds = excluded.wait_seconds, resets_at = {resets_at}, shut_until = CASE
                WHEN {tries} < excluded.most THEN 0 WHEN excluded.wait_seconds = 0 THEN {resets_at}
                ELSE {now} + excluded.wait_seconds * (1 << {doublings}) END
        WHERE kept.shut_until <= {now}
        RETURNING key_digest
    """  # noqa: S608  put together from words of this file alone
