"""A person changes the name that others read."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.refusals import Refusal
from accounts.security_info.account import events
from accounts.security_info.account.settings import may_change_name
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from accounts.users.models import User

LONGEST = 80


class AccountLookedAfterByOthers(Refusal):
    """What an organisation looks after for its people."""

    code = "managed"
    heading = _("Your organisation looks after this")
    public_text = _("You cannot change it yourself. Ask those who look after sign-in there.")
    status = 403


def check_may_change(user: User) -> None:
    """Raises AccountLookedAfterByOthers where others look after the name."""
    if not may_change_name(user):
        raise AccountLookedAfterByOthers(f"{user.username} may not change their name")


@transaction.atomic
def change_name(user: User, written: str) -> str:
    """Others read this name from now on, kept as plain text (T26): return it as it is kept.

    Raises AccountLookedAfterByOthers.
    """
    locked = lock_user(user.pk, actor=user)
    check_may_change(locked)
    name = shown(written, longest=LONGEST)
    User.objects.filter(pk=locked.pk).update(display_name=name)
    record(events.NAME_CHANGED, tenant=locked.tenant, subject=locked)
    return name
