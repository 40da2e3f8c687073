"""The phone in its role as a way to prove oneself."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.methods.contract import MethodRow, VerificationMethod
from accounts.methods.proof import HAVE, UNLOCK, Passed, Proves
from accounts.policy.facts import method_rules
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals import services
from devices.approvals.finishing import revoke_disallowed
from devices.approvals.reporting.services import go_on
from devices.news import announce
from devices.phones.access import (
    is_account_usable,
    sign_in_phones,
    standing_accounts,
    usable_accounts,
    usable_phones,
)
from devices.phones.models import PhoneAccount
from devices.phones.policy import POLICY
from devices.phones.settings import KEY, phone_settings
from devices.phones.standing import Standing, standing_of


def _stands(user: User, proof: Passed) -> bool:
    """The very account on a phone that proved it must still be usable (T08)."""
    return is_account_usable(user.pk, UUID(int=int(proof.by.rpartition("/")[2] or 0)))


def _rows(user: User) -> list[MethodRow]:
    modes = phone_settings(method_rules(user.tenant)).unlock_modes
    return [_row(account, standing_of(account, unlock_modes=modes)) for account in standing_accounts(user)]


def _row(account: PhoneAccount, standing: Standing) -> MethodRow:
    return MethodRow(
        key=KEY,
        label=account.name,
        detail=str(standing.words),
        advice=str(standing.advice),
        is_usable=standing.is_usable,
        may_start=standing.may_start,
        added_at=account.created_at,
        last_used_at=account.last_used_at,
        delete_url=reverse("enrolment:remove", args=[account.pk]),
    )


def _policy_changed(tenant: Tenant) -> None:
    """Phones look at their accounts again; what nobody may answer now ends, after the commit."""
    announce.phones_of_tenant_have_news(tenant.pk)
    transaction.on_commit(lambda: revoke_disallowed(tenant.pk), robust=True)


METHOD = VerificationMethod(
    key=KEY,
    label=gettext_lazy("Handslag app"),
    help=gettext_lazy("Approve on your phone"),
    instead=gettext_lazy("Use the Handslag app instead"),
    asks=gettext_lazy("Sign in with your phone"),
    icon="components/icons/phone.html",
    page="approvals:phone",
    rank=10,
    proves=Proves(frozenset({HAVE, UNLOCK})),
    can_start=True,
    can_follow=True,
    may_start_for=lambda user: bool(sign_in_phones(user.pk)),
    is_registered_for=lambda user: bool(usable_phones(user.pk)),
    stands=_stands,
    held=lambda: Exists(usable_accounts(OuterRef("pk")).order_by()),
    held_to_start=lambda: Exists(usable_accounts(OuterRef("pk")).filter(phone_sign_in=True).order_by()),
    stop_waiting=lambda binding, is_replaced: services.withdraw(binding=binding, is_replaced=is_replaced),
    goes_on=lambda binding: go_on(binding=binding),
    rows_for=_rows,
    add="enrolment:add",
    manage=("enrolment:phones", gettext_lazy("Your phones")),
    # What phones bring knows no requests (a lower layer): what becomes of those is added here.
    policy=replace(POLICY, changed=_policy_changed),
)
