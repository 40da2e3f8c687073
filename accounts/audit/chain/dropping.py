"""Retention: what is older than is kept goes in whole segments; their seals stay, so the chain still holds."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts import clock
from accounts.audit.chain.canonical import DROPPED, said_of_dropping
from accounts.audit.chain.models import Seal
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.own_events import DROPPED as LOG_DROPPED
from accounts.secrets import keyed_digests


def drop_old() -> int:
    """Drops the segments that ended longer ago than the log is kept (AUDIT_KEPT_DAYS; 0: for ever).

    The oldest first, so what is left has no gap. Returns how many events went.
    """
    if settings.AUDIT_KEPT_DAYS <= 0:
        return 0
    before = clock.now() - timedelta(days=settings.AUDIT_KEPT_DAYS)
    dropped, last = 0, None
    for number in _standing_until(before):
        with transaction.atomic():
            gone, last = _drop(number)
            dropped += gone
    if dropped and last is not None:
        record(LOG_DROPPED, tenant=None, up_to=last.ends_at.isoformat(), count=dropped)
    return dropped


def _standing_until(before: object) -> list[int]:
    """The segments to drop: all that stand before the first one that is to be kept."""
    standing = Seal.objects.filter(dropped_at=None).order_by("number")
    first_kept = standing.filter(ends_at__gte=before).values_list("number", flat=True).first()
    rows = standing.filter(ends_at__lt=before)
    rows = rows if first_kept is None else rows.filter(number__lt=first_kept)
    return list(rows.values_list("number", flat=True))


def _drop(number: int) -> tuple[int, Seal | None]:
    seal = Seal.objects.select_for_update().filter(number=number, dropped_at=None).first()
    if seal is None:
        return 0, None
    seal.dropped_at = clock.now()
    seal.dropped_stamp = keyed_digests(said_of_dropping(seal), purpose=DROPPED)[0]
    # From now on the database lets these events be deleted, and no others (append_only.py).
    seal.save(update_fields=["dropped_at", "dropped_stamp"])
    rows = AuditEvent.objects.filter(pk__gte=seal.first, pk__lte=seal.last)
    return rows.order_by()._raw_delete(rows.db), seal
