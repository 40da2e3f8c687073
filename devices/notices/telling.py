"""Tells phones that there is a notice: open ones at once, the others by one notification for all of half a minute."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django_tasks import task

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.refusals import TooManyTries
from accounts.throttle.counting import Limit, count
from devices.addresses.carrying import carry
from devices.addresses.services import addresses_of
from devices.news import announce
from devices.phones.access import usable_phones
from devices.push.contract import NotTaken, Wake

GATHER_SECONDS = 30
MOST, WITHIN_SECONDS = 10, 3600
# How long a push service keeps it for a phone that is off; the notice itself is there for a week.
LIFE_SECONDS = 24 * 3600

log = logging.getLogger("handslag.push")


def note(row: AuditEvent) -> None:
    """The event's person is to be told on their phones. A follower of the log: in the transaction that adds it."""
    person = row.subject_id
    phones = usable_phones(person) if person is not None else []
    if person is None or not phones:
        return
    announce.phones_have_news(list(phones), "accounts_changed")
    try:
        # One task for what happens together; more than so many an hour are noise, and the app shows them all the same.
        count(
            Limit(scope="notices", key=str(person), most=MOST, seconds=WITHIN_SECONDS),
            Limit(scope="notices together", key=str(person), most=1, seconds=GATHER_SECONDS),
        )
    except TooManyTries:
        return
    wake_phones.using(run_after=clock.now() + timedelta(seconds=GATHER_SECONDS)).enqueue(str(person))


@task()
def wake_phones(person: str) -> None:
    """Wakes each phone of the person once: those that can answer for them now, so none that was removed since."""
    phone_ids = [str(phone) for phone in usable_phones(UUID(person))]
    now = clock.now()
    for phone_id, row in addresses_of(phone_ids).items():
        if row.resting_until is not None and row.resting_until > now:
            continue
        try:
            carry(row, Wake(what="notice", seconds_left=LIFE_SECONDS))
        except NotTaken as why:
            log.warning("phone %s is not told of a notice: %s", phone_id, why)
