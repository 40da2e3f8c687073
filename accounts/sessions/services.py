"""What begins and ends sessions. All of a person's at once: accounts.users.services.end_sessions."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.log import record
from accounts.sessions.events import SESSION_ENDED
from accounts.sessions.followers import session_ends, session_is_gone
from accounts.sessions.models import Session
from accounts.sessions.policy import session_settings
from accounts.sessions.standing import sessions_of
from accounts.sessions.store import SessionStore
from accounts.users.models import User

# Longer than any page takes that moves its own session on after all others were ended.
OLD_ENOUGH = timedelta(hours=1)
AT_ONCE = 500


def begin(
    session: SessionStore, user: User, *, browser: str, address: str, stays: bool, sign_in: str = ""
) -> None:
    """Have this session, in which `user` is signed in from now on, be a row; it goes on if it is one already."""
    if session.row is not None:
        return
    limits = session_settings(user.tenant).limits(stays=stays)
    now = clock.now()
    session.tell(
        browser=browser,
        address=address,
        sign_in=sign_in,
        kept_until=int((now + limits.age).timestamp()) if stays else 0,
        expires=int((now + min(limits.silence, limits.age)).timestamp()),
    )


@transaction.atomic
def end_session(user: User, sid: UUID, *, actor: User) -> Session | None:
    """End this session of the user; None when it is none of theirs, or has ended already."""
    found = next((row for row in sessions_of(user) if row.sid == sid), None)
    if found is None or not _end(user, [found], actor=actor):
        return None
    return found


@transaction.atomic
def end_others(user: User, *, but: UUID, actor: User) -> int:
    """End every session of the user but this one; return how many."""
    return _end(user, [row for row in sessions_of(user) if row.sid != but], actor=actor)


def _end(user: User, rows: list[Session], *, actor: User) -> int:
    """What is deleted signs nobody in, in whatever process: a session is read from its row."""
    ended = 0
    for row in rows:
        if Session.objects.filter(pk=row.pk).delete()[0]:
            record(
                SESSION_ENDED,
                tenant=user.tenant,
                subject=user,
                actor=actor,
                browser=row.browser,
                address=row.address,
            )
            session_ends(SessionStore().decode(row.session_data))
            session_is_gone(row.sid)
            ended += 1
    return ended


def forget_ended() -> None:
    """Deletes the sessions that have ended: by time, or with all the others of their person an hour ago or more."""
    Session.objects.filter(expire_date__lte=Now()).delete()
    Session.objects.filter(ends_at__lte=Now()).delete()
    seen_by_now = Session.objects.filter(user__isnull=False, last_seen_at__lt=Now() - OLD_ENOUGH)
    ended = [
        row.pk
        for row in seen_by_now.select_related("user").defer("session_data").iterator(chunk_size=AT_ONCE)
        if row.user is not None and not row.user.still_has(row.auth_hash)
    ]
    for start in range(0, len(ended), AT_ONCE):
        Session.objects.filter(pk__in=ended[start : start + AT_ONCE]).delete()
