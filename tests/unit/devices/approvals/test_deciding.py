"""What a phone's signed answer does, and what it cannot do."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.users.models import User
from devices.approvals.refusals import (
    AlreadyDecided,
    BadSignature,
    WrongNumber,
)
from devices.approvals.state import State
from devices.phones.models import PhoneAccount
from devices.signatures.errors import MessageMalformed
from devices.simulator.unlocking import UnlockMode
from tests.support import invariants
from tests.support.asking import ask
from tests.support.people import make_person, make_personal, take_out_of_use, turn_off
from tests.support.phones import SigningPhone, phone_of
from tests.unit.devices.approvals.looking import state_of, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("unlock", ["pin", "platform"])
def test_a06_the_right_number_and_the_unlock_approve(unlock: UnlockMode, ann: User) -> None:
    phone, request = phone_of(ann, unlock=unlock), ask(ann)
    PhoneAccount.objects.update(last_used_at=None)

    said = phone.says_yes(request)

    assert (said, state_of(request)) == (State.APPROVED, State.APPROVED)
    request.refresh_from_db()
    assert request.decided_by == phone.row.accounts.get()
    assert request.finish_by is not None
    assert request.approved_at is not None
    assert request.finish_by - request.approved_at == timedelta(seconds=60)
    assert phone.row.accounts.get().last_used_at is not None
    invariants.check()


def test_a11_a_plain_approval_needs_no_number_where_policy_asks_for_none(db: None) -> None:
    ann = make_person(make_personal())
    phone, request = phone_of(ann), ask(ann, known_browser=True)

    assert request.match == "approve"
    assert phone.says_yes(request) is State.APPROVED


def test_a11_a_number_where_none_is_asked_is_no_answer(db: None) -> None:
    ann = make_person(make_personal())
    phone, request = phone_of(ann), ask(ann, known_browser=True)

    with pytest.raises(MessageMalformed):
        phone.send(request, phone.approval(phone.see(request), number="42"))

    assert state_of(request) is State.PENDING


def test_t02_a_number_of_another_length_is_a_wrong_one(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)

    with pytest.raises(WrongNumber):
        phone.send(request, phone.approval(phone.see(request), number="0000" + request.number))

    assert state_of(request) is State.WRONG_NUMBER


def test_t02_a_wrong_number_ends_the_request_for_good(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)

    with pytest.raises(WrongNumber):
        phone.send(request, phone.approval(shown, number=wrong(request.number)))

    assert state_of(request) is State.WRONG_NUMBER
    with pytest.raises(AlreadyDecided) as second:
        phone.send(request, phone.approval(shown, number=request.number))
    assert second.value.status == 409
    assert state_of(request) is State.WRONG_NUMBER
    invariants.check()


@pytest.mark.parametrize("number", [None, "", "007", "7"])
def test_t02_an_approval_without_the_number_as_shown_never_approves(
    number: str | None, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)

    with pytest.raises((WrongNumber, MessageMalformed)):
        phone.send(request, phone.approval(phone.see(request), number=number))

    assert state_of(request) in (State.WRONG_NUMBER, State.PENDING)


def test_t03_the_victims_number_approves_the_victims_browser_only(ann: User, phone: SigningPhone) -> None:
    """Two browsers, one person: the attacker's request waits on the same phone."""
    attacker, victim = ask(ann), ask(ann)

    with pytest.raises(WrongNumber):
        phone.says_yes(attacker, number=victim.number)
    phone.says_yes(victim)

    assert (state_of(attacker), state_of(victim)) == (State.WRONG_NUMBER, State.APPROVED)


def test_t03_an_answer_to_one_request_is_none_to_another(ann: User, phone: SigningPhone) -> None:
    attacker, victim = ask(ann), ask(ann)
    shown = phone.see(victim)
    phone.see(attacker)

    # The denial as well: it has no unlock proof, which is bound to its request by itself.
    for sent in (phone.approval(shown, number=attacker.number), phone.denial(shown)):
        with pytest.raises(BadSignature):
            phone.send(attacker, sent)

    assert state_of(attacker) is State.PENDING


def test_a04_a_denial_needs_neither_number_nor_unlock(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)

    assert phone.says_no(request) is State.DENIED
    assert state_of(request) is State.DENIED
    invariants.check()


@pytest.mark.parametrize(
    "standing",
    [
        lambda ann: User.objects.filter(pk=ann.pk).update(is_active=False),
        lambda ann: take_out_of_use(ann.tenant),
        lambda ann: turn_off(ann.tenant, "phone"),
        lambda ann: PhoneAccount.objects.filter(user=ann).update(phone_sign_in=False),
    ],
)
def test_a04_saying_no_is_possible_whatever_else_has_changed(
    standing: Any, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    standing(ann)

    assert phone.send(request, phone.denial(shown)) is State.DENIED


def test_an_approved_request_can_still_be_denied_until_it_is_used(ann: User, phone: SigningPhone) -> None:
    second = phone_of(ann)
    request = ask(ann)
    shown = second.see(request)
    phone.says_yes(request)

    assert second.send(request, second.denial(shown)) is State.DENIED
    assert state_of(request) is State.DENIED
    invariants.check()
