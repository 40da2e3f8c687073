"""What people are told of: each event with `told`, by one letter about all that happened within half a minute.

Nothing is left out, however much happens: beyond so many letters an hour what there is to tell waits, and the next
letter tells all of it. So nobody learns less, and nobody can be worn out by letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks import task

from accounts import clock, time_zones
from accounts.audit.models import AuditEvent
from accounts.mail.addresses import addresses_of, language_for
from accounts.mail.items import item_of
from accounts.mail.letters import Letter, declare
from accounts.mail.models import Untold
from accounts.mail.services import is_on, send
from accounts.refusals import TooManyTries
from accounts.throttle.counting import MINUTE, Limit, count
from accounts.undoing.links import LIFE, make_link
from accounts.users.models import User

GATHER_SECONDS = 30
LETTERS_AN_HOUR = 10
MOST_IN_ONE = 20

TOLD = declare(Letter("told", "%(what)s"))


def note(row: AuditEvent) -> None:
    """Notes that the event's person is to be told, where they are written to at this moment."""
    if not is_on() or row.subject_id is None:
        return
    person = User.objects.filter(pk=row.subject_id).first()
    addresses = addresses_of(person) if person is not None else []
    if person is None or not addresses:
        return
    Untold.objects.create(
        person=person.pk, event=row, addresses=addresses, language=language_for(person.language)
    )
    _tell_in(GATHER_SECONDS, person.pk)


@task()
def tell(person: str) -> None:
    """Writes to the person what they were not told yet; later, once an hour has brought as many letters as it may."""
    with transaction.atomic():
        rows = list(_untold(person))
        if not rows:
            return
        try:
            count(Limit(scope="told by mail", key=person, most=LETTERS_AN_HOUR, seconds=60 * MINUTE))
        except TooManyTries as full:
            _tell_in(full.retry_after_seconds or MINUTE, UUID(person))
            return
        for told, addresses in _by_what_they_are_told(rows):
            link = make_link(UUID(person), [row.event_id for row in told])
            for address in addresses:
                _write(told, to=address, link=link)
        Untold.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _by_what_they_are_told(rows: Sequence[Untold]) -> list[tuple[list[Untold], list[str]]]:
    """The addresses that are told the same, with what that is: they get one link, which works once for all of them."""
    told: dict[tuple[int, ...], list[str]] = {}
    for address in dict.fromkeys(address for row in rows for address in row.addresses):
        told.setdefault(tuple(n for n, row in enumerate(rows) if address in row.addresses), []).append(
            address
        )
    return [([rows[n] for n in which], addresses) for which, addresses in told.items()]


def _untold(person: str) -> QuerySet[Untold]:
    """In their order, locked: of two workers one writes the letter."""
    rows = Untold.objects.select_for_update(of=("self",)).filter(person=person).order_by("event_id")
    return rows.select_related("event__actor", "event__subject", "event__tenant")


def _tell_in(seconds: int, person: UUID) -> None:
    tell.using(run_after=clock.now() + timedelta(seconds=seconds)).enqueue(str(person))


def _write(rows: Sequence[Untold], *, to: str, link: str) -> None:
    last = rows[-1]
    tenant, person = last.event.tenant, last.event.subject
    zone = time_zones.zone_of(person.time_zone if person is not None else "")
    with translation.override(last.language), timezone.override(zone):
        items = [item_of(row.event) for row in rows[:MOST_IN_ONE]]
        send(
            TOLD,
            to=to,
            language=last.language,
            tenant=last.event.tenant_id,
            what=items[0]["what"] if len(rows) == 1 else gettext("Several changes to your account"),
            items=items,
            more=len(rows) - len(items),
            account=person.username if person is not None else to,
            organisation=tenant.name if tenant is not None else "",
            helpers=tenant.helpers if tenant is not None else "",
            not_me_link=link,
            days=LIFE.days,
        )
