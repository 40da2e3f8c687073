"""Floods: somebody is asked again and again, and says no or does not answer. Read from the log, beside the sign-in.

Requests that wait quietly keep people from being worn out (fatigue.py); that somebody knows a name, and perhaps a
password, is for those who look after them to know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.alerts.kinds import AlertKind
from accounts.alerts.models import Alert
from accounts.alerts.services import raise_alert
from accounts.audit.details import name_details
from accounts.audit.events import event
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.places import place_of
from accounts.warning.kinds import WarningKind
from devices.approvals.moves import ASKED, MOVED
from devices.approvals.state import State

MANY = 5
WITHIN = timedelta(minutes=10)
# About a flood that goes on there is one alert in so long.
ONCE_IN = timedelta(hours=1)
LOOKED_AT = 50
# Whoever asks without a pause lets none of them run out: the older ones give way, and nobody has answered them either.
UNANSWERED = (State.EXPIRED, State.SUPERSEDED, State.DISPLACED)
UNWANTED = frozenset(MOVED[state].tag for state in (State.DENIED, State.WRONG_NUMBER, *UNANSWERED))

FLOODED = event(
    "tenant:warning:flood", _("Somebody was asked again and again, and did not approve"), told=False
)
name_details(requests=_("requests not approved by then"))
FLOOD = AlertKind(
    key="flood",
    told=_("Your phone was asked again and again, and you said no or did not answer"),
    noted=_("Asked again and again, and they said no or did not answer"),
    effects={},
)
WARN_OF_FLOODS = WarningKind(
    key="flood",
    label=_("Somebody is asked again and again on their phone"),
    tags=frozenset({FLOODED.tag}),
    todo=_("Ask whether it was them. If not, somebody may know their password: have it changed."),
)


@dataclass(frozen=True)
class Origin:
    """From where most of the requests came, as far as the log says, and the keys of what was proven before them."""

    address: str = ""
    browser: str = ""
    known: list[str] = field(default_factory=list)

    @property
    def details(self) -> dict[str, Any]:
        """As an alert keeps them."""
        said = {"ip": self.address, "place": place_of(self.address), "browser": self.browser}
        return {name: value for name, value in said.items() if value}


def read(events: Sequence[AuditEvent]) -> None:
    """Raise an alert about each person whom a flood reached."""
    for person in sorted({one.subject_id for one in events if one.subject_id and _is_unwanted(one)}):
        _look_at(person)


def _is_unwanted(one: AuditEvent) -> bool:
    """Of a sign-in: the test of a new phone, which its person makes, is none."""
    return one.tag in UNWANTED and "sign_in" in one.details


def _look_at(person_id: UUID) -> None:
    now = clock.now()
    of_person = AuditEvent.objects.filter(subject=person_id, tag__in=UNWANTED).order_by("-pk")
    found = [one for one in of_person[:LOOKED_AT] if one.at >= now - WITHIN and _is_unwanted(one)]
    if len(found) < MANY or not User.objects.filter(pk=person_id).exists():
        return
    person = lock_user(person_id)
    if Alert.objects.filter(kind=FLOOD.key, user=person, raised_at__gte=now - ONCE_IN).exists():
        return
    origin = _origin_of(person_id, {one.details.get("request") for one in found})
    raise_alert(
        FLOOD,
        person,
        about=found[0].pk,
        effects=(),
        known=origin.known,
        requests=len(found),
        **origin.details,
    )
    said: dict[str, Any] = {"address": origin.address} if origin.address else {}
    record(FLOODED, tenant=person.tenant_id, subject=person, requests=len(found), **said)


def _origin_of(person_id: UUID, requests: Iterable[Any]) -> Origin:
    """Read from the events that say who asked."""
    wanted = set(requests)
    rows = AuditEvent.objects.filter(subject=person_id, tag=ASKED.tag).order_by("-pk")[:LOOKED_AT]
    asked = [one.details for one in rows if one.details.get("request") in wanted]
    most = Counter((said.get("address", ""), said.get("browser", "")) for said in asked).most_common(1)
    known = dict.fromkeys(key for said in asked for key in said.get("proven", ()))
    (address, browser), _many = most[0] if most else (("", ""), 0)
    return Origin(str(address), str(browser), list(known))


READER = Reader("floods", read)
