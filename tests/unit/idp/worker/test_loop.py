"""A worker: at once for what this process commits, soon for the rest, and whatever fails it goes on."""

import logging
import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.incidents import DATABASE
from devices.push import deliver
from idp.worker import loop
from idp.worker.loop import Worker
from idp.worker.periodic import PERIODIC, plan
from tests.support.asking import ask
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.senders import Sender, id_of
from tests.support.waiting import until
from tests.unit.idp.worker import tasks

# What every worker does first, to the end.
CLEARED = DBTaskResult.objects.filter(task_path="idp.housekeeping.clear", status="READY").exclude(
    started_at=None
)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """One that finds nothing by looking now and then: only what it is told of at once."""
    monkeypatch.setattr(loop, "POLL_SECONDS", 3600.0)
    tasks.done.clear()
    made = Worker()
    made.start()
    # The last that its first turn looks at: what was due before is over, and nobody asks beside that.
    until(made.log_keeper.has_work_in_hand)
    yield made
    made.stop()
    made.join()
    assert not made._thread.is_alive()


def test_what_this_process_commits_is_done_at_once(worker: Worker) -> None:
    tasks.note.enqueue("hello")

    until(lambda: tasks.done == ["hello"])
    until(lambda: not DBTaskResult.objects.filter(task_path=tasks.note.module_path).exists())


def test_what_another_process_committed_is_found_by_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "POLL_SECONDS", 0.01)
    tasks.done.clear()
    worker = Worker()
    worker.start()
    until(CLEARED.exists)

    # As enqueued by another process: nobody tells this one.
    DBTaskResult.objects.create(
        task_path=tasks.note.module_path,
        args_kwargs={"args": ["hello"], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
    )

    until(lambda: tasks.done == ["hello"])
    worker.stop()
    worker.join()


def test_a_database_that_is_away_for_a_while_stops_no_worker(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    look, away = worker.queue.look, threading.Event()

    def fails() -> None:
        away.set()
        raise OperationalError("the database is away")

    monkeypatch.setattr(worker.queue, "look", fails)
    DATABASE.is_over()
    with caplog.at_level(logging.WARNING):
        tasks.note.enqueue("hello")
        assert away.wait(20)
        until(lambda: "The database does not answer" in caplog.text)
        assert caplog.records[-1].exc_info is None

    monkeypatch.setattr(worker.queue, "look", look)
    worker.nudge(worker.queue)

    until(lambda: tasks.done == ["hello"])


def test_a_stopped_worker_lets_what_runs_end_and_takes_no_more(worker: Worker) -> None:
    tasks.may_go_on.clear()
    tasks.wait.enqueue("the last")
    running = DBTaskResult.objects.filter(task_path=tasks.wait.module_path, status="RUNNING")
    until(running.exists)

    worker.stop()
    tasks.note.enqueue("too late")
    tasks.may_go_on.set()
    worker.join()

    assert tasks.done == ["the last"]
    assert not DBTaskResult.objects.filter(task_path=tasks.wait.module_path).exists()


def test_a_look_that_finds_nothing_asks_one_question_for_each_thing_that_can_be_due() -> None:
    *sources, _log = Worker().sources

    with CaptureQueriesContext(connection) as asked:
        for source in sources:
            source.look()

    # Phones, tasks that wait, tasks that were left behind, webhooks, sessions that ended, applications that asked.
    assert len(asked) == 6


@pytest.fixture
def two_phones() -> tuple[SigningPhone, SigningPhone]:
    """Two of one person, added before a worker starts: adding a phone wakes it as well."""
    ann = make_person(make_tenant())
    return phone_of(ann), phone_of(ann)


def test_phones_are_woken_at_once_and_a_sender_that_hangs_delays_nobody(
    two_phones: tuple[SigningPhone, SigningPhone], worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = Sender()
    monkeypatch.setattr(deliver, "sender", lambda _kind: sender)
    hanging, other = two_phones
    ann = hanging.row.accounts.get().user
    sender.hangs_for = {id_of(hanging)}

    ask(ann)
    until(lambda: id_of(other) in sender.woken)
    ask(ann)
    tasks.note.enqueue("hello")

    until(lambda: sender.woken == [id_of(other)] * 2)
    until(lambda: tasks.done == ["hello"])
    sender.let_go()


def test_what_a_process_that_died_after_the_commit_did_not_send_another_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sender = Sender()
    monkeypatch.setattr(deliver, "sender", lambda _kind: sender)
    ann = make_person(make_tenant())
    phone = phone_of(ann)
    ask(ann)  # committed, and there is no worker here to be told
    worker = Worker()

    worker.start()

    until(lambda: sender.woken == [id_of(phone)])
    worker.stop()
    worker.join()


def test_every_task_that_comes_back_has_one_row_however_many_workers_start() -> None:
    plan()
    plan()

    assert sorted(DBTaskResult.objects.values_list("task_path", flat=True)) == sorted(PERIODIC)


def test_the_house_is_cleared_by_the_worker(worker: Worker) -> None:
    until(CLEARED.exists)
