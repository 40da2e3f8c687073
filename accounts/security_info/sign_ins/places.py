"""From where a person has signed in before: what comes from elsewhere is marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models.fields.json import KeyTextTransform

from accounts.audit.models import AuditEvent
from accounts.security_info.sign_ins.story import Story
from accounts.signin.events import SIGNED_IN
from accounts.users.models import User
from accounts.users.places import place_of

LOOKED_BACK = timedelta(days=365)
MOST_ADDRESSES = 1000


def from_new_places(user: User, stories: Iterable[Story], *, now: datetime) -> set[str]:
    """The keys of those sign-ins that came from where this person had not signed in before, within a year.

    The first sign-in of all is from nowhere new.
    """
    oldest_first = sorted(stories, key=lambda story: story.events[0].pk)
    if not oldest_first:
        return set()
    known = _places_before(user, oldest_first[0].events[0].pk, since=now - LOOKED_BACK)
    new = set()
    for story in oldest_first:
        if known and story.place and story.place not in known:
            new.add(story.key)
        if story.end is not None:
            known.add(story.place)
    return new


def _places_before(user: User, event: int, *, since: datetime) -> set[str]:
    rows = AuditEvent.objects.filter(subject=user, tag=SIGNED_IN.tag, pk__lt=event, at__gt=since)
    addresses = rows.order_by().values_list(KeyTextTransform("address", "details"), flat=True).distinct()
    return {place_of(address) for address in addresses[:MOST_ADDRESSES] if address}
