"""What came of the rows of a job, page by page, and those that were refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.jobs.findings import Finding, Row, Verdict
from accounts.jobs.models import Job

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Found:
    """A row and what came of it."""

    row: Row
    finding: Finding


@dataclass(frozen=True)
class Page:
    """Some rows in their order; `after` is the line that the next page begins behind, 0 where there is none."""

    rows: list[Found]
    after: int


def page_of(job: Job, *, verdict: Verdict | None, after: int) -> Page:
    """The rows behind this line that came out like this, or however. Parts without any are not opened."""
    found: list[Found] = []
    for one in _found_in(job, verdict=verdict, after=after):
        if len(found) == ROWS_A_PAGE:
            return Page(found, found[-1].row.line)
        found.append(one)
    return Page(found, 0)


def refused_of(job: Job) -> Iterator[Found]:
    """Every row that is refused, read as they are asked for."""
    return _found_in(job, verdict=Verdict.REFUSED, after=0)


def _found_in(job: Job, *, verdict: Verdict | None, after: int) -> Iterator[Found]:
    # Of a job that ended on its way the rest was only shown.
    parts = job.parts.filter(number__lt=job.parts_done, last_line__gt=after).order_by("number")
    for number, counts in parts.values_list("number", "counts"):
        if verdict is not None and not counts.get(verdict.value):
            continue
        part = job.parts.get(number=number)
        for row, finding in zip(part.rows, part.findings, strict=True):
            if row.line > after and verdict in {None, finding.verdict}:
                yield Found(row, finding)
