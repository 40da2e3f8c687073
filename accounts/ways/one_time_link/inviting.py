"""Inviting somebody new: a letter with a one-time link, to their own address (E04)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.events import event
from accounts.audit.log import record
from accounts.mail.letters import Letter, declare
from accounts.mail.services import is_on, send
from accounts.refusals import Refusal
from accounts.secrets import new_secret
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.access import lock_person
from accounts.users.models import User
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.one_time_link.services import make

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Over a weekend and a holiday; until then whoever reads the mailbox can come in as somebody who has nothing yet.
INVITED_FOR = timedelta(days=7)
LETTERS_A_DAY = 5

INVITATION = declare(Letter("invitation", _("Your account at %(organisation)s")))
INVITED = event("user:one_time_link:invited", _("Invited by mail"), told=False)
WITHDRAWN = event("user:one_time_link:invitation_withdrawn", _("Invitation withdrawn"), told=False)


class CannotInvite(Refusal):
    """`public_text` says why."""

    code = "cannot_invite"
    status = 409

    def __init__(self, detail: str, *, text: StrOrPromise) -> None:
        super().__init__(detail)
        self.public_text = str(text)


def why_not(person: User) -> StrOrPromise:
    """Why this person cannot be invited; "" where they can."""
    if person.last_login is not None:
        return _("They have signed in already.")
    if not (person.may_sign_in and person.tenant.is_active):
        return _("They may not sign in.")
    if not person.mail_address:
        return _("They have no mail address.")
    return "" if is_on() else _("This installation sends no mail.")


@transaction.atomic
def invite(person: User, *, actor: User) -> None:
    """Write to the person how they come in, in their language; an earlier invitation works no more.

    Raises CannotInvite, TooManyTries.
    """
    locked = lock_person(person, actor=actor)
    if text := why_not(locked):
        raise CannotInvite(f"{locked.username}: {text}", text=text)
    count(Limit(scope="invitations", key=str(locked.pk), most=LETTERS_A_DAY, seconds=DAY))
    token, now = new_secret(), clock.now()
    make(locked, token=token, expires_at=now + INVITED_FOR, is_invitation=True)
    User.objects.filter(pk=locked.pk).update(invited_at=Now())
    record(INVITED, tenant=locked.tenant, subject=locked, actor=actor, mail_address=locked.mail_address)
    send(
        INVITATION,
        to=locked.mail_address,
        language=locked.language,
        tenant=locked.tenant_id,
        organisation=locked.tenant.name,
        name=locked.display_name,
        account=locked.username,
        days=INVITED_FOR.days,
        helpers=locked.tenant.helpers,
        come_in_link=reverse("one_time_link:open", args=[token]),
    )


@transaction.atomic
def withdraw(person: User, *, actor: User) -> None:
    """The letter that was sent lets nobody in any more; nothing where there is none."""
    locked = lock_person(person, actor=actor)
    OneTimeLink.objects.filter(user=locked, is_invitation=True, used_at=None).delete()
    waiting = User.objects.filter(pk=locked.pk, invited_at__isnull=False, last_login=None)
    if waiting.update(invited_at=None):
        record(WITHDRAWN, tenant=locked.tenant, subject=locked, actor=actor)
