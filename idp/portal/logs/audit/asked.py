"""What of the audit log is asked for, and its events, the latest first."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import itemgetter

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit.chain.models import Seal
from accounts.audit.events import declared_kinds
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.access import seen_by
from accounts.users.models import User
from accounts.users.roles import Act
from idp.portal.logs.exporting import ROWS_AT_MOST, ROWS_AT_ONCE
from idp.portal.logs.filters import (
    ON_A_PAGE,
    Part,
    address_of,
    ids_of,
    moment_of,
    number_of,
    one_of,
    texts_of,
    zone_for,
)
from idp.portal.read_copy import read_there

NAMES = ("q", "by", "kind", "organisation", "since", "until", "zone")
# One line of the filter stands for every kind of event that concerns no person.
WHOLE = "tenant:"
# A moment read from this machine's clock, or in a long transaction, may stand a little beside its number.
MOST_OUT_OF_ORDER = 2000


@dataclass(frozen=True)
class Asked:
    """`said` is what is asked for by its names; `before` is the number of the event after which a page begins."""

    said: Mapping[str, str]
    before: int | None = None

    @property
    def address(self) -> str:
        return address_of(self.said)

    @property
    def is_filtered(self) -> bool:
        return any(text for name, text in self.said.items() if name != "zone")

    def after(self, event: AuditEvent) -> str:
        """The query of the page that goes on after this event."""
        return address_of({**self.said, "before": event.pk})

    def without(self, name: str) -> str:
        return address_of({**self.said, name: ""})


def asked_by(query: Mapping[str, str]) -> Asked:
    return Asked(texts_of(query, *NAMES), number_of(query.get("before", "")))


def log_of(tenant_id: uuid.UUID) -> str:
    """The address of the log of one organisation."""
    return f"{reverse('admin:audit')}?{address_of({'organisation': str(tenant_id)})}"


def kinds() -> list[tuple[str, str]]:
    """What can be chosen: each kind in words, and the organisation as a whole."""
    lines = [(kind.key, str(kind.words)) for kind in declared_kinds()]
    return [*sorted(lines, key=itemgetter(1)), (WHOLE, _("about the organisation as a whole"))]


def events_of(asked: Asked, *, asker: User) -> QuerySet[AuditEvent]:
    """All that is asked for and may be seen, in order (T09, T23)."""
    said = asked.said
    rows = seen_by(asker, AuditEvent.objects.order_by("-pk"), act=Act.SEE_LOG)
    rows = _of_kind(rows, said["kind"])
    if said["organisation"]:
        rows = rows.filter(tenant=_id_of(said["organisation"]))
    if said["q"]:
        rows = one_of(rows, [Q(subject=person) for person in ids_of(asker, said["q"])])
    if said["by"]:
        rows = one_of(rows, [Q(actor=person) for person in ids_of(asker, said["by"])])
    if since := moment_of(said["since"], zone_for(said)):
        rows = rows.filter(at__gte=since, pk__gte=numbers_of(since)[0])
    if until := moment_of(said["until"], zone_for(said), is_end=True):
        rows = rows.filter(at__lt=until, pk__lte=numbers_of(until)[1])
    return rows


def page_of(rows: QuerySet[AuditEvent], asked: Asked) -> tuple[list[AuditEvent], bool]:
    """A page, and whether another follows."""
    after = rows if asked.before is None else rows.filter(pk__lt=asked.before)
    found = list(after.select_related("tenant")[: ON_A_PAGE + 1])
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE


def all_of(rows: QuerySet[AuditEvent]) -> Iterator[list[AuditEvent]]:
    """All of them, some at a time, as many as an export has."""
    before: int | None = None
    for _n in range(ROWS_AT_MOST // ROWS_AT_ONCE):
        some = (rows if before is None else rows.filter(pk__lt=before))[:ROWS_AT_ONCE]
        found: list[AuditEvent] = read_there(partial(list, some))
        yield found
        if len(found) < ROWS_AT_ONCE:
            return
        before = found[-1].pk


def in_words(asked: Asked, *, asker: User) -> list[Part]:
    """What is asked for, as a sentence's parts."""
    said = asked.said
    names = {
        "q": _("of"),
        "by": _("done by"),
        "kind": _("what"),
        "organisation": _("organisation"),
        "since": _("since"),
        "until": _("until"),
    }
    values = {
        "kind": dict(kinds()).get(said["kind"], said["kind"]),
        "organisation": organisation_of(said["organisation"], asker=asker),
        **{name: said[name].replace("T", " ") for name in ("since", "until")},
    }
    return [Part(name, values.get(key, said[key])) for key, name in names.items() if said[key]]


def organisation_of(written: str, *, asker: User) -> str:
    """What it is called, to whoever may see its log."""
    seen = seen_by(asker, Tenant.objects.all(), act=Act.SEE_LOG, tenant_path="pk")
    name = seen.filter(pk=_id_of(written)).values_list("name", flat=True).first() if written else ""
    return name or ""


def _of_kind(rows: QuerySet[AuditEvent], kind: str) -> QuerySet[AuditEvent]:
    keys = [known.key for known in declared_kinds()]
    if kind == WHOLE:
        return rows.filter(kind__in=[key for key in keys if key.startswith(WHOLE)])
    return rows.filter(kind=kind) if kind in keys else rows


def numbers_of(moment: datetime) -> tuple[int, int]:
    """Two numbers between which the events of this moment stand.

    By the seals; what is not sealed yet is halved until little is left. No index of times is needed for as many events
    as there may be.
    """
    sealed = Seal.objects.filter(ends_at__gte=moment).order_by("ends_at").values_list("first", "last").first()
    first, last = sealed or _halved(moment)
    return first - MOST_OUT_OF_ORDER, last + MOST_OUT_OF_ORDER


def _halved(moment: datetime) -> tuple[int, int]:
    events = AuditEvent.objects.order_by("pk")
    low = Seal.objects.order_by("-number").values_list("last", flat=True).first() or 0
    high = events.values_list("pk", flat=True).last() or low
    while high - low > MOST_OUT_OF_ORDER:
        middle = (low + high) // 2
        if events.filter(pk__gte=middle).values_list("at", flat=True)[0] < moment:
            low = middle
        else:
            high = middle
    return low, high


def _id_of(written: str) -> uuid.UUID:
    """What is not an id matches nobody's."""
    try:
        return uuid.UUID(written)
    except ValueError:
        return uuid.UUID(int=0)
