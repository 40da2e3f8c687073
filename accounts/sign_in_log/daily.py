"""The counts of a day, kept with the rows: each change of a row moves it from one count to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date
from typing import Any
from uuid import UUID

from django.db.models import Sum

from accounts.methods import registry
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.statements.composing import added_once
from accounts.telemetry.measures import Counted

NO_WAY = "none"
# Of a try that was refused first and then succeeded, both are counted: it came to each of them.
SIGN_INS = Counted(
    "handslag_sign_ins",
    "Tries to sign in that came to this, by the way that was used.",
    way=lambda: [NO_WAY, *(method.key for method in registry.in_order())],
    result=[*SignInAttempt.Result],
)
Kind = tuple[Any, ...]
NAMES = ("tenant_id", "day", "method", "result")
_add = added_once(
    SignInsOfDay,
    then="""ON CONFLICT (tenant_id, day, method, result, application, place)
            DO UPDATE SET count = kept.count + excluded.count""",
)


def kind_of(row: SignInAttempt) -> Kind:
    """Among which it is counted."""
    day = row.at.astimezone(UTC).date()
    return (row.tenant_id, day, row.method, str(row.result))


def move(before: Iterable[Kind], after: Iterable[Kind]) -> None:
    """Counts what is now, and no longer what was."""
    changes = Counter(after)
    changes.subtract(Counter(before))
    for kind, change in changes.items():
        if change:
            _add(SignInsOfDay(**dict(zip(NAMES, kind, strict=True)), count=change))
            _count(kind, change)


def _count(kind: Kind, change: int) -> None:
    named = dict(zip(NAMES, kind, strict=True))
    for _ in range(change):
        SIGN_INS.add_when_kept(way=named["method"] or NO_WAY, result=named["result"])


def by_day(tenant: UUID, *, since: date) -> list[tuple[date, str, str, int]]:
    """Day, way, result and how many, of one organisation: one question, of counts alone."""
    rows = SignInsOfDay.objects.filter(tenant=tenant, day__gte=since).values_list("day", "method", "result")
    return list(rows.annotate(many=Sum("count")).filter(many__gt=0).order_by("day", "method", "result"))


def of_day(day: date, *, tenant: UUID | None) -> list[tuple[str, str, int]]:
    """Way, result and how many, of one day: of one organisation, or of all together where none is named."""
    rows = SignInsOfDay.objects.filter(day=day)
    rows = rows if tenant is None else rows.filter(tenant=tenant)
    return list(rows.order_by().values_list("method", "result").annotate(many=Sum("count")))


def most_of_day(day: date, *, results: Iterable[str], least: int, most: int) -> list[tuple[UUID, int]]:
    """The organisations in which most tries of a day had one of these results, where there were so many at least."""
    rows = SignInsOfDay.objects.filter(day=day, result__in=list(results)).order_by()
    counted = rows.values_list("tenant_id").annotate(many=Sum("count"))
    return list(counted.filter(many__gte=least).order_by("-many", "tenant_id")[:most])
