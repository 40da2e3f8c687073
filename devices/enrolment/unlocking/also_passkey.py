"""One enrolment, two ways in: what unlocks an account on a phone is a passkey of its person's as well (B16).

Only what a browser would find by itself can be one, so it is asked for under the person's handle where the policy
offers them passkeys that may be copied: phones copy most of theirs. It counts with the account, never without.
"""

from __future__ import annotations

from accounts.policy.facts import allowance_of, method_rules
from accounts.users.models import User
from devices.passkeys.access import credentials_of
from devices.passkeys.making import named
from devices.passkeys.services import keep_of_phone, owner_of
from devices.passkeys.settings import KEY, taken_of
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.encoding import encode
from devices.signatures.passkeys.options import Named, Owner
from devices.signatures.unlocks import VerifiedUnlockKey


def asked_of(user: User, *, handle: bytes, phone: Phone | None) -> tuple[Owner, list[Named] | None]:
    """Under whose handle the phone's lock is made, and which credentials it must not be beside.

    None of them where it is to be a lock and nothing else, under a `handle` of its own. What this very phone had before
    may be written over: it is added anew because that is gone.
    """
    rules = method_rules(user.tenant)
    may_be_both = allowance_of(user, KEY, rules).is_allowed and taken_of(user, rules).takes_every
    has_already = credentials_of(user)
    if phone is not None:
        has_already = has_already.exclude(phone_account__phone=phone)
    return (
        Owner(
            handle=owner_of(user).handle if may_be_both else encode(handle),
            username=user.username,
            display_name=user.display_name,
        ),
        named(has_already) if may_be_both else None,
    )


def keep_as_passkey(account: PhoneAccount, key: VerifiedUnlockKey | None) -> None:
    """Keep the account's new unlock as a passkey too, where it can be one."""
    if key is not None and key.passkey is not None:
        keep_of_phone(key.passkey, user=account.user, account_id=account.pk, name=account.name)
