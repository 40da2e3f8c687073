"""All that is looked at, in one state of the database; and what of it is wrong, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

from accounts.audit.chain.verifying import verify_chain
from devices.approvals.evidence.verifying import what_is_wrong
from idp.invariants import log, requests
from idp.rotation.columns import unreadable
from idp.rotation.table import ENCRYPTED
from idp.upgrading.schema import lacking

CHECKS = (
    requests.more_than_one_session,
    requests.without_decision,
    requests.moves_untold,
    requests.across_tenants,
    log.secrets_in_log,
)


def problems() -> Iterator[str]:
    """Say each thing that does not hold; nothing is written. Beside people who sign in it reads one state of all.

    That a request ended late is none: the server may have been away (`requests.open_too_long` is for tests).
    """
    if missing := lacking():
        yield f"these migrations are missing, and nothing else was looked at: {', '.join(missing)}"
        return
    with _one_state():
        yield from _broken_references()
        for check in CHECKS:
            yield from check()
        yield from verify_chain().wrong
        yield from what_is_wrong()
        for what in ENCRYPTED:
            if found := unreadable(what):
                yield f"{what.model._meta.label}: no SECRET_KEY that is set reads {found} values"


def _broken_references() -> Iterator[str]:
    try:
        connection.check_constraints()
    except IntegrityError as why:
        yield f"a row refers to one that is not there: {why}"


@contextmanager
def _one_state() -> Iterator[None]:
    """Of PostgreSQL and of SQLite's log one snapshot, which keeps nobody else waiting."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
