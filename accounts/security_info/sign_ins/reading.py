"""The events of a person's sign-ins, found by person and time: a page of them, or one sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from accounts.audit.models import AuditEvent
from accounts.refusals import NotYours
from accounts.security_info.sign_ins import elsewhere
from accounts.security_info.sign_ins.asked import DAYS, IN, Asked
from accounts.signin.events import SIGN_IN_REFUSED, SIGNED_IN
from accounts.users.models import User

ON_A_PAGE = 20
# Tries are bounded (accounts.throttle): a sign-in has a handful of events, and a page shows no more than these.
MOST_EVENTS = 1000
# What stands by itself, as a passkey that was refused before anybody said who they are, is a sign-in of its own.
KEY = Coalesce(KeyTextTransform("sign_in", "details"), Cast("id", TextField()))
ALONE = (SIGNED_IN.tag, SIGN_IN_REFUSED.tag)


@dataclass(frozen=True)
class Events:
    """The events of each sign-in by its key, the latest sign-in first; `older`: those of the next page begin before."""

    by_key: dict[str, list[AuditEvent]]
    older: int | None = None


def page_of(user: User, asked: Asked, *, now: datetime) -> Events:
    """A page of what is asked for: two questions, however many there are."""
    rows = _of(user, since=now - timedelta(days=asked.days))
    found = list(_heads(rows, asked)[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    by_key = _by_key(rows, [head["key"] for head in shown])
    return Events(by_key, older=shown[-1]["begun"] if len(found) > len(shown) else None)


def events_of(user: User, key: str, *, now: datetime) -> list[AuditEvent]:
    """The gate to one sign-in of the person's: its events. Raises NotYours."""
    found = _by_key(_of(user, since=now - timedelta(days=max(DAYS))), [key])[key]
    if not found:
        raise NotYours(f"no sign-in {key} of {user.username}")
    return found


def _of(user: User, *, since: datetime) -> QuerySet[AuditEvent]:
    rows = AuditEvent.objects.filter(subject=user, at__gt=since)
    return rows.filter(Q(details__has_key="sign_in") | Q(tag__in=[*ALONE, *elsewhere.tags()])).order_by()


def _heads(rows: QuerySet[AuditEvent], asked: Asked) -> QuerySet[Any, Any]:
    """The key of each, and the event that it begins with."""
    uses = Q(details__method=asked.way) | Q(ways__contains=f'"{asked.way}"')
    heads = (
        rows.alias(ways=KeyTextTransform("methods", "details"))
        .values(key=KEY)
        .annotate(
            begun=Min("id"),
            successes=Count("id", filter=Q(tag__in=[SIGNED_IN.tag, *elsewhere.tags_in()])),
            uses=Count("id", filter=uses),
        )
        .order_by("-begun")
    )
    if asked.result:
        heads = heads.filter(successes__gt=0) if asked.result == IN else heads.filter(successes=0)
    if asked.way:
        heads = heads.filter(uses__gt=0)
    return heads.filter(begun__lt=asked.before) if asked.before is not None else heads


def _by_key(rows: QuerySet[AuditEvent], keys: Iterable[str]) -> dict[str, list[AuditEvent]]:
    by_key: dict[str, list[AuditEvent]] = {key: [] for key in keys}
    found = rows.annotate(key=KEY).filter(key__in=by_key).order_by("-id")[:MOST_EVENTS]
    for row in reversed(found):
        by_key[row.key].append(row)
    return by_key
