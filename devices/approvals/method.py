"""The phone in its role as a way to prove oneself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.methods.contract import MethodRow, Stopping, Thing, VerificationMethod
from accounts.methods.proof import HAVE, UNLOCK, Passed, Proves
from accounts.policy.facts import method_rules
from accounts.signin.events import said_of
from accounts.signin.step import Step
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant
from accounts.users.browsers import asked_from
from accounts.users.models import User
from accounts.users.places import client_network
from devices.approvals import kinds, services
from devices.approvals.asking.services import Asking, request_approval
from devices.approvals.finishing import revoke_disallowed
from devices.approvals.kinds import Kind
from devices.approvals.models import ApprovalRequest
from devices.approvals.reporting.services import disown, go_on
from devices.approvals.state import OPEN
from devices.news import announce
from devices.phones.access import (
    account_of,
    accounts_that_answer,
    is_account_usable,
    sign_in_phones,
    standing_accounts,
    usable_accounts,
    usable_phones,
)
from devices.phones.models import PhoneAccount
from devices.phones.policy import POLICY
from devices.phones.services import bring_back, remove_account, stop
from devices.phones.settings import KEY, phone_settings
from devices.phones.standing import Standing, standing_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


DOUBT = gettext_lazy("Your phone may have lost its keys: open Handslag on it, or use another way.")


def begin(step: Step) -> None:
    """Asks the phones of who is signing in, unless this step waits for them, or was said to be somebody else's."""
    asked = None if step.is_new else asked_of(step.sign_in)
    if asked is None or (asked.state not in OPEN and not asked.reported_at):
        _ask(step)


def asked_of(sign_in: SignIn) -> ApprovalRequest | None:
    """The request of this step in this browser, found from its sign-in, never from the address."""
    asked = services.request_of_browser(sign_in.binding)
    if asked is None or asked.kind != kind_of(sign_in).key:
        return None
    return services.expire_if_due(asked)


def kind_of(sign_in: SignIn) -> Kind:
    """What kind of request this sign-in asks for as it stands."""
    if sign_in.passed:
        return kinds.SECOND_STEP
    return kinds.REAUTHENTICATE if sign_in.is_again else kinds.SIGN_IN


def _ask(step: Step) -> None:
    """Nobody's phones when nobody can be asked, by the same road (A18)."""
    sign_in = step.sign_in
    is_offered = KEY in step.decision.prove
    asking = Asking(
        tenant=step.tenant,
        rules=step.rules,
        username=sign_in.username,
        user=step.user if is_offered else None,
        named=step.user,
        kind=kind_of(sign_in),
        binding=sign_in.binding,
        known_browser=sign_in.known_browser,
        network=client_network(step.request),
        factors=frozenset[str]().union(*(proof.factors for proof in sign_in.passed)),
        said=said_of(step.request, sign_in),
        context={
            "application": sign_in.wish.application or "Handslag",
            **asked_from(step.request),
            "proven": [proof.key for proof in sign_in.passed],
        },
    )
    request_approval(asking, now=clock.now())


def _stands(user: User, proof: Passed) -> bool:
    """The very account on a phone that proved it must still be usable (T08)."""
    return is_account_usable(user.pk, _account_of(proof))


def _account_of(proof: Passed) -> UUID:
    return UUID(int=int(proof.by.rpartition("/")[2] or 0))


def _in_hand(user: User, proof: Passed) -> list[Thing]:  # noqa: ARG001  the contract's signature
    return [(KEY, str(_account_of(proof)))]


def _rows(user: User) -> list[MethodRow]:
    settings, phones = phone_settings(method_rules(user.tenant)), list(standing_accounts(user))
    silent = services.silent_among(phones, now=clock.now())
    return [
        _row(account, standing_of(account, settings=settings, may_be_lost=account.pk in silent))
        for account in phones
    ]


def _doubt(user: User) -> StrOrPromise:
    """Said of phones in a list of ways when none of the person's is sure to have its keys."""
    phones = accounts_that_answer(user.pk)
    silent = services.silent_among(phones, now=clock.now())
    return DOUBT if phones and len(silent) == len(phones) else ""


def _row(account: PhoneAccount, standing: Standing) -> MethodRow:
    return MethodRow(
        key=KEY,
        label=account.name,
        id=str(account.pk),
        detail=str(standing.words),
        advice=str(standing.advice),
        is_usable=standing.is_usable,
        may_start=standing.may_start,
        is_stopped=account.state == PhoneAccount.State.SUSPENDED,
        added_at=account.created_at,
        last_used_at=account.last_used_at,
        what_ends=_("It can no longer approve your sign-ins. You can add it again at any time."),
        ends_sessions=True,
    )


def _remove(user: User, account_id: str, actor: User) -> None:
    remove_account(account_of(user, UUID(account_id)), actor=actor)


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
    held_says_all=lambda rules: True,  # noqa: ARG005  the contract's signature
    doubt_for=_doubt,
    begin=begin,
    stop_waiting=lambda binding, is_replaced: services.withdraw(binding=binding, is_replaced=is_replaced),
    goes_on=lambda binding: go_on(binding=binding),
    disown=disown,
    rows_for=_rows,
    add="enrolment:add",
    remove=_remove,
    stopping=Stopping(stop=stop, bring_back=bring_back),
    urges=gettext_lazy("Add your phone: it is the quickest way in, and asks for no password."),
    in_hand=_in_hand,
    # What phones bring knows no requests (a lower layer): what becomes of those is added here.
    policy=replace(POLICY, changed=_policy_changed),
)
