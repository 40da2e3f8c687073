"""How an organisation's people signed in: from the counts of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.alerts.models import Alert
from accounts.methods import registry
from accounts.sign_in_log.models import SignInAttempt
from devices.phones.settings import KEY as PHONE
from idp.portal.logs.sign_ins.words import way
from idp.portal.reports.figures import Asked, Figures, Line, leads_to, written

Result = SignInAttempt.Result
RESULTS = (Result.SIGNED_IN, Result.DENIED, Result.REFUSED, Result.NOT_FINISHED)


def results(asked: Asked) -> Figures:
    """What came of the tries."""
    counts = _counted(asked, lambda _method, result: result)
    heads = (str(_("From")), *(_named(result) for result in RESULTS))
    return Figures(heads, _lines(asked, lambda n: [counts[n, result] for result in RESULTS]))


def adoption(asked: Asked) -> Figures:
    """Of those who got in, how many came in by phone."""
    counts = _counted(asked, lambda method, result: (result == Result.SIGNED_IN, method == PHONE))

    def numbers(n: int) -> list[int | None]:
        by_phone = counts[n, (True, True)]
        every = by_phone + counts[n, (True, False)]
        return [every, by_phone, round(100 * by_phone / every) if every else None]

    heads = (_("From"), _("Sign-ins"), _("By phone"), _("Percent by phone"))
    return Figures(heads, _lines(asked, numbers, result=Result.SIGNED_IN))


def used(asked: Asked) -> Figures:
    """By which ways people got in: the last step of each."""
    counts: Counter[str] = Counter()
    for (_n, method, result), many in asked.tries.items():
        if result == Result.SIGNED_IN:
            counts[method] += many
    order = [method.key for method in registry.in_order()]
    keys = sorted(counts, key=lambda key: (-counts[key], order.index(key) if key in order else len(order)))
    since = asked.span.first_day(asked.today)
    lines = [
        Line(
            way(key),
            (counts[key],),
            leads_to(asked.log, result=Result.SIGNED_IN, method=key, since=written(since)),
        )
        for key in keys
    ]
    return Figures((_("Way"), _("Sign-ins")), lines)


def suspicious(asked: Asked) -> Figures:
    """What was denied, what was not accepted, and what somebody said was not theirs."""
    counts = _counted(asked, lambda _method, result: result)
    alerts = _alerts(asked)
    heads = (_("From"), _named(Result.DENIED), _named(Result.REFUSED), _("Alerts"))

    def numbers(n: int) -> list[int]:
        return [counts[n, Result.DENIED], counts[n, Result.REFUSED], alerts[n]]

    return Figures(heads, _lines(asked, numbers, result=Result.DENIED), colours=(1, 2, 3))


def _named(result: SignInAttempt.Result) -> str:
    return str(capfirst(result.label))


def _counted(asked: Asked, kind: Callable[[str, str], object]) -> Counter[tuple[int, object]]:
    """How many tries of each kind there were in each stretch."""
    counts: Counter[tuple[int, object]] = Counter()
    for (n, method, result), many in asked.tries.items():
        counts[n, kind(method, result)] += many
    return counts


def _alerts(asked: Asked) -> Counter[int]:
    begins = datetime.combine(asked.span.first_day(asked.today), time(), UTC)
    rows = Alert.objects.filter(tenant=asked.tenant, raised_at__gte=begins).order_by()
    days = rows.annotate(day=TruncDate("raised_at", tzinfo=UTC)).values_list("day").annotate(many=Count("pk"))
    counts: Counter[int] = Counter()
    for day, many in days:
        counts[asked.span.place_of(day, today=asked.today)] += many
    return counts


def _lines(asked: Asked, numbers: Callable[[int], Sequence[int | None]], **more: str) -> list[Line]:
    """One for each stretch, with what is counted in it; `more` says of which tries its log is."""
    also = f"&{urlencode(more)}" if more else ""
    return [Line(label, tuple(numbers(n)), log + also) for n, (label, log) in enumerate(asked.stretches)]
