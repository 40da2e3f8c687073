"""How an organisation's people signed in: from the counts of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.alerts.models import Alert
from accounts.methods import registry
from accounts.sign_in_log.models import SignInAttempt
from devices.phones.settings import KEY as PHONE
from idp.portal.logs.filters import WRITTEN, zone_for
from idp.portal.logs.sign_ins.words import way
from idp.portal.reports.figures import Asked, Figures, Line, leads_to
from idp.portal.reports.spans import Stretch

Result = SignInAttempt.Result
RESULTS = (Result.SIGNED_IN, Result.DENIED, Result.REFUSED, Result.NOT_FINISHED)


def results(asked: Asked) -> Figures:
    """What came of the tries."""
    counts = _counted(asked, lambda _method, result: result)
    heads = (str(_("From")), *(_named(result) for result in RESULTS))
    return Figures(
        heads, [_line(asked, one, [counts[one, result] for result in RESULTS]) for one in _of(asked)]
    )


def adoption(asked: Asked) -> Figures:
    """Of those who got in, how many came in by phone."""
    counts = _counted(asked, lambda method, result: (result == Result.SIGNED_IN, method == PHONE))
    lines = []
    for one in _of(asked):
        by_phone = counts[one, (True, True)]
        every = by_phone + counts[one, (True, False)]
        percent = round(100 * by_phone / every) if every else None
        lines.append(_line(asked, one, [every, by_phone, percent], result=Result.SIGNED_IN))
    return Figures((_("From"), _("Sign-ins"), _("By phone"), _("Percent by phone")), lines)


def used(asked: Asked) -> Figures:
    """By which ways people got in: the last step of each."""
    counts: Counter[str] = Counter()
    for _day, method, result, many in asked.tries:
        if result == Result.SIGNED_IN:
            counts[method] += many
    order = [method.key for method in registry.in_order()]
    keys = sorted(counts, key=lambda key: (-counts[key], order.index(key) if key in order else len(order)))
    page, since = _log_of(asked), _written(_since(asked))
    lines = [
        Line(way(key), (counts[key],), leads_to(page, result=Result.SIGNED_IN, method=key, since=since))
        for key in keys
    ]
    return Figures((_("Way"), _("Sign-ins")), lines)


def suspicious(asked: Asked) -> Figures:
    """What was denied, what was not accepted, and what somebody said was not theirs."""
    counts = _counted(asked, lambda _method, result: result)
    alerts = _alerts(asked)
    heads = (_("From"), _named(Result.DENIED), _named(Result.REFUSED), _("Alerts"))
    lines = [
        _line(
            asked,
            one,
            [counts[one, Result.DENIED], counts[one, Result.REFUSED], alerts[one]],
            result=Result.DENIED,
        )
        for one in _of(asked)
    ]
    return Figures(heads, lines, colours=(1, 2, 3))


def _named(result: SignInAttempt.Result) -> str:
    return str(capfirst(result.label))


def _of(asked: Asked) -> list[Stretch]:
    return asked.span.stretches(asked.today)


def _since(asked: Asked) -> date:
    return asked.span.first_day(asked.today)


def _counted(asked: Asked, kind: Callable[[str, str], object]) -> Counter[tuple[Stretch, object]]:
    """How many tries of each kind there were in each stretch."""
    counts: Counter[tuple[Stretch, object]] = Counter()
    for day, method, result, many in asked.tries:
        counts[_stretch_with(asked, day), kind(method, result)] += many
    return counts


def _alerts(asked: Asked) -> Counter[Stretch]:
    begins = datetime.combine(_since(asked), time(), UTC)
    rows = Alert.objects.filter(tenant=asked.tenant, raised_at__gte=begins).order_by()
    days = rows.annotate(day=TruncDate("raised_at", tzinfo=UTC)).values_list("day").annotate(many=Count("pk"))
    counts: Counter[Stretch] = Counter()
    for day, many in days:
        counts[_stretch_with(asked, day)] += many
    return counts


def _stretch_with(asked: Asked, day: date) -> Stretch:
    # What was written by a clock ahead of ours belongs to the last.
    return asked.stretches[min(day, asked.today)]


def _line(asked: Asked, one: Stretch, numbers: list[int | None], **more: str) -> Line:
    until = _written(one.last + timedelta(days=1), less=timedelta(minutes=1))
    url = leads_to(_log_of(asked), since=_written(one.first), until=until, **more)
    return Line(one.label, tuple(numbers), url)


def _log_of(asked: Asked) -> str:
    return reverse("admin:sign_ins_of", args=[asked.tenant.pk])


def _written(day: date, *, less: timedelta = timedelta(0)) -> str:
    """The beginning of a counted day, as the log is asked for it in the reader's zone."""
    begins = datetime.combine(day, time(), UTC) - less
    return begins.astimezone(zone_for({})).strftime(WRITTEN)
