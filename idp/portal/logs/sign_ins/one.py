"""One try to sign in: its steps in order, what asked for them, and everything the log has of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.audit.browser_names import in_words
from accounts.audit.events import sentence_of
from accounts.audit.models import AuditEvent
from accounts.security_info.sign_ins.story import Story
from accounts.sign_in_log.models import SignInAttempt
from accounts.sign_in_log.outcome import key_of
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.areas.event_facts import facts_of
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.logs.filters import address_of
from idp.portal.logs.names import names_of
from idp.portal.logs.sign_ins import words
from idp.portal.logs.sign_ins.blocking import is_blocked, where_to_block
from idp.portal.one_of_several import tenant_seen_by

MOST_EVENTS = 1000
# What the page says elsewhere of the whole try.
SAID_ABOVE = frozenset(
    {"sign_in", "browser", "address", "application", "new_browser", "again", "needed", "lacked", "reported"}
)


@dataclass(frozen=True)
class Recorded:
    """One event of the try, as the log has it."""

    number: int
    at: datetime
    sentence: str
    tag: str
    facts: list[tuple[str, str]]


def sign_in(request: HttpRequest, tenant_id: uuid.UUID, number: int) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_SIGN_INS)
    row = SignInAttempt.objects.filter(tenant=tenant, pk=number).first()
    if row is None:
        raise Http404
    events = _events_of(row)
    person = User.objects.filter(pk=row.person_id).first()
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "row": row,
        "person": person,
        "name": names_of([row.person_id])[row.person_id],
        "may_see_person": person is not None and may(asker(request), Act.SEE_PEOPLE, on=person),
        "result": SignInAttempt.Result(row.result).label,
        "badge": words.badge(row),
        "reason": words.reason(row),
        "browser": in_words(row.browser),
        "story": Story(row.mark, events, says=words.as_a_part) if events else None,
        "needed": words.needed(row),
        "lacked": words.lacked(events),
        "reported": words.reported(events),
        "recorded": [_recorded(event) for event in events],
        "others": _others(row, person),
        "is_blocked": is_blocked(row.network, tenant=tenant),
        "block_url": where_to_block(row.network, tenant=tenant, asker=asker(request)),
    }
    return render(request, "idp/portal/logs/sign_in.html", context)


def _events_of(row: SignInAttempt) -> list[AuditEvent]:
    """Its events; none where they were dropped."""
    rows = AuditEvent.objects.filter(subject=row.person_id, pk__gte=row.first_event, pk__lte=row.last_event)
    found = rows.order_by("-pk")[:MOST_EVENTS]
    return [event for event in reversed(found) if key_of(event) == row.mark]


def _recorded(event: AuditEvent) -> Recorded:
    said = {name: value for name, value in event.details.items() if name not in SAID_ABOVE}
    return Recorded(event.pk, event.at, str(sentence_of(event.tag)), event.tag, facts_of(said))


def _others(row: SignInAttempt, person: User | None) -> dict[str, str]:
    """The queries by which others like it are listed."""
    whose = person.username if person is not None else str(row.person_id)
    asked = {"q": whose, "browser": row.browser, "network": row.network, "place": row.place}
    return {name: address_of({name: value}) for name, value in asked.items() if value}
