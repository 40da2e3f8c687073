"""An event in words for its person: what, when, near where, in which browser, by whom, and what else is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import time_zones
from accounts.audit.browser_names import in_words
from accounts.audit.details import is_named, meaning_of, name_of
from accounts.audit.events import words_to_person
from accounts.audit.models import AuditEvent
from accounts.mail.countries import name_of_country
from accounts.methods import registry
from accounts.users.places import LOCAL, place_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BY_METHOD = {"method", "methods"}
# Said in their own places.
ORIGIN = {"address", "browser", "through"}
# Of use to who reads logs alone.
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")
# Of things by the names that their person gave them, a method's where they have none.
OF_THINGS = {"known", "stopped", "kept", "shown", "way"}


def item_of(event: AuditEvent) -> dict[str, Any]:
    """What a letter says of the event, in the language and the time zone that are on."""
    return {
        "what": str(words_to_person(event.tag)),
        "when": when(event.at),
        "where": where(str(event.details.get("address", ""))),
        "browser": in_words(str(event.details.get("browser", ""))),
        "by": _by_whom(event),
        # By itself: within other words an address would be taken for a link, and broken up (facts.py).
        "name": event.actor.username if _is_others(event) and event.actor is not None else "",
        "details": [{"name": name, "words": words} for name, words in _details(event)],
    }


def when(at: datetime) -> str:
    """A moment as letters write it: in the zone that is on, and what that is called."""
    there = at.astimezone(timezone.get_current_timezone())
    return f"{date_format(there, 'j F Y, H:i')} {time_zones.called(there)}"


def where(address: str) -> str:
    """The place near an address, and the address."""
    place = place_of(address)
    if not place:
        return address
    if place == LOCAL:
        return f"{_('on your own network')} ({address})"
    return f"{_('near')} {name_of_country(place)} ({address})"


def _by_whom(event: AuditEvent) -> str:
    """Who did it, as far as that is known; nothing where it just happened, or how they came in is told."""
    if _is_others(event):
        return _("an admin")
    if "methods" in event.details:
        return ""
    return str(meaning_of("through", event.details.get("through", "")))


def _is_others(event: AuditEvent) -> bool:
    return event.actor_id != event.subject_id


def _details(event: AuditEvent) -> Iterator[tuple[str, str]]:
    for detail, value in event.details.items():
        if is_named(detail) and detail not in ORIGIN and (words := _words(detail, value)):
            yield _("How") if detail in BY_METHOD else str(name_of(detail)), words


def _words(detail: str, value: Any) -> str:
    if isinstance(value, list):
        words = [_words(detail, one) for one in value]
        return ("; " if any("," in one for one in words) else ", ").join(words)
    if detail == "changes":
        return str(words_to_person(str(value)))
    text = str(value)
    if ID.fullmatch(text):
        return ""
    if MOMENT.fullmatch(text):
        return when(datetime.strptime(text, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC))
    return str(_method(detail, value) or meaning_of(detail, value))


def _method(detail: str, value: Any) -> StrOrPromise:
    method = registry.find(value) if detail in BY_METHOD | OF_THINGS else None
    return method.label if method is not None else ""
