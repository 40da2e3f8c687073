"""What a person calls their phone: theirs alone, whatever the phone calls itself and others call it."""

from __future__ import annotations

from django.db import transaction

from accounts.audit.log import record
from accounts.refusals import NotYours
from accounts.tenants.names import LONGEST_NAME, shown, told_apart
from accounts.throttle.counting import Limit, count
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.phones import events
from devices.phones.access import lock_account, standing_accounts
from devices.phones.models import PhoneAccount

# Each leaves a line in the audit log, which nobody can delete.
MOST_RENAMED = 20
RENAMED_WITHIN_SECONDS = 3600


def name_for(user: User, wanted: str, *, but: PhoneAccount | None = None) -> str:
    """`wanted` as a name that none of the user's other phones has."""
    others = standing_accounts(user).exclude(pk=but.pk if but else None)
    taken = set(others.values_list("name", flat=True))
    return told_apart(shown(wanted, longest=LONGEST_NAME), taken=taken, longest=LONGEST_NAME)


def rename(account: PhoneAccount, wanted: str, *, actor: User) -> str:
    """Calls the phone of this account something else from now on; returns what. So often and no more."""
    count(
        Limit(
            scope="names of a phone", key=str(account.pk), most=MOST_RENAMED, seconds=RENAMED_WITHIN_SECONDS
        )
    )
    return _rename(account, wanted, actor=actor)


def rename_by_phone(account: PhoneAccount, wanted: str) -> PhoneAccount:
    """Likewise, because the phone itself asks for it: one that was called lost renames nothing. Returns the account."""
    if not account.is_usable:
        raise NotYours(f"account {account.pk} is {account.state}")
    account.name = rename(account, wanted, actor=account.user)
    return account


@transaction.atomic
def _rename(account: PhoneAccount, wanted: str, *, actor: User) -> str:
    user = lock_user(account.user_id)
    locked = lock_account(account.pk)
    before, name = locked.name, name_for(user, wanted, but=locked)
    # Of what is left once nothing hides or turns text, something must be seen (T26).
    if name not in {before, ""}:
        locked.name = name
        locked.save(update_fields=["name"])
        record(
            events.RENAMED,
            tenant=user.tenant,
            subject=user,
            actor=actor,
            changed={"phone": [before, name]},
        )
    return str(locked.name)
