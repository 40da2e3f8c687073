"""Tasks in the database. Its tables and the way to enqueue are django-tasks-db's; how a task is run is ours.

A claim is one conditional UPDATE, so that of several workers one runs a task. It moves `run_after` a minute on and is
renewed while the task runs: what a killed worker claimed is due again. So a task may run twice, and must bear it.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts.incidents import in_a_line, is_database_away
from accounts.statements.composing import composed_once
from idp.worker.periodic import PERIODIC

Row = DBTaskResult[Any, Any]
AT_ONCE = 4
LEASE = timedelta(minutes=1)
TRIES = 6
FIRST_WAIT_SECONDS = 10
READY, RUNNING, FAILED = TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED
# The library writes its latest date where a task may run at once.
WAITS = Q(Q(run_after=get_date_max()) | Q(run_after__lte=Now()), status=READY)
LEFT_BEHIND = Q(status=RUNNING, run_after__lte=Now())

log = logging.getLogger("handslag.worker")


def wait_after(tries: int) -> timedelta:
    """How long a task waits that has failed so many times: 10 s, 40 s … 43 minutes."""
    return timedelta(seconds=FIRST_WAIT_SECONDS * 4 ** (tries - 1))


@dataclass(eq=False)
class Run:
    """One try of a task. Its thread writes how it ended."""

    row: Row
    renew_at: float
    has_ended: bool = False
    failure: BaseException | None = None

    @property
    def claimed(self) -> QuerySet[Row]:
        """Its row, until the claim has run out and somebody claimed anew."""
        return DBTaskResult.objects.filter(pk=self.row.pk, status=RUNNING, worker_ids=self.row.worker_ids)

    @property
    def tries(self) -> int:
        return len(self.row.worker_ids)


class Queue:
    """The tasks of one worker, whose own thread alone calls it. `nudge` asks for another look soon, from any thread."""

    def __init__(self, *, nudge: Callable[[], None], periodic: Mapping[str, timedelta] = PERIODIC) -> None:
        self.nudge = nudge
        self.periodic = periodic
        self.name = f"worker-{secrets.token_hex(8)}"
        self.in_hand: list[Run] = []

    def has_work_in_hand(self) -> bool:
        return bool(self.in_hand)

    def look(self) -> None:
        """Settles what has ended, keeps the claims of what runs, and starts what is due while there is room."""
        self.settle()
        for run in self.in_hand:
            _renew(run)
        self._claim_some(_waiting)
        # After them: while many wait, this would look through all of them.
        self._claim_some(_left_behind)

    def settle(self) -> None:
        """Notes how those ended that have ended."""
        for run in [run for run in self.in_hand if run.has_ended]:
            self._settle(run)
            self.in_hand.remove(run)

    def _claim_some(self, due: Callable[[], list[Row]]) -> None:
        room = AT_ONCE - len(self.in_hand)
        for row in due()[:room] if room else ():
            self._claim(row)

    def _claim(self, row: Row) -> None:
        row.worker_ids = [*row.worker_ids, self.name]
        if not DBTaskResult.objects.filter(WAITS | LEFT_BEHIND, pk=row.pk).update(
            status=RUNNING, started_at=Now(), run_after=Now() + LEASE, worker_ids=row.worker_ids
        ):
            return
        run = Run(row, renew_at=_half_a_lease_on())
        if run.tries > TRIES and row.task_path not in self.periodic:
            run.failure = RuntimeError("each worker that ran it died")
            self._settle(run)
            return
        self.in_hand.append(run)
        threading.Thread(target=self._work, args=(run,), name=row.task_path, daemon=True).start()

    def _work(self, run: Run) -> None:
        try:
            _call(run.row)
        except BaseException as failure:  # noqa: BLE001  whatever a task raises, it has failed
            run.failure = failure
        finally:
            connections.close_all()
            run.has_ended = True
            self.nudge()

    def _settle(self, run: Run) -> None:
        """A task that is done leaves no row behind: its arguments are nobody's business any more."""
        every = self.periodic.get(run.row.task_path)
        if run.failure is not None:
            _tell(run, run.failure)
        if every is not None:
            run.claimed.update(status=READY, run_after=Now() + every, worker_ids=[])
        elif run.failure is None:
            run.claimed.delete()
        elif run.tries < TRIES:
            run.claimed.update(status=READY, run_after=Now() + wait_after(run.tries))
        else:
            _give_up(run, run.failure)


@composed_once
def _waiting() -> QuerySet[Row]:
    return DBTaskResult.objects.filter(WAITS)[:AT_ONCE]


@composed_once
def _left_behind() -> QuerySet[Row]:
    return DBTaskResult.objects.filter(LEFT_BEHIND)[:AT_ONCE]


def _tell(run: Run, failure: BaseException) -> None:
    """Say in the log that it failed, and where; of a database that is away or busy the reason says enough."""
    if is_database_away(failure):
        log.error("task %s failed, try %d: %s", run.row.task_path, run.tries, in_a_line(failure))
    else:
        log.error("task %s failed, try %d", run.row.task_path, run.tries, exc_info=failure)


def _call(row: Row) -> None:
    task, result = row.task, row.task_result
    context = (TaskContext(task_result=result),) if task.takes_context else ()  # type: ignore[arg-type]  # its backport
    task.call(*context, *result.args, **result.kwargs)


def _renew(run: Run) -> None:
    if time.monotonic() < run.renew_at:
        return
    if not run.claimed.update(run_after=Now() + LEASE):
        log.warning("task %s outlived its claim, and another worker has it", run.row.task_path)
    run.renew_at = _half_a_lease_on()


def _half_a_lease_on() -> float:
    return time.monotonic() + LEASE.total_seconds() / 2


def _give_up(run: Run, failure: BaseException) -> None:
    run.claimed.update(
        status=FAILED,
        finished_at=Now(),
        exception_class_path=f"{type(failure).__module__}.{type(failure).__qualname__}",
        traceback="".join(traceback.format_exception(failure)),
    )
