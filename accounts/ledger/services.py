"""Notes in the database, each by one statement and its clock: of many at once who add one, one has added it."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from accounts.ledger.models import LedgerEntry
from accounts.secrets import digest_of
from accounts.throttle.counting import DatabaseSeconds

_TABLE = LedgerEntry._meta.db_table


def add(key: str, noted: str, *, seconds: int) -> bool:
    """Note it for so many seconds unless something stands there already; whether it was noted."""
    return _write(key, noted, seconds, unless=f"WHERE kept.until <= {_now()}")


def write(key: str, noted: str, *, seconds: int) -> None:
    """Note it for so many seconds, in place of what stands there."""
    _write(key, noted, seconds, unless="")


def hold(lease: str, holder: str, *, seconds: int) -> bool:
    """Take this lease for so many seconds, or keep it for as many more; False while another holder has it."""
    is_free = f"WHERE kept.until <= {_now()} OR kept.noted = excluded.noted"
    return _write(_lease(lease), holder, seconds, unless=is_free)


def let_go(lease: str, holder: str) -> None:
    """Leave this lease to whoever asks next, if it is still this holder's."""
    LedgerEntry.objects.filter(pk=digest_of(_lease(lease)), noted=holder).delete()


def is_held(lease: str) -> bool:
    """Whether anybody has this lease now."""
    return read(_lease(lease)) is not None


def read(key: str) -> str | None:
    """What stands there, if its time is not over."""
    rows = LedgerEntry.objects.filter(pk=digest_of(key), until__gt=DatabaseSeconds())
    return rows.values_list("noted", flat=True).first()


def remove(key: str) -> bool:
    """Take it out; whether there was something."""
    return bool(LedgerEntry.objects.filter(pk=digest_of(key)).delete()[0])


def past() -> QuerySet[LedgerEntry]:
    """What counts no more."""
    return LedgerEntry.objects.filter(until__lte=DatabaseSeconds())


def _write(key: str, noted: str, seconds: int, *, unless: str) -> bool:
    statement = f"""
        INSERT INTO {_TABLE} AS kept (key_digest, noted, until) VALUES (%s, %s, {_now()} + %s)
        ON CONFLICT (key_digest) DO UPDATE SET noted = excluded.noted, until = excluded.until {unless}
        RETURNING key_digest
    """  # noqa: S608  put together from words of this file alone
    with connection.cursor() as cursor:
        cursor.execute(statement, [digest_of(key), noted, seconds])
        return cursor.fetchone() is not None


def _lease(name: str) -> str:
    return f"lease:{name}"


def _now() -> str:
    return DatabaseSeconds().as_sqlite()[0] if connection.vendor == "sqlite" else DatabaseSeconds.template
