"""Reading the chain again: each segment as it stands now, compared with its seal; what is wrong, in words."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit.chain.canonical import BEGINNING, DROPPED, STAMP, hash_of, said_by, said_of_dropping
from accounts.audit.chain.models import Seal
from accounts.audit.models import AuditEvent
from accounts.lasting.services import lasting_digests
from accounts.secrets import is_one_of


@dataclass
class Verdict:
    """What was found: `wrong` says each thing that is not as it was sealed."""

    wrong: list[str]
    segments: int = 0
    events: int = 0
    dropped: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None
    head: str = ""

    @property
    def holds(self) -> bool:
        return not self.wrong


def verify_chain() -> Verdict:
    """Reads all of it, a segment at a time."""
    verdict, before, last, number, is_tail = Verdict([]), BEGINNING, 0, 0, False
    for seal in Seal.objects.order_by("number").iterator(chunk_size=500):
        verdict.wrong += _breaks(seal, number=number, last=last)
        is_tail = is_tail or seal.dropped_at is None
        verdict.wrong += _problems(seal, before=before, may_be_dropped=not is_tail)
        verdict.segments += 1
        verdict.events += seal.count if seal.dropped_at is None else 0
        verdict.dropped += seal.dropped_at is not None
        before, last, number = seal.hash, seal.last, seal.number
    waiting = AuditEvent.objects.filter(pk__gt=last).order_by("pk")
    verdict.unsealed = waiting.count()
    verdict.unsealed_since = waiting.values_list("at", flat=True).first()
    verdict.head = f"{number}:{before}" if number else ""
    return verdict


def _breaks(seal: Seal, *, number: int, last: int) -> Iterator[str]:
    """Whether it follows on the one before."""
    if seal.number != number + 1:
        yield _("Segments %(from)d to %(to)d: their seals are missing.") % {
            "from": number + 1,
            "to": seal.number - 1,
        }
    elif seal.first != last + 1:
        yield _("%(where)s: it does not begin where the one before ended.") % {"where": _where(seal)}


def _problems(seal: Seal, *, before: str, may_be_dropped: bool) -> Iterator[str]:
    where = {"where": _where(seal)}
    if not _is_ours(seal.stamp, said_by(seal), purpose=STAMP):
        yield _("%(where)s: its seal was not made here, or was changed.") % where
    if seal.dropped_at is not None:
        is_ours = _is_ours(seal.dropped_stamp, said_of_dropping(seal), purpose=DROPPED)
        if not (is_ours and may_be_dropped):
            yield _("%(where)s: its events were removed, and not by retention.") % where
    yield from _of_events(seal, before=before)


def _of_events(seal: Seal, *, before: str) -> Iterator[str]:
    """Of what retention dropped there is nothing; the first segment has all that stands before its end."""
    rows = AuditEvent.objects.filter(pk__lte=seal.last).order_by("pk")
    events = list(rows.filter(pk__gte=seal.first) if seal.number > 1 else rows)
    place = {"number": seal.number, "first": seal.first, "last": seal.last}
    is_dropped = seal.dropped_at is not None
    if not events if is_dropped else hmac.compare_digest(hash_of(events, **place, before=before), seal.hash):
        return
    differs = len(events) - (0 if is_dropped else seal.count)
    count = abs(differs)
    said = {"where": _where(seal), "count": count}
    if differs < 0:
        yield (
            ngettext(
                "%(where)s: %(count)d event is missing.",
                "%(where)s: %(count)d events are missing.",
                count,
            )
            % said
        )
    elif differs > 0:
        yield (
            ngettext(
                "%(where)s: %(count)d event was added after it was sealed.",
                "%(where)s: %(count)d events were added after it was sealed.",
                count,
            )
            % said
        )
    else:
        yield _("%(where)s: an event was changed, or their order, or the seal before it.") % said


def _is_ours(stamp: str, said: str, *, purpose: str) -> bool:
    return is_one_of(stamp, lasting_digests(said, purpose=purpose))


def _where(seal: Seal) -> str:
    return _("Segment %(number)d (events %(first)d to %(last)d, %(begins)s to %(ends)s)") % {
        "number": seal.number,
        "first": seal.first,
        "last": seal.last,
        "begins": f"{seal.begins_at:%Y-%m-%d %H:%M:%S} UTC",
        "ends": f"{seal.ends_at:%Y-%m-%d %H:%M:%S} UTC",
    }
