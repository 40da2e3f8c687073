"""What of the sign-ins of one organisation is asked for, and their rows, the latest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.portal.logs.exporting import ROWS_AT_MOST, ROWS_AT_ONCE
from idp.portal.logs.filters import (
    ON_A_PAGE,
    Part,
    address_of,
    ids_of,
    moment_after,
    moment_of,
    number_of,
    one_of,
    texts_of,
    zone_for,
)
from idp.portal.logs.sign_ins.words import label_of
from idp.portal.read_copy import read_there

# Columns that are asked for as they stand.
AS_IT_STANDS = ("result", "method", "application", "place", "network", "browser", "reported")
NAMES = ("q", *AS_IT_STANDS, "new", "since", "until", "zone")
Begin = tuple[datetime, int]
# As ISO 3166 writes them; this network's own place is none.
COUNTRY_LENGTH = 2


@dataclass(frozen=True)
class Asked:
    """`said` is what is asked for by its names; `before` is the row after which a page begins: its time and number."""

    said: Mapping[str, str]
    before: Begin | None = None

    @property
    def address(self) -> str:
        """The query that asks for this from the latest on."""
        return address_of(self.said)

    @property
    def is_filtered(self) -> bool:
        return any(text for name, text in self.said.items() if name != "zone")

    def after(self, row: SignInAttempt) -> str:
        """The query of the page that goes on after this row."""
        return address_of({**self.said, "before": self.mark_of(row)})

    def mark_of(self, row: SignInAttempt) -> str:
        """Where the page begins that goes on after this row."""
        return f"{_micros(row.at)}-{row.pk}"

    def without(self, name: str) -> str:
        return address_of({**self.said, name: ""})


def asked_by(query: Mapping[str, str]) -> Asked:
    at, _dash, number = query.get("before", "").partition("-")
    micros, pk = number_of(at), number_of(number)
    moment = moment_after(micros) if micros else None
    return Asked(texts_of(query, *NAMES), (moment, pk) if moment and pk else None)


def rows_of(tenant: Tenant, asked: Asked, *, asker: User) -> QuerySet[SignInAttempt]:
    """All that is asked for, in order; where a page begins is left out of it."""
    said = asked.said
    rows = SignInAttempt.objects.filter(tenant=tenant)
    rows = rows.filter(**{name: said[name] for name in AS_IT_STANDS if said[name]})
    if said["q"]:
        rows = one_of(rows, [Q(person=person) for person in ids_of(asker, said["q"])])
    if said["new"]:
        rows = rows.filter(is_new_browser=True)
    if since := moment_of(said["since"], zone_for(said)):
        rows = rows.filter(at__gte=since)
    if until := moment_of(said["until"], zone_for(said), is_end=True):
        rows = rows.filter(at__lt=until)
    return rows


def from_there(rows: QuerySet[SignInAttempt], before: Begin | None) -> QuerySet[SignInAttempt]:
    """Those after this one, in order; the first condition is what an index is walked by."""
    if before is None:
        return rows
    at, pk = before
    return rows.filter(at__lte=at).filter(Q(at__lt=at) | Q(pk__lt=pk))


def page_of(rows: QuerySet[SignInAttempt], asked: Asked) -> tuple[list[SignInAttempt], bool]:
    """A page, and whether another follows."""
    found = list(from_there(rows, asked.before)[: ON_A_PAGE + 1])
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE


def all_of(rows: QuerySet[SignInAttempt]) -> Iterator[list[SignInAttempt]]:
    """All of them, some at a time, as many as an export has."""
    before: Begin | None = None
    for _n in range(ROWS_AT_MOST // ROWS_AT_ONCE):
        some = from_there(rows, before)[:ROWS_AT_ONCE]
        found: list[SignInAttempt] = read_there(partial(list, some))
        yield found
        if len(found) < ROWS_AT_ONCE:
            return
        before = (found[-1].at, found[-1].pk)


def in_words(asked: Asked) -> list[Part]:
    """What is asked for, as a sentence's parts."""
    said = asked.said
    names = {
        "q": _("of"),
        "result": _("what came of it"),
        "method": _("last step"),
        "application": _("to"),
        "place": _("from"),
        "network": _("network"),
        "browser": _("browser"),
        "reported": _("by what is only reported"),
        "new": _("only"),
        "since": _("since"),
        "until": _("until"),
    }
    countries = {"place": said["place"]} if len(said["place"]) == COUNTRY_LENGTH else {}
    return [
        Part(name, label_of(key, said[key]), countries.get(key, ""))
        for key, name in names.items()
        if said[key]
    ]


def _micros(at: datetime) -> int:
    return round(at.timestamp() * 1e6)
