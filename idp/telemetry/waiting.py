"""What waits to be done, and since when: asked of the database when somebody looks, so no verb pays for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, close_old_connections
from django.db.models import Case, Count, F, Min, QuerySet, When
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts import clock
from accounts.audit import readers
from accounts.audit.models import AuditEvent, LogReader
from accounts.hooks.models import Hook
from accounts.incidents import DATABASE
from devices.approvals.models import ApprovalRequest
from idp.oidc.ciba.models import BackchannelRequest
from idp.oidc.leaving.models import LogoutNotice
from idp.worker.queue import WAITS

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Waiting:
    """So many wait, the longest of them since then; None where none does."""

    many: int
    since: datetime | None


def _due(rows: QuerySet[Any], when: str) -> Callable[[], Waiting]:
    """Those of `rows` whose time in the column `when` has come."""

    def look() -> Waiting:
        due = rows.filter(**{f"{when}__lte": Now()}).order_by()
        return Waiting(**due.aggregate(many=Count("pk"), since=Min(when)))

    return look


def _tasks() -> Waiting:
    # One that may run at once has the library's latest date.
    since = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    return Waiting(
        **DBTaskResult.objects.filter(WAITS).order_by().aggregate(many=Count("pk"), since=Min(since))
    )


def _log() -> Waiting:
    """Events that a reader of this release has not read yet; of many, that they are many is enough."""
    names = [reader.name for reader in readers.registered()]
    upto = LogReader.objects.filter(name__in=names).aggregate(upto=Min("upto"))["upto"]
    unread = AuditEvent.objects.filter(pk__gt=upto or 0).order_by("pk")
    return Waiting(many=unread[:MOST_COUNTED].count(), since=unread.values_list("at", flat=True).first())


QUEUES: dict[str, Callable[[], Waiting]] = {
    "wakes": _due(ApprovalRequest.objects.all(), "wake_due_at"),
    "tasks": _tasks,
    "webhooks": _due(Hook.objects.all(), "due_at"),
    "logouts": _due(LogoutNotice.objects.filter(state=LogoutNotice.State.WAITS), "due_at"),
    "pings": _due(BackchannelRequest.objects.all(), "ping_due_at"),
    "log": _log,
}


class WaitingCollector(Collector):
    """Looks at each queue when Prometheus asks. While the database is away there is nothing to tell of them."""

    def collect(self) -> Iterator[Metric]:
        """How many wait, and how long the first of them has."""
        many = GaugeMetricFamily("handslag_waiting", "What is due to be done and is not.", labels=["queue"])
        oldest = GaugeMetricFamily(
            "handslag_oldest_wait_seconds", "How long the longest of them has been due.", labels=["queue"]
        )
        is_there = GaugeMetricFamily("handslag_database_up", "Whether the database answers.")
        close_old_connections()
        try:
            for queue, look in QUEUES.items():
                found, now = look(), clock.now()
                many.add_metric([queue], found.many)
                oldest.add_metric(
                    [queue], max(0.0, (now - found.since).total_seconds()) if found.since else 0.0
                )
            is_there.add_metric([], 1)
        except DatabaseError as why:
            DATABASE.goes_on(why)
            is_there.add_metric([], 0)
        finally:
            close_old_connections()
        yield from (many, oldest, is_there)

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked where this is only registered."""
        return iter(())
