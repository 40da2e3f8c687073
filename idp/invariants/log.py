"""I10: no secret in the audit log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.audit.models import AuditEvent
from devices.approvals.models import ApprovalRequest, Challenge

SECRET_NAMES = re.compile(r"number|code|token|nonce|secret|password|private|choices", re.IGNORECASE)
A_JWS = re.compile(r"eyJ[\w-]{10,}\.[\w-]+\.[\w-]+")


def secrets_in_log(since: datetime | None = None) -> Iterator[str]:
    """Say which events tell a nonce, a number, something signed, or a thing that is called a secret."""
    numbers = {
        str(pk): number for pk, number in ApprovalRequest.objects.values_list("pk", "number").iterator()
    }
    nonces = set(Challenge.objects.values_list("nonce", flat=True).iterator())
    events = AuditEvent.objects.all() if since is None else AuditEvent.objects.filter(at__gte=since)
    for event in events.order_by("pk").iterator(chunk_size=500):
        for name, value in _leaves(event.details):
            # A policy's settings have names like "password.for", and are no secrets.
            if "." not in name and SECRET_NAMES.search(name):
                yield f"event {event.pk} ({event.tag}) tells {name}"
            if (
                value in nonces
                or A_JWS.search(value)
                or value == numbers.get(event.details.get("request", ""))
            ):
                yield f"event {event.pk} ({event.tag}) tells a secret as {name}"


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)
