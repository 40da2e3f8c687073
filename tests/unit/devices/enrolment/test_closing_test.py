"""The closing test, and what follows from its end (T18, T08, I4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import PolicyChanged, WrongNumber
from devices.approvals.services import end_by_browser, expire_due
from devices.approvals.state import State as RequestState
from devices.enrolment.closing_test import conclude_due, conclude_test
from devices.enrolment.models import Enrolment
from devices.enrolment.state import State
from devices.phones.access import standing_accounts
from devices.phones.models import Phone, PhoneAccount
from devices.phones.refusals import UnlockRequired
from devices.signatures.errors import MessageMalformed
from tests.support import invariants
from tests.support.asking import ask, offered, test_request_of
from tests.support.commit import committed
from tests.support.letters import carry_letters
from tests.support.people import change_policy, make_person, take_out_of_use, turn_off
from tests.support.phones import SigningPhone, phone_of
from tests.unit.devices.enrolment.joining import ENDINGS, answer_test, fresh, joined

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


def test_b04_the_person_is_told_by_mail_of_the_phone_that_was_added(ann: User) -> None:
    # D07
    enrolment, phone = joined(ann)
    assert carry_letters() == []

    answer_test(enrolment, phone)

    [letter] = carry_letters()
    assert letter.to == [ann.mail_address]
    assert "A phone was added to your account" in letter.body


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

    enrolment, phone = joined(User.objects.get(pk=ann.pk))

    shown = phone.see(test_request_of(enrolment))
    assert (shown.match, shown.choices) == ("type", ())


def test_t18_never_active_without_the_number(ann: User) -> None:
    enrolment, phone = joined(ann)

    with pytest.raises(MessageMalformed):
        answer_test(enrolment, phone, number="")

    assert fresh(enrolment).state == State.CLAIMED
    assert not PhoneAccount.objects.get().confirmed


@pytest.mark.parametrize("change", ENDINGS.values(), ids=ENDINGS)
def test_t08_no_phone_is_added_once_the_session_that_began_it_has_ended(change: Any, ann: User) -> None:
    enrolment, phone = joined(ann)
    change(ann)

    answer_test(enrolment, phone)

    assert fresh(enrolment).state == State.REJECTED
    assert not PhoneAccount.objects.get().confirmed
    invariants.check()


def run_out(test: ApprovalRequest) -> None:
    ApprovalRequest.objects.filter(pk=test.pk).update(expires_at=Now())
    expire_due()


ROADS: dict[str, Callable[[SigningPhone, ApprovalRequest], Any]] = {
    "denied": lambda phone, test: phone.says_no(test),
    "run out, found by the housekeeping": lambda _phone, test: run_out(test),
    "cancelled": lambda _phone, test: end_by_browser(
        test, RequestState.CANCELLED, binding=test.browser_digest
    ),
    "replaced": lambda _phone, test: end_by_browser(
        test, RequestState.SUPERSEDED, binding=test.browser_digest
    ),
}


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_by_whatever_road_the_test_ends_the_phone_is_rejected(road: Any, ann: User) -> None:
    enrolment, phone = joined(ann)

    with committed():
        road(phone, test_request_of(enrolment))

    assert fresh(enrolment).state == State.REJECTED
    assert PhoneAccount.objects.get().state == "ended"


def test_e19_a_test_that_nobody_may_pass_any_more_rejects_too(ann: User) -> None:
    enrolment, phone = joined(ann)
    sent = phone.approval(phone.see(test_request_of(enrolment)), number=test_request_of(enrolment).number)
    turn_off(ann.tenant, "phone")

    with pytest.raises(PolicyChanged), committed():
        phone.send(test_request_of(enrolment), sent)

    assert fresh(enrolment).state == State.REJECTED


@pytest.mark.parametrize(("is_yes", "state"), [(True, State.ACTIVE), (False, State.REJECTED)])
def test_what_a_process_that_died_did_not_conclude_the_housekeeping_does(
    is_yes: bool, state: State, ann: User
) -> None:
    enrolment, phone = joined(ann)
    # Answered, and nothing of what waits for the commit happens.
    (phone.says_yes if is_yes else phone.says_no)(test_request_of(enrolment))

    assert (conclude_due(), conclude_due()) == (1, 0)

    assert fresh(enrolment).state == state


def test_t12_the_test_wants_the_lock_that_was_announced(ann: User) -> None:
    enrolment, phone = joined(ann)
    test = test_request_of(enrolment)

    with pytest.raises(UnlockRequired):
        phone.send(test, phone.approval(phone.see(test), number=test.number, unlocked=False))


def test_t18_only_the_phone_that_claimed_takes_the_test(ann: User) -> None:
    other = phone_of(ann)
    enrolment, _phone = joined(ann)

    assert str(test_request_of(enrolment).pk) not in {shown.handle for shown in other.shown()}


@pytest.mark.parametrize("kind", ["signin", "second_step", "reauth"])
def test_t18_a_phone_not_yet_tested_is_shown_no_request(kind: str, ann: User) -> None:
    _enrolment, phone = joined(ann)
    PhoneAccount.objects.update(phone_sign_in=True)

    request = ask(ann, kind=kind)

    assert str(request.pk) not in {shown.handle for shown in phone.shown()}


CHANGES: dict[str, Any] = {
    "user disabled": lambda _user: User.objects.update(is_active=False),
    "tenant out of use": lambda user: take_out_of_use(user.tenant),
    "policy off": lambda user: turn_off(user.tenant, "phone"),
    "phone suspended": lambda _user: Phone.objects.update(state="suspended"),
    "account ended": lambda _user: PhoneAccount.objects.update(state="ended"),
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

    conclude_test(test_request_of(enrolment).pk)

    assert fresh(enrolment).state == State.REJECTED
    assert not PhoneAccount.objects.get().confirmed


def test_i4_housekeeping_ends_what_has_run_out_and_nothing_else(ann: User) -> None:
    gone, _ = offered(ann)
    waiting, _ = offered(make_person(ann.tenant, "bea"))
    Enrolment.objects.filter(pk=gone.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert conclude_due() == 1
    assert conclude_due() == 0

    assert (fresh(gone).state, fresh(waiting).state) == (State.EXPIRED, State.OFFERED)


def test_i4_a_test_nobody_answers_rejects_the_phone(ann: User) -> None:
    enrolment, _phone = joined(ann)
    past = timezone.now() - timedelta(seconds=1)
    ApprovalRequest.objects.update(expires_at=past)
    Enrolment.objects.update(expires_at=past)

    conclude_due()

    assert fresh(enrolment).state in (State.REJECTED, State.EXPIRED)
    assert ApprovalRequest.objects.get().state == RequestState.EXPIRED
    assert PhoneAccount.objects.get().state == "ended"


def test_i4_an_approved_test_that_nobody_concluded_in_time_adds_no_phone(ann: User) -> None:
    enrolment, phone = joined(ann)
    phone.says_yes(test_request_of(enrolment))
    ApprovalRequest.objects.update(finish_by=timezone.now() - timedelta(seconds=1))

    conclude_due()

    assert fresh(enrolment).state == State.REJECTED
    assert not PhoneAccount.objects.get().confirmed


def test_b05_an_approved_test_of_an_enrolment_that_has_run_out_adds_no_phone(ann: User) -> None:
    enrolment, phone = joined(ann)
    Enrolment.objects.update(expires_at=Now())

    answer_test(enrolment, phone)

    assert fresh(enrolment).state == State.REJECTED
    assert not PhoneAccount.objects.get().confirmed
