"""Links by which changes are taken back: 256 random bits, of which the digest is kept (I10), for a week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.secrets import digest_of, new_secret
from accounts.undoing.models import UndoLink

# Long enough for who is away for some days; what is older is put right by whoever can sign in, or by an admin.
LIFE = timedelta(days=7)


def make_link(person: UUID, events: Iterable[int]) -> str:
    """Makes a link by which these events can be taken back; returns its path, which is kept nowhere."""
    secret = new_secret()
    UndoLink.objects.create(
        digest=digest_of(secret), person=person, events=list(events), expires_at=Now() + LIFE
    )
    return reverse("security_info:undo", args=[secret])


def find_link(secret: str) -> UndoLink | None:
    """The link with this secret, while it lives: used ones too, for they say what they did."""
    return UndoLink.objects.filter(digest=digest_of(secret), expires_at__gt=Now()).first()


def events_of(link: UndoLink) -> list[AuditEvent]:
    """What it tells of, in the order in which it happened, of its person alone."""
    rows = AuditEvent.objects.filter(pk__in=link.events, subject=link.person)
    return list(rows.select_related("actor", "subject__tenant", "tenant").order_by("pk"))


def mark_used(link: UndoLink, *, done: list[dict[str, str]]) -> None:
    """From now on this link only says what it did."""
    UndoLink.objects.filter(pk=link.pk).update(used_at=Now(), done=done)


def past() -> QuerySet[UndoLink]:
    """Those that open nothing any more."""
    return UndoLink.objects.filter(expires_at__lte=Now())
