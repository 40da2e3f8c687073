"""Sessions, and what applications were given, moved to the present key: nobody signs in again for a new SECRET_KEY.

Each carries a mark of its person as they stood (`User.get_session_auth_hash`), made with the key; a session's data are
signed with it besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import QuerySet

from accounts.sessions.models import Session
from accounts.sessions.store import SessionStore
from idp.oidc.grants.models import Grant
from idp.rotation.columns import AT_ONCE


def move_sessions() -> int:
    """Have the sessions that stand carry the present key's marks; returns how many were moved."""
    moved = 0
    for row in _all(Session.objects.exclude(user=None).select_related("user")):
        if not _is_earlier(row):
            continue
        data = SessionStore().decode(row.session_data)
        present = row.user.get_session_auth_hash()
        data[HASH_SESSION_KEY] = present
        same = Session.objects.filter(pk=row.pk, session_data=row.session_data)
        moved += same.update(session_data=SessionStore().encode(data), auth_hash=present)
    return moved


def move_grants() -> int:
    """Have what applications were given, and may use still, carry them; returns how many were moved."""
    moved = 0
    for row in _all(Grant.objects.filter(ended_at=None).select_related("user")):
        if _is_earlier(row):
            same = Grant.objects.filter(pk=row.pk, auth_hash=row.auth_hash)
            moved += same.update(auth_hash=row.user.get_session_auth_hash())
    return moved


def marked_by_earlier_keys() -> int:
    """Return how many of both stand by an earlier key alone."""
    sessions = _all(Session.objects.exclude(user=None).select_related("user"))
    grants = _all(Grant.objects.filter(ended_at=None).select_related("user"))
    return sum(_is_earlier(row) for rows in (sessions, grants) for row in rows)


def _is_earlier(row: Any) -> bool:
    """One that has another mark than any key makes has ended, and stays so."""
    return row.auth_hash in row.user.get_session_auth_fallback_hash()


def _all(rows: QuerySet[Any]) -> Iterator[Any]:
    found = list(rows.order_by("pk")[:AT_ONCE])
    while found:
        yield from found
        found = list(rows.order_by("pk").filter(pk__gt=found[-1].pk)[:AT_ONCE])
