"""The worker reads the log on beside the pages, whatever fails one reader."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from itertools import groupby

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import readers
from accounts.audit.chain.models import Seal
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.ledger.models import LedgerEntry
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
    happened: list[str] = []

    def read(_events: Sequence[AuditEvent]) -> None:
        happened.append("read")
        until = time.thread_time() + 0.005
        while time.thread_time() < until:
            pass

    def rest(_seconds: float) -> None:
        happened.append("rested")

    monkeypatch.setattr(readers, "_readers", [Reader("one", read), Reader("other", read)])
    monkeypatch.setattr(time, "sleep", rest)
    _sign_in(ann)
    waited_for.add("a page")
    try:
        LogKeeper()._turn()
    finally:
        waited_for.discard("a page")

    in_turn = [what for what, _again in groupby(happened)]
    # On SQLite a page that writes waits for whoever writes.
    assert in_turn.count("read") == (2 if connection.vendor == "postgresql" else 1)


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
