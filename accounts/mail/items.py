"""An event in words for its person: what, when, by whom, and what else is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.details import is_named, meaning_of, name_of
from accounts.audit.events import words_to_person
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.users.places import LOCAL, place_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BY_METHOD = {"method", "methods"}


def item_of(event: AuditEvent) -> dict[str, Any]:
    """What a letter says of the event, in the language that is on."""
    return {
        "what": str(words_to_person(event.tag)),
        "when": when(event.at),
        "details": [{"name": name, "words": words} for name, words in _details(event)],
    }


def when(at: datetime) -> str:
    """A moment as letters write it: they do not know the reader's zone, and say which it is."""
    return f"{date_format(at.astimezone(UTC), 'j F Y, H:i')} UTC"


def where(address: str) -> str:
    """An address, and the place near it."""
    place = place_of(address)
    if not place:
        return address
    return f"{address}, {_('on your own network') if place == LOCAL else _('near') + ' ' + place}"


def _details(event: AuditEvent) -> Iterator[tuple[str, str]]:
    if event.actor is not None and event.actor_id != event.subject_id:
        yield _("Done by"), event.actor.username
    for detail, value in event.details.items():
        if is_named(detail) and (words := _words(detail, value)):
            yield _("How") if detail in BY_METHOD else str(name_of(detail)), words


def _words(detail: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(detail, one) for one in value)
    if detail == "address":
        return where(str(value))
    return str(_method(detail, value) or meaning_of(detail, value))


def _method(detail: str, value: Any) -> StrOrPromise:
    method = registry.find(value) if detail in {*BY_METHOD, "known"} else None
    return method.label if method is not None else ""
