"""The gates to phones and accounts: each names who asks."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet

from accounts.policy.facts import with_rules
from accounts.refusals import NotYours
from accounts.statements.composing import composed_once, first
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones.models import Phone, PhoneAccount


def standing_accounts(user: Any) -> QuerySet[PhoneAccount]:
    """The user's accounts on phones that passed their test and have not ended."""
    accounts: QuerySet[PhoneAccount] = PhoneAccount.objects.all()
    return (
        accounts.filter(user=user, confirmed=True)
        .exclude(state=PhoneAccount.State.ENDED)
        .select_related("phone")
        .order_by("-created_at")
    )


def standing_accounts_in(tenant: Tenant) -> QuerySet[PhoneAccount]:
    """The accounts of all people of the tenant that passed their test and have not ended, with `user` and `phone`."""
    accounts: QuerySet[PhoneAccount] = PhoneAccount.objects.filter(user__tenant=tenant, confirmed=True)
    return (
        accounts.exclude(state=PhoneAccount.State.ENDED).select_related("user", "phone").order_by("phone_id")
    )


def usable_accounts(user: Any) -> QuerySet[PhoneAccount]:
    """Those of them that can answer a request now."""
    return standing_accounts(user).filter(state=PhoneAccount.State.ACTIVE, phone__state=Phone.State.ACTIVE)


@composed_once
def accounts_that_answer(user: uuid.UUID, /) -> QuerySet[PhoneAccount]:
    """Those of this person, each with its phone."""
    return usable_accounts(user)


def sign_in_accounts(user: Any) -> QuerySet[Any]:
    """Accounts on phones by which a user signs in now."""
    return usable_accounts(user).filter(phone_sign_in=True).order_by()


@composed_once
def usable_phones(user: uuid.UUID, /) -> QuerySet[PhoneAccount, uuid.UUID]:
    """The phones that can answer a further step of this user now."""
    return usable_accounts(user).values_list("phone", flat=True)


@composed_once
def sign_in_phones(user: uuid.UUID, /) -> QuerySet[PhoneAccount, uuid.UUID]:
    """Those of them by which the user may begin to sign in."""
    return usable_accounts(user).filter(phone_sign_in=True).values_list("phone", flat=True)


def is_account_usable(user: uuid.UUID, account: uuid.UUID) -> bool:
    """Can this very account of theirs still answer?"""
    return bool(_usable(user, account))


@composed_once
def _usable(user: uuid.UUID, account: uuid.UUID, /) -> QuerySet[PhoneAccount, uuid.UUID]:
    return usable_accounts(user).filter(pk=account).order_by().values_list("pk", flat=True)


def account_of(user: User, account_id: uuid.UUID) -> PhoneAccount:
    """One of the user's own accounts, for the security-info page."""
    return _found(standing_accounts(user).filter(pk=account_id).first())


def account_on(phone: Phone, account_id: uuid.UUID) -> PhoneAccount:
    """One of the accounts on this phone, for what the phone itself changes of it.

    None that ended, and none that was called lost: whoever has that phone must neither change its lock nor take it off,
    for it still guards its person's account (T20).
    """
    accounts = phone.accounts.filter(state=PhoneAccount.State.ACTIVE).select_related("phone", "user__tenant")
    return _found(accounts.filter(pk=account_id).first())


def lock_account(account_id: uuid.UUID) -> PhoneAccount:
    """The account with its phone, both rows locked: whoever decides and whoever revokes wait for each other here.

    It comes with what is set for its tenant (`rules_of`).
    """
    return _found(first(_locked(account_id)))


@composed_once
def _locked(account: uuid.UUID, /) -> QuerySet[PhoneAccount]:
    rows = PhoneAccount.objects.select_for_update(of=("self", "phone"), no_key=True)
    return with_rules(rows.select_related("phone").filter(pk=account), tenant="user__tenant")


def _found(account: PhoneAccount | None) -> PhoneAccount:
    if account is None:
        raise NotYours("no such account on a phone, or somebody else's")
    return account
