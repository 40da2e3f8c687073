"""The worker reads the log on beside the pages, whatever fails one reader."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import count
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import readers
from accounts.audit.chain.models import Seal
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.ledger.models import LedgerEntry
from accounts.machine import giving_way
from accounts.machine.giving_way import waited_for
from accounts.sign_in_log.models import SignInAttempt
from accounts.signin.events import SIGNED_IN
from accounts.users.models import User
from idp.worker import log
from idp.worker.log import LogKeeper
from tests.support.kept_log import seal_all
from tests.support.waiting import until

pytestmark = pytest.mark.both_databases


def _sign_in(ann: User) -> None:
    record(SIGNED_IN, tenant=ann.tenant, subject=ann, sign_in="m" * 16, methods=["password"])


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_by_itself_until_it_is_stopped(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:  # E12
    monkeypatch.setattr(log, "EVERY_SECONDS", 0.01)
    keeper = LogKeeper()
    keeper.look()
    _sign_in(ann)

    until(SignInAttempt.objects.exists)
    keeper.settle()
    until(lambda: not keeper.has_work_in_hand())


def test_a_reader_that_fails_keeps_none_of_the_others_from_going_on(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12 E13
    def fail(_events: Sequence[AuditEvent]) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(readers, "_readers", [Reader("fails", fail), *readers.registered()])
    _sign_in(ann)

    with pytest.raises(RuntimeError, match="a mistake"):
        seal_all()

    assert SignInAttempt.objects.exists()
    assert Seal.objects.exists()


def test_a_turn_that_finds_nothing_new_asks_six_questions(ann: User) -> None:  # E12
    _sign_in(ann)
    seal_all()

    with CaptureQueriesContext(connection) as asked:
        LogKeeper()._turn()

    # SQLite has nobody to wait for.
    assert len(asked) == (6 if connection.vendor == "postgresql" else 5)
    assert not [one["sql"] for one in asked if one["sql"].startswith(("BEGIN", "SAVEPOINT", "UPDATE"))]


@pytest.mark.django_db(transaction=True)
def test_it_rests_between_two_readers_while_a_page_is_made(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, happened = object(), list[str]()

    def read(_events: Sequence[AuditEvent]) -> None:
        happened.append("read")
        waited_for.add(page)

    def rest(_seconds: float) -> None:
        happened.append("rested")
        waited_for.discard(page)

    # All that is done takes a second of the processor, and no time.
    time = SimpleNamespace(monotonic=lambda: 0.0, thread_time=count().__next__, sleep=rest)
    monkeypatch.setattr(giving_way, "time", time)
    monkeypatch.setattr(readers, "_readers", [Reader("one", read), Reader("other", read)])
    _sign_in(ann)
    LogKeeper()._turn()
    waited_for.discard(page)

    # On SQLite a page that writes waits for whoever writes.
    is_postgresql = connection.vendor == "postgresql"
    assert happened == (["read", "rested", "read", "rested"] if is_postgresql else ["read", "read"])


@pytest.mark.django_db(transaction=True)
def test_what_failed_is_logged_and_rested_after(
    ann: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:  # E12
    def fail(_events: Sequence[AuditEvent]) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(readers, "_readers", [Reader("fails", fail)])
    _sign_in(ann)

    with caplog.at_level(logging.ERROR, "handslag.worker"):
        rest = LogKeeper()._turn()

    assert rest == log.AFTER_FAILURE_SECONDS
    assert "the log could not be read on" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_h02_of_two_workers_one_reads_on_and_the_other_takes_over(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[str] = []
    one, other = LogKeeper(), LogKeeper()

    def turn(keeper: LogKeeper) -> bool:
        """Whether it read on."""
        before = len(turns)
        keeper._turn()
        return len(turns) > before

    monkeypatch.setattr(log, "keep_up", lambda **_given: turns.append("read"))
    read = [turn(keeper) for keeper in (one, other, one, other)]
    one._leave()
    after_it_left = [turn(keeper) for keeper in (other, one)]
    LedgerEntry.objects.update(until=0)
    after_it_was_killed = [turn(keeper) for keeper in (one, other)]

    assert read == [True, False, True, False]
    assert after_it_left == [True, False]
    assert after_it_was_killed == [True, False]
