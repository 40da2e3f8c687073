"""What was asked before for the same name: read once, and by one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.statements.composing import composed_once
from devices.approvals import kinds
from devices.approvals.asking.fatigue import Decision, Told, decide
from devices.approvals.asking.places import Place, giving_way
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import OPEN, State

# The newest are enough: many more than the caps and the places.
MOST_READ = 100


@dataclass(frozen=True)
class Earlier:
    """The requests of one name that are open, or told their person something within a day; the newest first."""

    rows: list[dict[str, Any]]

    @cached_property
    def open(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["state"] in OPEN and not _is_over(row)]

    @property
    def numbers(self) -> set[str]:
        """The numbers that are shown now."""
        return {row["number"] for row in self.open}

    def giving_way(self, *, known_browser: bool, network: str) -> Place | None:
        """The request that makes room for a new one."""
        taken = [_place(row) for row in self.open if _takes_a_place(row["kind"])]
        return giving_way(taken, known_browser=known_browser, network=network)

    def decide(self, *, known_browser: bool, now: datetime, is_of_application: bool = False) -> Decision:
        """Whether phones are woken now, by the database's clock wherever it was asked."""
        told = [_told(row) for row in self.rows]
        now = self.rows[0]["now"] if self.rows else now
        return decide(told, known_browser=known_browser, now=now, is_of_application=is_of_application)


def await_turn(asked_for: str) -> None:
    """Waits until nobody else asks for this name, until the transaction ends: all would see the same, and room.

    A name that nobody has is no row that could be locked, and must wait alike (A18). SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(bytes.fromhex(asked_for[:16]), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def earlier_of(asked_for: str) -> Earlier:
    """What was asked before for this name."""
    return Earlier([dict(zip(COLUMNS, row, strict=True)) for row in _remembered(asked_for)])


COLUMNS = (
    "pk",
    "state",
    "kind",
    "number",
    "known_browser",
    "asked_network",
    "asked_at",
    "expires_at",
    "approved_at",
    "finish_by",
    "ended_at",
    "reported_at",
    "went_on",
    "notifications",
    "notified_at",
    "now",
)


@composed_once
def _remembered(asked_for: str, /) -> QuerySet[ApprovalRequest, tuple[Any, ...]]:
    rows = ApprovalRequest.objects.filter(asked_for=asked_for, remembered_until__gt=Now())
    return rows.annotate(now=Now()).order_by("-asked_at").values_list(*COLUMNS)[:MOST_READ]


def _is_over(row: dict[str, Any]) -> bool:
    ends = row["finish_by"] if row["state"] == State.APPROVED else row["expires_at"]
    return bool(ends <= row["now"])


def _takes_a_place(key: str) -> bool:
    kind = kinds.find(key)
    return kind is None or kind.counts


def _is_of_application(key: str) -> bool:
    kind = kinds.find(key)
    return kind is not None and kind.is_of_application


def _place(row: dict[str, Any]) -> Place:
    return Place(
        key=row["pk"],
        known_browser=row["known_browser"],
        network=row["asked_network"],
        asked_at=row["asked_at"],
        may_give_way=row["state"] == State.PENDING,
    )


def _told(row: dict[str, Any]) -> Told:
    """What its person says was not theirs was no success, whatever became of it: it counts as denied (A17)."""
    return Told(
        known_browser=row["known_browser"],
        state=State.DENIED if row["reported_at"] else row["state"],
        is_over=_is_over(row),
        was_approved=row["approved_at"] is not None or row["went_on"],
        notifications=row["notifications"],
        notified_at=row["notified_at"],
        ended_at=row["ended_at"],
        is_of_application=_is_of_application(row["kind"]),
    )
