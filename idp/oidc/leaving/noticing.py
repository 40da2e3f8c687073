"""Which sessions are over, what ends with them, and who is to be told.

Nobody is believed about it: whoever says that a session has ended has it looked at, and so does a task every few
minutes, for those that ended by time and those of which nobody could say it any more. So it does not matter by which
of the many ways one ends: signed out, ended from elsewhere, all of a person's, a block, a password.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django_tasks import task

from accounts import clock
from accounts.sessions.models import Session
from accounts.sessions.standing import sessions_of
from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import TAKEN, Grant
from idp.oidc.leaving.models import LogoutNotice
from idp.oidc.subjects.services import subject_of

# Somebody who changes their own password stays signed in where they did: by then their session has been moved on.
LOOKED_AT_AFTER = timedelta(seconds=10)
AT_ONCE = 500
NOTICES_KEPT = timedelta(days=30)
# At once, the newest first: more sessions than that has only an application that is removed.
MOST_OWED = 1000


def session_is_gone(sid: UUID) -> None:
    """A session was deleted: note it at once."""
    if not Session.objects.filter(pk=sid).exists():
        _note([sid])


def sessions_ended(person: UUID) -> None:
    """All of a person's have ended but one, perhaps: look in a moment which of them stand."""
    if _open_grants().filter(user=person).exists():
        look_at_person.using(run_after=clock.now() + LOOKED_AT_AFTER).enqueue(str(person))


@task()
def look_at_person(person: str) -> None:
    """Note every session of theirs that is over."""
    user = User.objects.select_related("tenant__policy").filter(pk=UUID(person)).first()
    standing = {row.sid for row in sessions_of(user)} if user is not None else set()
    known = _open_grants().filter(user_id=UUID(person)).values_list("sid", flat=True).distinct()
    _note([sid for sid in known if sid is not None and sid not in standing])


@task()
def look_at_all() -> None:
    """Note every session that is over without anybody having said so: by time, or where a process was stopped."""
    _owe_anew()
    lasting = Session.objects.filter(Q(ends_at=None) | Q(ends_at__gt=Now()), pk=OuterRef("sid"))
    may_sign_in = Q(user__is_active=True, user__blocked_at=None)
    over = ~Q(Exists(lasting.filter(expire_date__gt=Now()))) | ~may_sign_in
    rows = _open_grants().filter(over).order_by("created_at").values_list("sid", flat=True)
    while sids := list(rows[:AT_ONCE]):
        _note([sid for sid in sids if sid is not None])


@transaction.atomic
def _owe_anew() -> None:
    """Note once more what a server of the release before noted, while both ran: its notices say not whom they tell."""
    noted = LogoutNotice.objects.filter(state=LogoutNotice.State.WAITS, client_id="")
    sids = list(noted.select_for_update(skip_locked=True).values_list("sid", flat=True)[:AT_ONCE])
    Grant.objects.filter(sid__in=sids).update(session_over_at=None)
    noted.filter(sid__in=sids).delete()


def _open_grants() -> QuerySet[Grant]:
    return Grant.objects.filter(sid__isnull=False, session_over_at=None)


def _note(sids: Iterable[UUID]) -> None:
    """End what ends with these sessions, and owe a notice to each application that wants to be told."""
    for sid in dict.fromkeys(sids):
        _note_one(sid)


@transaction.atomic
def _note_one(sid: UUID) -> None:
    # By this moment it is known again which they were: of two who note a session each has its own.
    now = clock.now()
    if not _open_grants().filter(sid=sid).update(session_over_at=now):
        return
    mine = Grant.objects.filter(sid=sid, session_over_at=now)
    # What stays was asked for to outlive the session (Back-Channel Logout 1.0, section 2.7).
    mine.filter(stays=False, ended_at=None).update(ended_at=Now())
    owe(mine)


def owe(grants: QuerySet[Grant]) -> None:
    """Owe a notice to each application of these grants that has an address for it, once for each session.

    One whose code nobody came for has nothing of the person there.
    """
    told = grants.filter(TAKEN, sid__isnull=False).exclude(application__backchannel_logout_uri="")
    rows = told.values("application", "user", "sid").annotate(last=Max("created_at")).order_by("-last")
    each = list(rows[:MOST_OWED])
    applications = Application.objects.select_related("tenant").in_bulk({one["application"] for one in each})
    owed = [
        _notice(applications[one["application"]], one["user"], one["sid"])
        for one in each
        if one["sid"] is not None
    ]
    LogoutNotice.objects.bulk_create(owed, ignore_conflicts=True)


def owe_last(applications: QuerySet[Application]) -> None:
    """Owe these applications, which are removed now, what they hear of every session that they have by us."""
    owe(_open_grants().filter(application__in=applications, ended_at=None))


def _notice(application: Application, person: UUID, sid: UUID) -> LogoutNotice:
    return LogoutNotice(
        tenant=application.tenant,
        application=application,
        name=application.name,
        address=application.backchannel_logout_uri,
        client_id=application.client_id,
        subject=subject_of(application, person),
        algorithm=application.id_token_alg,
        user_id=person,
        sid=sid,
    )


def past() -> QuerySet[LogoutNotice]:
    """Notices of a month ago, sent or not; the audit log keeps which were not."""
    return LogoutNotice.objects.filter(made_at__lt=Now() - NOTICES_KEPT)
