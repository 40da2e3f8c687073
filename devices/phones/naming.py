"""What a person calls their phone: theirs alone, whatever the phone calls itself and others call it."""

from __future__ import annotations

from django.db import transaction

from accounts.audit.log import record
from accounts.tenants.names import LONGEST_NAME, shown, told_apart
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.phones import events
from devices.phones.access import lock_account, standing_accounts
from devices.phones.models import PhoneAccount


def name_for(user: User, wanted: str, *, but: PhoneAccount | None = None) -> str:
    """`wanted` as a name that none of the user's other phones has."""
    others = standing_accounts(user).exclude(pk=but.pk if but else None)
    taken = set(others.values_list("name", flat=True))
    return told_apart(shown(wanted, longest=LONGEST_NAME), taken=taken, longest=LONGEST_NAME)


@transaction.atomic
def rename(account: PhoneAccount, wanted: str, *, actor: User) -> str:
    """Calls the phone of this account something else from now on; returns what."""
    user = lock_user(account.user_id)
    locked = lock_account(account.pk)
    before, name = locked.name, name_for(user, wanted, but=locked)
    if name != before:
        locked.name = name
        locked.save(update_fields=["name"])
        record(
            events.RENAMED,
            tenant=user.tenant,
            subject=user,
            actor=actor,
            changed={"phone": [before, name]},
        )
    return name
