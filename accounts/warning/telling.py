"""The letters to an organisation's list: one of a kind tells all of it that happened since the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts import clock, time_zones
from accounts.audit.browser_names import in_words
from accounts.audit.details import is_named, meaning_of, name_of
from accounts.audit.events import sentence_of
from accounts.audit.models import AuditEvent
from accounts.mail.items import when, where
from accounts.mail.letters import Letter, declare
from accounts.mail.services import send
from accounts.policy.parts import settings_for
from accounts.warning import kinds
from accounts.warning.kinds import WarningKind
from accounts.warning.models import WarningDue
from accounts.warning.settings import KEY, WarningSettings, own_addresses

MOST_TOLD = 20
# Beyond so many they are counted no further.
MOST_COUNTED = 1000
# Of an event those details are told that help to see what it was; the portal has them all.
TOLD = ("network", "people", "requests", "phones")

_pages: list[Callable[[UUID], str]] = []

WARNING = declare(Letter("warning", "%(organisation)s: %(what)s"))


def leads_to(page: Callable[[UUID], str]) -> None:
    """From now on letters lead to this page of an organisation: whoever has pages above this package says which."""
    if _pages:
        raise ValueError("where warnings lead is said by one alone")
    _pages.append(page)


@task()
def tell(row_id: int) -> None:
    """Write what is due; nothing where it was turned off meanwhile, or the addresses are the organisation's no more."""
    with transaction.atomic():
        rows = WarningDue.objects.select_for_update(of=("self",), no_key=True)
        row = rows.select_related("tenant__policy").filter(pk=row_id).first()
        if row is None or row.due_at is None:
            return
        kind, wanted = kinds.find(row.kind), settings_for(row.tenant, KEY, WarningSettings)
        events = _events(row, kind) if kind is not None and row.kind in wanted.kinds else []
        if kind is not None and events:
            for address in sorted(own_addresses(wanted.addresses, row.tenant)):
                _write(row, kind, events, to=address, language=wanted.language)
        row.due_at, row.written_at = None, clock.now()
        row.upto = events[-1].pk if events else row.first_event
        row.save(update_fields=["due_at", "written_at", "upto"])


def _events(row: WarningDue, kind: WarningKind) -> list[AuditEvent]:
    found = AuditEvent.objects.filter(tenant=row.tenant_id, tag__in=kind.tags, pk__gte=row.first_event)
    # By the index of kinds: of an organisation, and of these kinds alone.
    found = found.filter(kind__in={tag.rpartition(":")[0] for tag in kind.tags})
    return list(found.select_related("subject", "actor").order_by("pk")[:MOST_COUNTED])


def _write(row: WarningDue, kind: WarningKind, events: list[AuditEvent], *, to: str, language: str) -> None:
    with translation.override(language), timezone.override(time_zones.zone_of("")):
        send(
            WARNING,
            to=to,
            language=language,
            tenant=row.tenant_id,
            organisation=row.tenant.name,
            what=kind.label,
            todo=kind.todo,
            items=[_item(event) for event in events[:MOST_TOLD]],
            more=len(events) - len(events[:MOST_TOLD]),
            log_link=_page_of(row.tenant_id),
        )


def _page_of(tenant: UUID) -> str:
    return _pages[0](tenant) if _pages else "/"


def _item(event: AuditEvent) -> dict[str, Any]:
    details = event.details
    said = [
        (_("When"), when(event.at)),
        (_("Account"), event.subject.username if event.subject is not None else ""),
        (
            _("By"),
            event.actor.username if event.actor is not None and event.actor_id != event.subject_id else "",
        ),
        (name_of("address"), where(str(details.get("address", "")))),
        (name_of("browser"), in_words(str(details.get("browser", "")))),
        *(
            (name_of(name), meaning_of(name, details[name]))
            for name in TOLD
            if name in details and is_named(name)
        ),
    ]
    return {
        "what": str(sentence_of(event.tag)),
        "details": [{"name": str(name), "words": str(words)} for name, words in said if words],
    }
