"""What a report found: the lines of its table, and the chart that is drawn of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from accounts.many.estimating import EVERYBODY, Looked, in_words
from accounts.sign_in_log import daily
from accounts.tenants.models import Tenant
from idp.portal.charts import shapes
from idp.portal.logs.filters import WRITTEN, zone_for
from idp.portal.reports.alike import Alike, alike_in, phones_in
from idp.portal.reports.spans import Span, Stretch

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BARS, COLUMNS, LINE = "bars", "columns", "line"


@dataclass(frozen=True)
class Line:
    """One line: what it counts, its numbers, and the list of those whom it counts."""

    label: str
    numbers: tuple[int | None, ...]
    url: str = ""


@dataclass(frozen=True)
class Figures:
    """The lines, below what names their columns: first what they count, then each number.

    `colours` are the numbers of the colours of a column's parts: the same thing has the same in every chart.
    `is_about`: there are so many that the numbers are estimated.
    """

    heads: tuple[StrOrPromise, ...]
    lines: Sequence[Line]
    colours: tuple[int, ...] = (0, 1, 2, 3)
    is_about: bool = False

    @property
    def rows(self) -> list[tuple[Line, list[str]]]:
        """Each line with its numbers in words, as its table says them."""
        return [(line, [self._in_words(number) for number in line.numbers]) for line in self.lines]

    def _in_words(self, number: int | None) -> str:
        return "\N{EN DASH}" if number is None else in_words(number, is_about=self.is_about)

    @property
    def is_empty(self) -> bool:
        return not any(number for line in self.lines for number in line.numbers)

    @property
    def series(self) -> list[tuple[StrOrPromise, int]]:
        """What the parts of a column stand for, and the colour of each."""
        return list(zip(self.heads[1:], self.colours, strict=False))


@dataclass(frozen=True)
class Asked:
    """Of whom, for how long back, and as who looks today; `looked` says who of the people are looked at."""

    tenant: Tenant
    span: Span
    today: date
    looked: Looked = EVERYBODY

    @cached_property
    def tries(self) -> Counter[tuple[int, str, str]]:
        """How many of each way and result each stretch has: read once, for every report that tells of them."""
        counts: Counter[tuple[int, str, str]] = Counter()
        for day, method, result, many in daily.by_day(self.tenant.pk, since=self.span.first_day(self.today)):
            counts[self.span.place_of(day, today=self.today), method, result] += many
        return counts

    @cached_property
    def stretches(self) -> list[tuple[str, str]]:
        """What each is called, and the list of its tries: written once, likewise."""
        return [(one.label, self.tries_in(one)) for one in self.span.stretches(self.today)]

    @cached_property
    def log(self) -> str:
        return reverse("admin:sign_ins_of", args=[self.tenant.pk])

    def tries_in(self, stretch: Stretch) -> str:
        until = written(stretch.last + timedelta(days=1), less=timedelta(minutes=1))
        return leads_to(self.log, since=written(stretch.first), until=until)

    @cached_property
    def alike(self) -> list[Alike]:
        """The people, by how they stand and what they have: looked at once, likewise."""
        return alike_in(self.tenant, self.looked)

    @cached_property
    def phones(self) -> list[tuple[str, str, int]]:
        """Platform, unlock and how many phones: likewise."""
        return phones_in(self.tenant, self.looked)


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report: `says` what it shows in a sentence, `made` finds it. `is_now`: it is as things stand, at any span."""

    key: str
    title: StrOrPromise
    says: StrOrPromise
    shape: str
    made: Callable[[Asked], Figures]
    is_now: bool = False


def drawn(shape: str, figures: Figures) -> shapes.Bars | shapes.Columns | shapes.Line:
    """The chart: bars of the first number, columns of all of them, a line of the last, which is in percent."""
    labels = [line.label for line in figures.lines]
    if shape == BARS:
        things = [(line.label, line.numbers[0] or 0, line.url) for line in figures.lines]
        return shapes.bars(things, is_about=figures.is_about)
    if shape == COLUMNS:
        counts = [[number or 0 for number in line.numbers] for line in figures.lines]
        return shapes.columns(labels, counts, colours=figures.colours)
    return shapes.line(labels, [line.numbers[-1] for line in figures.lines])


def leads_to(page: str, **asked: str) -> str:
    """The address of a list, asked for this."""
    return f"{page}?{urlencode(asked)}"


def written(day: date, *, less: timedelta = timedelta(0)) -> str:
    """The beginning of a counted day, as the log is asked for it in the reader's zone."""
    begins = datetime.combine(day, time(), UTC) - less
    return begins.astimezone(zone_for({})).strftime(WRITTEN)
