"""The closing test, and how it ends (T18, T08, I4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import BadSignature, PolicyChanged, UnlockRequired, WrongNumber
from devices.approvals.state import State as RequestState
from devices.enrolment.models import Enrolment
from devices.enrolment.services import end, expire_due, look, settle_test
from devices.enrolment.state import State
from devices.phones.access import standing_accounts
from devices.phones.models import Phone, PhoneAccount
from tests.support import invariants
from tests.support.asking import ask, offered, test_request_of
from tests.support.people import change_policy, make_person, take_out_of_use, turn_off
from tests.support.phones import SigningPhone, phone_of
from tests.unit.devices.enrolment.joining import answer_test, fresh, joined

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("mode", ["pin", "platform", None])
def test_b04_a_phone_counts_once_the_number_was_given(mode: Any, ann: User) -> None:
    enrolment, phone = joined(ann, unlock=mode)
    assert list(standing_accounts(ann)) == []

    answer_test(enrolment, phone)

    account = PhoneAccount.objects.get()
    assert (fresh(enrolment).state, account.confirmed, account.unlock_mode) == (
        State.ACTIVE,
        True,
        mode or "",
    )
    assert list(standing_accounts(ann)) == [account]
    assert User.objects.get(pk=ann.pk).default_method == "phone"
    assert AuditEvent.objects.filter(tag="user:phone:bound", subject=ann).count() == 1
    invariants.check()


def test_b04_phone_sign_in_is_not_on_by_itself(ann: User) -> None:
    enrolment, phone = joined(ann)
    answer_test(enrolment, phone)

    assert not PhoneAccount.objects.get().phone_sign_in


def test_t18_a_wrong_number_rejects_the_phone_for_good(ann: User) -> None:
    enrolment, phone = joined(ann)
    wrong = f"{(int(test_request_of(enrolment).number) + 1) % 100:02d}"

    with pytest.raises(WrongNumber):
        answer_test(enrolment, phone, number=wrong)

    account = PhoneAccount.objects.get()
    assert (fresh(enrolment).state, account.state, account.confirmed) == (State.REJECTED, "ended", False)
    assert phone.shown() == []
    invariants.check()


def test_t18_the_number_is_typed_whatever_the_policy_says_of_sign_ins(ann: User) -> None:
    change_policy(ann.tenant, number_known="choose", number_new="choose")

    enrolment, phone = joined(ann)

    shown = phone.see(test_request_of(enrolment)).challenge.claims
    assert (shown["match"], "choices" in shown) == ("type", False)


def test_t18_never_active_without_the_number(ann: User) -> None:
    enrolment, phone = joined(ann)

    with pytest.raises(BadSignature):
        answer_test(enrolment, phone, number="")

    assert look(fresh(enrolment)).state == State.CLAIMED
    assert not PhoneAccount.objects.get().confirmed


def test_a_denied_test_rejects(ann: User) -> None:
    enrolment, phone = joined(ann)

    phone.says_no(test_request_of(enrolment))
    settle_test(test_request_of(enrolment).pk)

    assert fresh(enrolment).state == State.REJECTED


def test_t12_the_test_wants_the_lock_that_was_announced(ann: User) -> None:
    enrolment, phone = joined(ann)
    test = test_request_of(enrolment)

    with pytest.raises(UnlockRequired):
        phone.send(test, phone.approval(phone.see(test), number=test.number, unlocked=False))


def test_t18_only_the_phone_that_claimed_takes_the_test(ann: User) -> None:
    other = phone_of(ann)
    enrolment, _phone = joined(ann)

    assert str(test_request_of(enrolment).pk) not in {one.handle for one in other.shown()}


@pytest.mark.parametrize("kind", ["signin", "second_step", "reauth"])
def test_t18_a_phone_not_yet_tested_is_shown_no_request(kind: str, ann: User) -> None:
    _enrolment, phone = joined(ann)
    PhoneAccount.objects.update(phone_sign_in=True)

    request = ask(ann, kind=kind)

    assert str(request.pk) not in {one.handle for one in phone.shown()}


CHANGES: dict[str, Any] = {
    "user disabled": lambda ann: User.objects.filter(pk=ann.pk).update(is_active=False),
    "tenant out of use": lambda ann: take_out_of_use(ann.tenant),
    "policy off": lambda ann: turn_off(ann.tenant, "phone"),
    "phone suspended": lambda ann: Phone.objects.filter(accounts__user=ann).update(state="suspended"),
    "account ended": lambda ann: PhoneAccount.objects.filter(user=ann).update(state="ended"),
}


@pytest.mark.parametrize("name", ["user disabled", "tenant out of use", "policy off"])
def test_t08_completing_needs_user_and_policy(name: str, ann: User) -> None:
    _, code = offered(ann)
    joining = SigningPhone()
    claimed = joining.take(code)
    CHANGES[name](ann)

    with pytest.raises(PolicyChanged):
        joining.join(claimed)

    assert not Phone.objects.exists()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_t08_between_the_answer_and_its_conclusion_everything_must_still_stand(
    change: Any, ann: User
) -> None:
    enrolment, phone = joined(ann)
    phone.says_yes(test_request_of(enrolment))
    change(ann)

    settle_test(test_request_of(enrolment).pk)

    assert fresh(enrolment).state == State.REJECTED
    assert not PhoneAccount.objects.get().confirmed


@pytest.mark.parametrize("target", [State.CANCELLED, State.EXPIRED, State.REJECTED])
def test_ending_takes_back_everything_it_made(target: State, ann: User) -> None:
    enrolment, phone = joined(ann)

    assert end(fresh(enrolment), target)
    assert not end(fresh(enrolment), State.CANCELLED)

    test = ApprovalRequest.objects.get()
    assert (test.state, PhoneAccount.objects.get().state) == (RequestState.CANCELLED, "ended")
    assert phone.shown() == []
    assert AuditEvent.objects.filter(tag=f"user:enrolment:{target}").count() == 1
    invariants.check()


def test_an_active_phone_cannot_be_ended_by_its_enrolment(ann: User) -> None:
    enrolment, phone = joined(ann)
    answer_test(enrolment, phone)

    assert not end(fresh(enrolment), State.CANCELLED)
    assert PhoneAccount.objects.get().is_usable


def test_i4_housekeeping_ends_what_has_run_out_and_nothing_else(ann: User) -> None:
    gone, _ = offered(ann)
    waiting, _ = offered(make_person(ann.tenant, "bea"))
    Enrolment.objects.filter(pk=gone.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert expire_due() == 1
    assert expire_due() == 0

    assert (fresh(gone).state, fresh(waiting).state) == (State.EXPIRED, State.OFFERED)


def test_i4_a_test_nobody_answers_rejects_the_phone(ann: User) -> None:
    enrolment, _phone = joined(ann)
    past = timezone.now() - timedelta(seconds=1)
    ApprovalRequest.objects.update(expires_at=past)
    Enrolment.objects.update(expires_at=past)

    expire_due()

    assert fresh(enrolment).state in (State.REJECTED, State.EXPIRED)
    assert ApprovalRequest.objects.get().state == RequestState.EXPIRED
    assert PhoneAccount.objects.get().state == "ended"


def test_i4_an_approved_test_that_nobody_concluded_in_time_adds_no_phone(ann: User) -> None:
    enrolment, phone = joined(ann)
    phone.says_yes(test_request_of(enrolment))
    ApprovalRequest.objects.update(finish_by=timezone.now() - timedelta(seconds=1))

    assert look(fresh(enrolment)).state == State.REJECTED
    assert not PhoneAccount.objects.get().confirmed
