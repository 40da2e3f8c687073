"""Closing one's own personal account: it stops at once, and is deleted later unless that is taken back."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.log import record
from accounts.mail.services import send_to
from accounts.personal import events, letters
from accounts.refusals import Refusal
from accounts.sealing import seal, unseal
from accounts.throttle.counting import DAY
from accounts.users import services
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.roles import rights_of

KEPT = timedelta(days=14)
PURPOSE = "reopen"
AT_ONCE = 100

logger = logging.getLogger(__name__)


class NotOnesOwn(Refusal):
    """Somebody of an organisation: whoever added them takes them away."""

    code = "not_ones_own"
    heading = _("This account is your organisation's")
    public_text = _("Your organisation gave you this account, so your admin closes it. Ask them.")
    status = 403


class ReopenLinkIsOver(Refusal):
    """The link is too old, not ours, or was used."""

    code = "reopen_link_is_over"
    public_text = _("This link is over: the account is open again, or has been removed.")
    status = 410


class LooksAfterOthers(Refusal):
    """Somebody who may do something to others: nobody takes themselves out, so that one of them always remains."""

    code = "looks_after_others"
    heading = _("You look after this site")
    public_text = _(
        "Whoever looks after others does not close their own account. Have somebody else take your role."
    )
    status = 403


def check_own(user: User) -> None:
    """Raises NotOnesOwn for somebody whose account is an organisation's, LooksAfterOthers for an operator."""
    if not user.tenant.is_personal:
        raise NotOnesOwn(f"{user.username} is of an organisation")
    if rights_of(user).acts:
        raise LooksAfterOthers(f"{user.username} is {user.role}")


@transaction.atomic
def close(user: User) -> datetime:
    """Close the account of somebody who asks for it: nobody signs in as them from now on. Return when it is deleted."""
    check_own(user)
    locked = lock_user(user.pk, actor=user)
    goes_at = clock.now() + KEPT
    services.disable(locked, actor=user)
    User.objects.filter(pk=locked.pk).update(goes_at=goes_at)
    record(events.CLOSED, tenant=locked.tenant, subject=locked)
    link = reverse("personal:reopen", args=[_ticket(locked, goes_at)])
    send_to(locked, letters.CLOSED, date=f"{goes_at:%Y-%m-%d}", name=locked.username, reopen_link=link)
    return goes_at


def whose(ticket: str) -> User:
    """Whose account a link takes back. Raises ReopenLinkIsOver."""
    try:
        user_id, goes_at = unseal(ticket, purpose=PURPOSE, life_seconds=KEPT.days * DAY)
    except (BadSignature, ValueError) as why:
        raise ReopenLinkIsOver("not ours, or too old") from why
    user = User.objects.filter(pk=user_id, is_active=False, goes_at=datetime.fromisoformat(goes_at)).first()
    if user is None:
        raise ReopenLinkIsOver(f"{user_id} is not closing")
    return user


@transaction.atomic
def reopen(ticket: str) -> User:
    """Take the closing back; what had ended stays ended. Raises ReopenLinkIsOver."""
    user = lock_user(whose(ticket).pk)
    whose(ticket)  # as it stands now that nobody else can change it
    services.enable(user, actor=user)
    record(events.REOPENED, tenant=user.tenant, subject=user)
    return user


def delete_closed() -> None:
    """Deletes the accounts whose time is over, with everything of theirs but what the audit log has written down."""
    due = User.objects.filter(is_active=False, goes_at__lte=Now(), tenant__kind="personal")
    for user_id in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        try:
            _delete(user_id)
        except Exception:  # one that cannot go keeps none of the others
            logger.exception("a closed account could not be deleted")


@transaction.atomic
def _delete(user_id: UUID) -> None:
    user = (
        User.objects.select_for_update(of=("self",))
        .filter(pk=user_id, is_active=False, goes_at__lte=Now())
        .first()
    )
    if user is None:
        return  # taken back meanwhile
    record(events.DELETED, tenant=user.tenant_id, subject=user.pk)
    user.delete()


def _ticket(user: User, goes_at: datetime) -> str:
    return seal([str(user.pk), goes_at.isoformat()], purpose=PURPOSE)
