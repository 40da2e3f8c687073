"""What must stand when the answer comes, and whose it must be (T08, T09)."""

from typing import Any

import pytest

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.tenants.models import Tenant
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
from tests.support.signing_phone import (
    SigningPhone,
    ask,
    finish,
    new_binding,
    new_phone,
    organisation,
    person,
    phone_of,
)
from tests.unit.devices.approvals.looking import state_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


OF_EVERY_PHONE: dict[str, Any] = {
    "user disabled": lambda: User.objects.update(is_active=False),
    "tenant out of use": lambda: Tenant.objects.update(is_active=False),
    "policy off": lambda: MethodPolicy.objects.filter(method="phone").update(is_on=False),
    "policy gone": lambda: MethodPolicy.objects.filter(method="phone").delete(),
    "tenant policy gone": lambda: TenantPolicy.objects.all().delete(),
}
OF_THIS_PHONE: dict[str, Any] = {
    "unregistered": lambda: PhoneAccount.objects.update(phone_sign_in=False),
    "account suspended": lambda: PhoneAccount.objects.update(state="suspended"),
    "account ended": lambda: PhoneAccount.objects.update(state="ended"),
    "phone suspended": lambda: Phone.objects.update(state="suspended"),
    "phone removed": lambda: Phone.objects.update(state="removed"),
}


CHANGES = OF_EVERY_PHONE | OF_THIS_PHONE


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["signin", "reauth"])
def test_t08_e19_an_approval_counts_only_while_everything_stands(
    kind: str, change: str, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann, kind=kind)
    shown = phone.see(request)
    CHANGES[change]()

    with pytest.raises(PolicyChanged):
        phone.send(request, phone.approval(shown, number=request.number))

    # Another phone may still answer; where none may, the browser waits no longer.
    assert state_of(request) is (State.CANCELLED if change in OF_EVERY_PHONE else State.PENDING)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_t08_e19_and_is_used_only_while_everything_stands(
    change: Any, ann: User, phone: SigningPhone
) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.approve(request)
    change()

    request.refresh_from_db()
    with pytest.raises(PolicyChanged):
        finish(request, binding=binding, user=ann)

    assert state_of(request) is State.APPROVED


def test_t09_another_persons_phone_answers_nothing(ann: User, phone: SigningPhone) -> None:
    stranger = phone_of(person(organisation("sundby"), "bea"))
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)

    with pytest.raises(UnknownRequest):
        stranger.send(request, sent)

    assert state_of(request) is State.PENDING


def test_t09_a_challenge_of_another_tenant_answers_nothing_here(ann: User) -> None:
    """One phone with accounts of two tenants: the answer for the one is no answer for the other."""
    phone, bea = new_phone(), person(organisation("sundby"), "bea")
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
    User.objects.filter(pk=ann.pk).update(tenant=organisation("sundby"))

    with pytest.raises(PolicyChanged):
        phone.send(request, sent)


def test_t09_what_somebody_elses_phone_decided_finishes_nothing(ann: User, phone: SigningPhone) -> None:
    binding = new_binding()
    request = ask(ann, binding=binding)
    phone.approve(request)
    theirs = phone_of(person(ann.tenant, "bea")).row.accounts.get()
    ApprovalRequest.objects.update(decided_by=theirs)
    request.refresh_from_db()

    with pytest.raises(PolicyChanged):
        finish(request, binding=binding, user=ann)
