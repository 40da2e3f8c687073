"""Leaving, coming back, and going for good."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.log import record
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.access import lock_person, with_right, with_right_in
from accounts.users.endings import end_what_is_on_its_way, sessions_end
from accounts.users.leaving import events
from accounts.users.leaving.models import FormerPerson
from accounts.users.models import KnownBrowser, User
from accounts.users.roles import Act, Reach, rights_of

# As long as elsewhere, so that whoever comes from there finds what they expect.
RESTORED_WITHIN = timedelta(days=30)
AT_ONCE = 100

logger = logging.getLogger(__name__)


class LastAdmin(Refusal):
    """Without them nobody could appoint another."""

    code = "last_admin"
    public_text = _("Nobody else could look after this organisation then. Make somebody else an admin first.")
    status = 409


class HasLeft(Refusal):
    """They are deleted already, or were never."""

    code = "has_left"
    public_text = _("That has been done already.")
    status = 409


@transaction.atomic
def leave(person: User, *, actor: User) -> datetime:
    """Delete the person: nobody signs in as them from now on. Return when they are gone for good.

    Until then `restore` brings them back with what they had set up; what was on its way ends at once. Raises LastAdmin,
    HasLeft.
    """
    locked = lock_person(person, actor=actor)
    if locked.goes_at is not None:
        raise HasLeft(f"{locked.username} is deleted already")
    _keep_last_admin(locked)
    goes_at = clock.now() + RESTORED_WITHIN
    # Before it is changed: whom letters still reach is told.
    record(
        events.DELETED,
        tenant=locked.tenant,
        subject=locked,
        actor=actor,
        goes_at=f"{goes_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
    )
    end_what_is_on_its_way(locked)
    KnownBrowser.objects.filter(user=locked).update(remembered={})
    gone = {"is_active": False, "goes_at": goes_at, "session_epoch": F("session_epoch") + 1}
    User.objects.filter(pk=locked.pk).update(**gone)
    sessions_end(locked.pk)
    named = {"username": locked.username, "display_name": locked.display_name, "left_at": clock.now()}
    FormerPerson.objects.update_or_create(pk=locked.pk, defaults=named)
    return goes_at


@transaction.atomic
def restore(person: User, *, actor: User) -> None:
    """Take the deletion back: they may sign in with what they had; what had ended stays ended. Raises HasLeft."""
    locked = lock_person(person, actor=actor)
    if locked.goes_at is None:
        raise HasLeft(f"{locked.username} is here")
    User.objects.filter(pk=locked.pk).update(is_active=True, goes_at=None, blocked_at=None)
    FormerPerson.objects.filter(pk=locked.pk).delete()
    record(events.RESTORED, tenant=locked.tenant, subject=locked, actor=actor)


def remove_gone() -> None:
    """Deletes the people whose time is over, with everything of theirs but what the audit log has written down."""
    due = User.objects.filter(is_active=False, goes_at__lte=Now(), tenant__kind=Tenant.Kind.ORGANISATION)
    for user_id in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            _remove(user_id)
        except Exception:  # one that cannot go keeps none of the others
            logger.exception("a deleted user could not be removed")


def past() -> QuerySet[FormerPerson]:
    """Those whose names are kept no longer: from now on they are pseudonyms."""
    kept = timedelta(days=settings.FORMER_PEOPLE_KEPT_DAYS)
    is_here = Exists(User.objects.filter(pk=OuterRef("pk")))
    return FormerPerson.objects.filter(~is_here, left_at__lte=Now() - kept)


@transaction.atomic
def _remove(user_id: UUID) -> None:
    due = User.objects.select_for_update(of=("self",)).filter(pk=user_id, is_active=False)
    user = due.filter(goes_at__lte=Now()).first()
    if user is None:
        return  # restored meanwhile
    record(events.GONE, tenant=user.tenant_id, subject=user.pk)
    user.delete()


def _keep_last_admin(locked: User) -> None:
    """Whoever appoints others stays while nobody else does; two that leave at once wait for each other here."""
    if Act.APPOINT not in rights_of(locked).acts:
        return
    Tenant.objects.select_for_update(no_key=True).get(pk=locked.tenant_id)
    if rights_of(locked).reach is Reach.EVERYWHERE:
        others = with_right(Act.ADD_ORGANISATION)
    else:
        others = with_right_in(locked.tenant, Act.APPOINT)
    others = others.filter(is_active=True, blocked_at=None)
    if not others.exclude(pk=locked.pk).exists():
        raise LastAdmin(f"{locked.username} is the last who appoints")
