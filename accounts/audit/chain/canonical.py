"""The text that is sealed: of an event, of a segment, of a seal. The same for the same, on either database."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from accounts.audit.chain.models import Seal
from accounts.audit.models import AuditEvent
from accounts.machine.giving_way import in_pieces
from accounts.secrets import digest_of

# Some milliseconds of work.
AT_ONCE = 100
# What stands before the first segment.
BEGINNING = "0" * 64
STAMP, DROPPED = "seal of the audit log", "seal of the audit log, dropped"


def line_of(event: AuditEvent) -> str:
    """All of an event, in one line."""
    return _line(
        event.pk,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.tag,
        event.kind,
        _text(event.tenant_id),
        _text(event.subject_id),
        _text(event.actor_id),
        event.details,
    )


def hash_of(events: list[AuditEvent], *, number: int, first: int, last: int, before: str) -> str:
    """The hash of a segment: of its place in the chain, of each event in order, and of the seal before."""
    lines = [line_of(event) for some in in_pieces(events, size=AT_ONCE) for event in some]
    return digest_of("".join((_line(number, first, last, before), *lines)))


def said_by(seal: Seal) -> str:
    """What the stamp of a seal vouches for."""
    return _line(
        seal.number,
        seal.first,
        seal.last,
        seal.count,
        seal.hash,
        *(at.astimezone(UTC).isoformat(timespec="microseconds") for at in (seal.begins_at, seal.ends_at)),
    )


def said_of_dropping(seal: Seal) -> str:
    """What vouches that retention dropped the events of a seal, and when."""
    at = seal.dropped_at
    return f"{said_by(seal)}{at.astimezone(UTC).isoformat(timespec='microseconds') if at else ''}"


def _line(*parts: Any) -> str:
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"


def _text(key: Any) -> str:
    return "" if key is None else str(key)
