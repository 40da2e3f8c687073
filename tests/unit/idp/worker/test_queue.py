"""Tasks: none lost, none run by two workers, tried again and at last given up. On both databases."""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from idp.worker import queue as queue_module
from idp.worker.queue import FIRST_WAIT_SECONDS, LEASE, TRIES, Queue, wait_after
from tests.support.at_once import Crowd, crowd
from tests.support.waiting import until
from tests.unit.idp.worker import tasks

# Really committed: tasks run in threads of their own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
A_MOMENT = timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def _nothing_done() -> Iterator[None]:
    tasks.done.clear()
    tasks.may_go_on.clear()
    yield
    tasks.may_go_on.set()
    # Those of workers that were "killed" end here, not in the next test.
    for thread in threading.enumerate():
        if thread.name.startswith("tests."):
            thread.join(20)


@pytest.fixture
def threads(transactional_db: None) -> Iterator[Crowd]:
    with crowd(8) as gathered:
        yield gathered


def a_queue() -> Queue:
    return Queue(nudge=lambda: None, periodic={})


def work(queue: Queue) -> None:
    """Runs what is due now to its end."""
    queue.look()
    settle(queue)


def settle(queue: Queue) -> None:
    until(lambda: all(run.has_ended for run in queue.in_hand))
    queue.look()


def row() -> DBTaskResult:  # type: ignore[type-arg]  # whatever it gives
    return DBTaskResult.objects.get()


def make_due() -> None:
    DBTaskResult.objects.update(run_after=Now() - A_MOMENT)


def test_a_task_runs_once_and_leaves_nothing_behind() -> None:
    tasks.note.enqueue("hello")

    work(a_queue())
    work(a_queue())

    assert tasks.done == ["hello"]
    assert not DBTaskResult.objects.exists()


def test_what_was_not_committed_never_runs() -> None:
    with transaction.atomic():
        tasks.note.enqueue("hello")
        transaction.set_rollback(True)

    work(a_queue())

    assert tasks.done == []


def test_a_task_for_later_runs_later() -> None:
    tasks.note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")

    work(a_queue())
    early = list(tasks.done)
    make_due()
    work(a_queue())

    assert (early, tasks.done) == ([], ["later"])


def test_of_many_workers_one_runs_a_task(threads: Crowd) -> None:
    for n in range(8):
        tasks.note.enqueue(str(n))
    queues = [a_queue() for _ in range(8)]

    for _ in range(2):  # each has room for half of them
        threads.run([queue.look for queue in queues])
        for queue in queues:
            settle(queue)

    assert sorted(tasks.done) == [str(n) for n in range(8)]


def test_what_a_killed_worker_left_behind_runs_again_when_its_claim_has_run_out() -> None:
    tasks.wait.enqueue("again")
    killed = a_queue()
    killed.look()

    early = a_queue()
    early.look()
    taken_early = list(early.in_hand)
    make_due()
    other = a_queue()
    other.look()
    tasks.may_go_on.set()
    settle(other)

    assert taken_early == []
    assert "again" in tasks.done
    assert not DBTaskResult.objects.exists()


def test_who_outlived_a_claim_does_not_settle_what_another_has() -> None:
    tasks.wait.enqueue("slow")
    slow, other = a_queue(), a_queue()
    slow.look()
    make_due()
    other.look()

    tasks.may_go_on.set()
    settle(slow)
    left = DBTaskResult.objects.count()
    settle(other)

    assert (left, DBTaskResult.objects.count()) == (1, 0)


def test_a_task_that_runs_long_keeps_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.wait.enqueue("long")
    queue, other = a_queue(), a_queue()
    queue.look()
    [run] = queue.in_hand
    # Half of it is over: within one millisecond of SQLite's clock a new one would end when the old one does.
    DBTaskResult.objects.update(run_after=Now() + LEASE / 2)
    before = row().run_after

    run.renew_at = 0.0
    queue.look()
    other.look()

    assert before < row().run_after <= timezone.now() + LEASE
    assert other.in_hand == []


def test_what_fails_waits_longer_each_time_and_is_given_up_at_last(caplog: pytest.LogCaptureFixture) -> None:
    tasks.fail.enqueue()
    waits = []

    with caplog.at_level(logging.ERROR):
        for _ in range(TRIES + 2):
            make_due()
            tried_at = timezone.now() - A_MOMENT
            work(a_queue())
            waits.append((row().run_after - timezone.now(), row().run_after - tried_at))

    assert tasks.done == ["tried"] * TRIES
    for n, (least, most) in enumerate(waits[: TRIES - 1]):
        assert least <= timedelta(seconds=FIRST_WAIT_SECONDS * 4**n) <= most
    assert (row().status, row().exception_class_path) == ("FAILED", "builtins.ConnectionError")
    assert "the mail server is down" in caplog.text


def test_h09_what_failed_for_the_database_was_away_is_tried_again_and_said_in_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks.find_nobody.enqueue()

    work(a_queue())

    [told] = caplog.records
    assert "find_nobody failed, try 1: OperationalError: the database system is" in told.getMessage()
    assert told.exc_info is None
    assert (row().status, row().run_after > timezone.now()) == ("READY", True)


def test_a_task_that_kills_each_worker_is_given_up_too() -> None:
    tasks.wait.enqueue("never")

    for _ in range(TRIES):
        make_due()
        a_queue().look()
    make_due()
    last = a_queue()
    last.look()

    assert last.in_hand == []
    assert row().status == "FAILED"


def test_a_task_that_is_no_longer_in_the_program_fails_and_holds_up_nothing() -> None:
    tasks.note.enqueue("gone")
    DBTaskResult.objects.update(task_path="tests.unit.idp.worker.tasks.forgotten")
    tasks.note.enqueue("hello")

    work(a_queue())

    assert tasks.done == ["hello"]
    assert row().status == "READY"


def test_a_task_that_hangs_leaves_room_for_others() -> None:
    tasks.wait.enqueue("hangs")
    queue = a_queue()
    queue.look()

    tasks.note.enqueue("hello")
    queue.look()

    until(lambda: tasks.done == ["hello"])


def test_a_task_may_ask_which_try_it_is() -> None:
    tasks.count.enqueue()

    work(a_queue())

    assert tasks.done == ["try 1"]


def test_a_worker_takes_no_more_than_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "AT_ONCE", 2)
    for n in range(3):
        tasks.wait.enqueue(str(n))
    queue = a_queue()

    queue.look()
    queue.look()
    taken = len(queue.in_hand)
    tasks.may_go_on.set()
    settle(queue)
    settle(queue)

    assert taken == 2
    assert sorted(tasks.done) == ["0", "1", "2"]


def test_a_task_that_comes_back_keeps_its_row_and_waits_its_time() -> None:
    tasks.note.enqueue("tick")
    every = timedelta(hours=1)

    queue = Queue(nudge=lambda: None, periodic={tasks.note.module_path: every})
    work(queue)
    work(queue)

    assert tasks.done == ["tick"]
    assert row().status == "READY"
    assert timezone.now() + every - timedelta(minutes=1) < row().run_after <= timezone.now() + every


def test_a_task_that_comes_back_is_never_given_up() -> None:
    tasks.fail.enqueue()
    queue = Queue(nudge=lambda: None, periodic={tasks.fail.module_path: timedelta(hours=1)})

    for _ in range(TRIES + 1):
        make_due()
        work(queue)

    assert tasks.done == ["tried"] * (TRIES + 1)
    assert row().status == "READY"


def test_the_waits_are_these() -> None:
    assert [int(wait_after(tries).total_seconds()) for tries in range(1, TRIES)] == [10, 40, 160, 640, 2560]
