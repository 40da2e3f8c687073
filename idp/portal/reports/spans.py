"""For how long back a report looks, and in which stretches it shows that. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.dateformat import format as written_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Stretch:
    """Some days that are counted together, from the first to the last."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """Its first day: 26 Nov."""
        written = written_date(self.first, pgettext("how a day is written in a chart", "j M"))
        return written.replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True)
class Span:
    """So many days, ending today, in stretches of so many."""

    key: str
    words: StrOrPromise
    days: int
    together: int

    def stretches(self, today: date) -> list[Stretch]:
        """The oldest first; all are equally long."""
        first = self.first_day(today)
        begins = [first + timedelta(days=n) for n in range(0, self.days, self.together)]
        return [Stretch(day, day + timedelta(days=self.together - 1)) for day in begins]

    def place_of(self, day: date, *, today: date) -> int:
        """Which of them this day is in. What was written by a clock ahead of ours belongs to the last."""
        return (min(day, today) - self.first_day(today)).days // self.together

    def first_day(self, today: date) -> date:
        return today - timedelta(days=self.days - 1)


# Whole weeks, so that each stretch has as many Mondays as any other.
SPANS: Mapping[str, Span] = {
    span.key: span
    for span in (
        Span("week", _("7 days"), 7, 1),
        Span("month", _("30 days"), 30, 1),
        Span("quarter", _("13 weeks"), 91, 7),
        Span("year", _("A year"), 364, 28),
    )
}
DEFAULT = SPANS["month"]


def span_called(key: str) -> Span:
    """The span with this key; what asks for none asks for 30 days."""
    return SPANS.get(key, DEFAULT)
