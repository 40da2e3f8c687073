"""What must stand when the answer comes, and whose it must be (T08, T09)."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import (
    BadSignature,
    PolicyChanged,
    UnknownRequest,
)
from devices.approvals.state import State
from devices.phones.models import Phone, PhoneAccount
from tests.support import invariants
from tests.support.asking import ask, finish, new_binding
from tests.support.people import (
    forget_method,
    forget_policy,
    make_person,
    make_tenant,
    take_out_of_use,
    turn_off,
)
from tests.support.phones import SigningPhone, phone_of
from tests.unit.devices.approvals.looking import state_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


OF_EVERY_PHONE: dict[str, Any] = {
    "user disabled": lambda ann: User.objects.filter(pk=ann.pk).update(is_active=False),
    "user blocked": lambda ann: User.objects.filter(pk=ann.pk).update(blocked_at=timezone.now()),
    "tenant out of use": lambda ann: take_out_of_use(ann.tenant),
    "policy off": lambda ann: turn_off(ann.tenant, "phone"),
    "policy gone": lambda ann: forget_method(ann.tenant, "phone"),
    "tenant policy gone": lambda ann: forget_policy(ann.tenant),
}
OF_THIS_PHONE: dict[str, Any] = {
    "unregistered": lambda ann: PhoneAccount.objects.filter(user=ann).update(phone_sign_in=False),
    "account suspended": lambda ann: PhoneAccount.objects.filter(user=ann).update(state="suspended"),
    "account ended": lambda ann: PhoneAccount.objects.filter(user=ann).update(state="ended"),
    "phone suspended": lambda ann: Phone.objects.filter(accounts__user=ann).update(state="suspended"),
    "phone removed": lambda ann: Phone.objects.filter(accounts__user=ann).update(state="removed"),
}


CHANGES = OF_EVERY_PHONE | OF_THIS_PHONE


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["signin", "reauth"])
def test_t08_e19_an_approval_counts_only_while_everything_stands(
    kind: str, change: str, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann, kind=kind)
    shown = phone.see(request)
    CHANGES[change](ann)

    with pytest.raises(PolicyChanged):
        phone.send(request, phone.approval(shown, number=request.number))

    # Another phone may still answer; where none may, the browser waits no longer.
    assert state_of(request) is (State.REVOKED if change in OF_EVERY_PHONE else State.PENDING)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_t08_e19_and_is_used_only_while_everything_stands(
    change: Any, ann: User, phone: SigningPhone
) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.says_yes(request)
    change(ann)

    request.refresh_from_db()
    with pytest.raises(PolicyChanged):
        finish(request, binding=binding, user=ann)

    assert state_of(request) is State.APPROVED


def test_t09_another_persons_phone_answers_nothing(ann: User, phone: SigningPhone) -> None:
    stranger = phone_of(make_person(make_tenant("sundby"), "bea"))
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)

    with pytest.raises(UnknownRequest):
        stranger.send(request, sent)

    assert state_of(request) is State.PENDING


def test_t09_a_challenge_of_another_tenant_answers_nothing_here(ann: User, settings: Settings) -> None:
    """One phone with accounts of two tenants: the answer for the one is no answer for the other."""
    settings.ORG_ACCOUNTS_PER_PHONE = 2
    phone, bea = SigningPhone(), make_person(make_tenant("sundby"), "bea")
    phone.add(ann)
    phone.add(bea)
    here, there = ask(ann), ask(bea)
    shown = phone.see(there)
    phone.see(here)

    with pytest.raises(BadSignature):
        phone.send(here, phone.approval(shown, number=here.number))
    with pytest.raises(BadSignature):
        phone.send(there, phone.approval(shown, number=there.number, aud="http://localhost:8000/tenants/x"))

    assert (state_of(here), state_of(there)) == (State.PENDING, State.PENDING)
    invariants.i9_nothing_crosses_tenants()


def test_t09_a_person_who_moved_to_another_tenant_is_not_approved_for_this_one(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)
    User.objects.filter(pk=ann.pk).update(tenant=make_tenant("sundby"))

    with pytest.raises(PolicyChanged):
        phone.send(request, sent)


def test_t09_what_somebody_elses_phone_decided_finishes_nothing(ann: User, phone: SigningPhone) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.says_yes(request)
    theirs = phone_of(make_person(ann.tenant, "bea")).row.accounts.get()
    ApprovalRequest.objects.update(decided_by=theirs)
    request.refresh_from_db()

    with pytest.raises(PolicyChanged):
        finish(request, binding=binding, user=ann)
