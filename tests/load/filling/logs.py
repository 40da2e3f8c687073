"""Tries to sign in over ninety days with the event of each, what else was done, and the counts of days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Max

from accounts.audit.models import AuditEvent, LogReader
from accounts.audit.readers import registered
from accounts.sign_in_log import daily
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from tests.load.filling import spread
from tests.load.filling.people import DAY, TABLE
from tests.load.filling.speech import Speech, below, insert, one_of, portion

AT_ONCE = 250_000
# Of so many tries somebody did something else that the log tells of.
TRIES_FOR_ANOTHER = 25
# Among the events that are added, the place of that of the nth try.
EVENT = f"n + (n - 1) / {TRIES_FOR_ANOTHER}"
WAYS = ("phone",) * 6 + ("password",) * 2 + ("passkey", "authenticator_code")
RESULT = (
    f"CASE WHEN {portion(2, 60)} THEN 'refused' WHEN {portion(3, 2)} THEN 'denied'"
    f" WHEN {portion(4, 15)} THEN 'not_finished' ELSE 'signed_in' END"
)
# Report-only, in every organisation: of most tries it says that they met what it looks for.
REPORTED = f"CASE WHEN {portion(0, 30)} THEN 'asked' WHEN {portion(0, 33)} THEN 'refused' ELSE 'met' END"
METHOD = f"CASE WHEN {portion(5, 1)} THEN 'access_pass' ELSE {one_of(6, WAYS)} END"
NETWORK = f"'192.0.' || {below(8, 250)} || '.0/24'"
ADDRESS = f"'192.0.' || {below(8, 250)} || '.' || {below(9, 250)}"
DONE = (
    "user:password:changed",
    "user:phone:bound",
    "user:phone:renamed",
    "user:one_time_link:granted",
    "user:account:changed",
    "user:browser:renamed",
)


def last_event() -> int:
    """The number of the last event there is."""
    return AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def add_tries(tries: int, *, before: int, people: int, said: Speech) -> Iterator[int]:
    """Adds them with their events after event `before`, the oldest first; says now and then how many there are by now.

    Their events leave one number after each TRIES_FOR_ANOTHER, for what else was done then.
    """
    for stretch in spread.in_stretches(tries, at_once=AT_ONCE):
        at = said.ago(f"({tries} - n) * {spread.DAYS * DAY} / {tries}")
        numbers = said.series(stretch.first, stretch.last)
        whose = _whose(f"(SELECT n, 1 + {below(0, people)} AS who FROM {numbers}) AS done")  # noqa: S608  our own words alone
        insert(SignInAttempt, _try(before, at, said), source=whose, said=said)
        insert(AuditEvent, _event(before, at, said), source=whose, said=said)
        yield stretch.last


def add_others(tries: int, *, before: int, people: int, said: Speech) -> int:
    """What else was done meanwhile: half of it by the person, half by whoever looks after them."""
    many = tries // TRIES_FOR_ANOTHER
    whose = _whose(f"(SELECT n, 1 + {below(1, people)} AS who FROM {said.series(1, many)}) AS done")  # noqa: S608  our own words alone
    values = {
        "id": f"{before} + n * {TRIES_FOR_ANOTHER + 1}",
        "at": said.ago(f"({many} - n) * {spread.DAYS * DAY} / {many}"),
        "tag": one_of(10, DONE),
        "kind": one_of(10, [tag.rpartition(":")[0] for tag in DONE]),
        "tenant_id": "tenant_id",
        "subject_id": "id",
        "actor_id": f"CASE WHEN {portion(11, 500)} THEN id ELSE admin END",
        "details": said.written({"browser": "Firefox (Linux)"}, is_json=True),
    }
    return insert(AuditEvent, values, source=whose, said=said)


def count_days(said: Speech) -> int:
    """The counts of days, of every try there is."""
    table, day = SignInAttempt._meta.db_table, said.day("at")
    kinds = "tenant_id, method, result"
    counted = (
        f"(SELECT {kinds}, {day} AS day, count(*) AS many FROM {table} GROUP BY {kinds}, {day}) AS counted"  # noqa: S608  our own words alone
    )
    SignInsOfDay.objects.all().delete()
    values = {name: name for name in daily.NAMES} | {"application": "''", "place": "''", "count": "many"}
    return insert(SignInsOfDay, values, source=counted, said=said)


def have_read() -> None:
    """Whoever reads the log beside the pages has read all of it: its rows are there."""
    last = last_event()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                [AuditEvent._meta.db_table, max(1, last)],
            )
    for reader in registered():
        LogReader.objects.update_or_create(name=reader.name, defaults={"upto": last})


def _whose(done: str) -> str:
    """To each of what was done whose it is, and who looks after them."""
    admins = f"(SELECT tenant_id, min(n) AS n FROM {TABLE} GROUP BY tenant_id) AS firsts"  # noqa: S608  our own words alone
    columns = "done.n AS n, theirs.id AS id, theirs.tenant_id AS tenant_id, admin.id AS admin"
    joined = f"{done} JOIN {TABLE} AS theirs ON theirs.n = done.who"
    admin = f"{admins} ON firsts.tenant_id = theirs.tenant_id JOIN {TABLE} AS admin ON admin.n = firsts.n"
    return f"(SELECT {columns} FROM {joined} JOIN {admin}) AS whose"  # noqa: S608  likewise


def _try(before: int, at: str, said: Speech) -> dict[str, Any]:
    return {
        "tenant_id": "tenant_id",
        "person_id": "id",
        "mark": f"substr({_mark(said)}, 1, 16)",
        "at": at,
        "last_at": at,
        "first_event": f"{before} + {EVENT}",
        "last_event": f"{before} + {EVENT}",
        "result": RESULT,
        "method": METHOD,
        "methods": said.json(f"'[\"' || {METHOD} || '\"]'"),
        "application": one_of(7, spread.APPLICATIONS),
        "browser": one_of(1, spread.BROWSERS),
        "is_new_browser": portion(10, 25),
        "address": ADDRESS,
        "network": NETWORK,
        "place": one_of(11, spread.PLACES),
        "needed": said.written(["one_step"], is_json=True),
        "reported": f"CASE WHEN {RESULT} = 'signed_in' THEN {REPORTED} ELSE '' END",
    }


def _event(before: int, at: str, said: Speech) -> dict[str, Any]:
    tag = f"CASE WHEN {RESULT} = 'signed_in' THEN 'user:sign_in:succeeded' ELSE 'user:sign_in:refused' END"
    mark = f"substr({_mark(said)}, 1, 16)"
    said_of = {"sign_in": mark, "browser": "'Firefox (Linux)'", "address": ADDRESS}
    told = " || ', ' || ".join(f"'\"{name}\": \"' || {value} || '\"'" for name, value in said_of.items())
    return {
        "id": f"{before} + {EVENT}",
        "at": at,
        "tag": tag,
        "kind": "'user:sign_in'",
        "tenant_id": "tenant_id",
        "subject_id": "id",
        "actor_id": "id",
        "details": said.json(f"'{{' || {told} || '}}'"),
    }


def _mark(said: Speech) -> str:
    return f"md5({said.text('try')})"
