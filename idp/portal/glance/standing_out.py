"""What somebody should look at, each with what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.events import sentence_of
from accounts.audit.models import AuditEvent
from accounts.many.estimating import or_more
from accounts.sign_in_log import daily
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.access import seen_by, users_seen_by
from accounts.users.models import User
from accounts.users.roles import Act, Reach, may, reach
from accounts.warning.events import LOCKOUTS
from accounts.warning.kinds import by_tag
from idp.portal.applications.ending import ending_for
from idp.portal.logs.names import names_of
from idp.portal.people.finding import STATES
from idp.portal.reports.figures import leads_to

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Thing = TypeVar("Thing")
Result = SignInAttempt.Result
NOT_LET_IN = (Result.DENIED, Result.REFUSED)
LATELY = timedelta(hours=24)
# However many tries a flood makes, so many of the latest are looked at.
TRIES_LOOKED_AT = 5000
# From here on it is more than somebody who mistypes, an office that comes back from holiday, a usual day.
MANY_FOR_A_PERSON, MANY_FROM_A_NETWORK, MANY_IN_AN_ORGANISATION = 10, 30, 50
SHOWN_OF_EACH = 3
# Of more people and alerts it is said that there are more than so many.
MOST_COUNTED = 1000
WARNINGS_LOOKED_AT = 50


@dataclass(frozen=True)
class StandsOut:
    """One thing: what it is, what to do, and where."""

    icon: str
    title: StrOrPromise
    todo: StrOrPromise
    url: str
    button: StrOrPromise
    at: datetime | None = None


def standing_out(user: User) -> list[StandsOut]:
    """The most pressing first; bounded, however much happens."""
    found = [*_alerts(user), *_blocked(user), *_warnings(user), *_secrets(user)]
    how_far = reach(user, Act.SEE_SIGN_INS)
    if how_far is Reach.EVERYWHERE:
        return [*found, *_organisations()]
    return [*found, *_floods(user)] if how_far is Reach.OWN else found


def open_alerts(user: User) -> QuerySet[Alert]:
    """Those nobody has dealt with; one about the asker is for others."""
    alerts = Alert.objects.filter(settled_at=None).exclude(user=user)
    return seen_by(user, alerts, act=Act.SEE_ALERTS)


def _alerts(user: User) -> Iterator[StandsOut]:
    waiting = open_alerts(user)
    for alert in waiting.select_related("user")[:SHOWN_OF_EACH]:
        yield StandsOut(
            "warning",
            f"{alert.user}: {alert.noted}",
            _("Talk with them, then mark it as dealt with."),
            reverse("admin:accounts_alert_look", args=[alert.pk]),
            _("Look"),
            at=alert.raised_at,
        )
    many = waiting[: MOST_COUNTED + 1].count()
    if many > SHOWN_OF_EACH:
        yield StandsOut(
            "warning",
            capfirst(
                ngettext(
                    "%(n)s alert waits for somebody to deal with it.",
                    "%(n)s alerts wait for somebody to deal with them.",
                    many,
                )
                % {"n": or_more(many, at_most=MOST_COUNTED)}
            ),
            _("Here stand the latest of them."),
            leads_to(reverse("admin:accounts_alert_changelist"), dealt_with="no"),
            _("See alerts"),
        )


def _blocked(user: User) -> Iterator[StandsOut]:
    many = users_seen_by(user).filter(STATES["blocked"][1]).order_by()[: MOST_COUNTED + 1].count()
    if many:
        yield StandsOut(
            "cross",
            ngettext("Sign-in is blocked for %(n)s person", "Sign-in is blocked for %(n)s people", many)
            % {"n": or_more(many, at_most=MOST_COUNTED)},
            _("Talk with each, help them to be safe again, then let them sign in."),
            leads_to(reverse("admin:accounts_user_changelist"), state="blocked"),
            _("See who"),
        )


def _warnings(user: User) -> Iterator[StandsOut]:
    """What was found lately by looking at many events; what is about one person is among the alerts."""
    since = clock.now() - LATELY
    lately = AuditEvent.objects.filter(kind=LOCKOUTS.kind).select_related("tenant").order_by("-pk")
    rows = list(seen_by(user, lately, act=Act.SEE_LOG)[:WARNINGS_LOOKED_AT])
    found: dict[tuple[str, object], AuditEvent] = {}
    for one in rows:
        if one.at >= since and one.subject_id is None:
            found.setdefault((one.tag, one.tenant_id), one)
    several = reach(user, Act.SEE_LOG) is Reach.EVERYWHERE
    for one in list(found.values())[:SHOWN_OF_EACH]:
        kind = by_tag().get(one.tag)
        yield StandsOut(
            "bell",
            f"{one.tenant}: {sentence_of(one.tag)}" if several else sentence_of(one.tag),
            kind.todo if kind is not None else "",
            reverse("admin:audit_event", args=[one.pk]),
            _("Look"),
            at=one.at,
        )


def _secrets(user: User) -> Iterator[StandsOut]:
    """Applications whose secret has ended or ends soon: from then on nobody can sign in to them."""
    for one in ending_for(user, most=SHOWN_OF_EACH):
        title = _("%(name)s: its secret has ended") if one.has_ended else _("%(name)s: its secret ends soon")
        yield StandsOut(
            "key",
            title % {"name": one.name},
            _("Give it another, and put that where its server finds it."),
            reverse("admin:application", args=[one.tenant_id, one.application_id]),
            _("Look"),
        )


def _floods(user: User) -> Iterator[StandsOut]:
    """Of one organisation: people and networks with many tries that let nobody in."""
    rows = _not_let_in(user.tenant_id)
    log = reverse("admin:sign_ins_of", args=[user.tenant_id])
    people = _most((person for person, _network in rows), MANY_FOR_A_PERSON)
    names = names_of(person for person, _many in people)
    for person, many in people:
        yield StandsOut(
            "bell",
            _("%(name)s: %(n)s tries in 24 hours that let nobody in") % {"name": names[person], "n": many},
            _("Ask whether it was them. If not, somebody may know their password: have it changed."),
            leads_to(log, q=names[person]),
            _("See the tries"),
        )
    may_block = may(user, Act.SEE_LOG)
    for network, many in _most((network for _person, network in rows if network), MANY_FROM_A_NETWORK):
        todo = _("If you do not know it, block it at Networks.") if may_block else _("Tell an admin.")
        yield StandsOut(
            "place",
            _("%(network)s: %(n)s tries in 24 hours that let nobody in") % {"network": network, "n": many},
            todo,
            leads_to(log, network=network),
            _("See the tries"),
        )


def _organisations() -> Iterator[StandsOut]:
    """Of all: the organisations in which most tries let nobody in today."""
    found = daily.most_of_day(
        clock.now().date(), results=NOT_LET_IN, least=MANY_IN_AN_ORGANISATION, most=SHOWN_OF_EACH
    )
    names = dict(Tenant.objects.filter(pk__in=[tenant for tenant, _many in found]).values_list("pk", "name"))
    for tenant, many in found:
        yield StandsOut(
            "organisation",
            _("%(name)s: %(n)s tries today that let nobody in") % {"name": names.get(tenant, ""), "n": many},
            _("See whether it is one person or one network, then tell its admins."),
            leads_to(reverse("admin:sign_ins_of", args=[tenant]), result=Result.REFUSED.value),
            _("See the tries"),
        )


def _not_let_in(tenant: UUID) -> list[tuple[UUID, str]]:
    """Person and network of each of the latest: by the index of results, no further back than a day."""
    since = clock.now() - LATELY
    rows: list[tuple[UUID, str]] = []
    for result in NOT_LET_IN:
        found = SignInAttempt.objects.filter(tenant=tenant, result=result, at__gte=since)
        rows += found.order_by("-at", "-id").values_list("person", "network")[:TRIES_LOOKED_AT]
    return rows


def _most(things: Iterable[Thing], least: int) -> list[tuple[Thing, int]]:
    return [(thing, many) for thing, many in Counter(things).most_common(SHOWN_OF_EACH) if many >= least]
