"""An account without a password (D08)."""

from __future__ import annotations

from django.db import transaction

from accounts.audit.log import record
from accounts.policy.facts import method_rules, settings_of
from accounts.policy.need import Need
from accounts.signin.reach import way_to
from accounts.users.access import lock_user
from accounts.users.endings import sessions_end
from accounts.users.models import User
from accounts.users.services import offer_instead
from accounts.ways.password import events
from accounts.ways.password.settings import KEY, PasswordSettings
from accounts.ways.password.without.left import without
from accounts.ways.password.without.refusals import MayNotGiveUp, NoWayBack


def may_give_up(user: User) -> bool:
    """Has this person a password, and does their organisation let people do without?"""
    rules = method_rules(user.tenant)
    return user.has_usable_password() and settings_of(rules, KEY, PasswordSettings).may_give_up


@transaction.atomic
def give_up(user: User) -> None:
    """The account has no password from now on; every other session ends, and the one that asked is moved on with it."""
    locked = lock_user(user.pk, actor=user)
    if not may_give_up(locked):
        raise MayNotGiveUp(f"{locked.username} may not give up a password")
    # Looked at under the lock: what there is to sign in with may have gone since the page was shown.
    if not without(KEY, locked).is_enough:
        raise NoWayBack(f"{locked.username} would not always have a way back")
    user.set_unusable_password()
    user.password_is_temporary, user.temporary_until = False, None
    user.default_method = "" if user.default_method == KEY else user.default_method
    user.save(update_fields=["password", "password_is_temporary", "temporary_until", "default_method"])
    left = way_to(Need(), user, but=KEY)
    if left is not None:
        offer_instead(user, of=KEY, method=left.method.key)
    sessions_end(user.pk)
    record(events.PASSWORD_GIVEN_UP, tenant=locked.tenant, subject=locked, actor=user)
