"""Too late, twice, again (T07, T10)."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.refusals import Refusal
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import (
    AlreadyDecided,
    BadSignature,
    PolicyChanged,
    RequestExpired,
    WrongNumber,
)
from devices.approvals.state import State
from tests.support.asking import ask
from tests.support.phones import SigningPhone
from tests.support.rows import everything
from tests.unit.devices.approvals.looking import state_of, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


OVER: dict[str, type[Refusal]] = {
    **dict.fromkeys(("denied", "cancelled", "superseded", "wrong_number", "consumed"), AlreadyDecided),
    "revoked": PolicyChanged,
}


@pytest.mark.parametrize("over", OVER)
@pytest.mark.parametrize("is_approval", [True, False], ids=["approval", "denial"])
def test_t07_no_answer_counts_after_the_end(
    over: str, is_approval: bool, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    ApprovalRequest.objects.update(state=over)

    sent = phone.approval(shown, number=request.number) if is_approval else phone.denial(shown)
    with pytest.raises(OVER[over]):
        phone.send(request, sent)

    assert state_of(request) == over
    assert Challenge.objects.get(request=request).decision == ""


@pytest.mark.parametrize("is_approval", [True, False], ids=["approval", "denial"])
def test_t07_no_answer_counts_after_the_time_to_answer(
    is_approval: bool, ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    shown = phone.see(request)
    # Nobody has moved it to expired: the database's clock alone must refuse.
    ApprovalRequest.objects.update(expires_at=timezone.now() - timedelta(milliseconds=50))

    sent = phone.approval(shown, number=request.number) if is_approval else phone.denial(shown)
    with pytest.raises(RequestExpired) as refused:
        phone.send(request, sent)

    assert refused.value.status == 410
    assert state_of(request) is State.PENDING


@pytest.mark.parametrize("off", [-24, 24])
def test_the_phones_clock_does_not_matter(off: int, ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    now = int(time.time()) + off * 3600

    sent = phone.approval(phone.see(request), number=request.number, iat=now, exp=now + 120)

    assert phone.send(request, sent) is State.APPROVED


def test_t10_the_same_approval_again_gets_the_same_answer_and_changes_nothing(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)
    phone.send(request, sent)
    before = everything()

    assert phone.send(request, sent) is State.APPROVED
    assert everything() == before


def test_t10_the_same_denial_again_gets_the_same_answer_and_changes_nothing(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    sent = phone.denial(phone.see(request))
    phone.send(request, sent)
    before = everything()

    assert phone.send(request, sent) is State.DENIED
    assert everything() == before


def test_t10_the_same_wrong_number_again_is_wrong_again_and_changes_nothing(
    ann: User, phone: SigningPhone
) -> None:
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=wrong(request.number))
    with pytest.raises(WrongNumber):
        phone.send(request, sent)
    before = everything()

    with pytest.raises(WrongNumber):
        phone.send(request, sent)
    assert everything() == before


@pytest.mark.parametrize("later", ["consumed", "expired", "cancelled", "denied"])
def test_t10_a_repeated_approval_is_told_what_it_was_told_first(
    later: str, ann: User, phone: SigningPhone
) -> None:
    """Whatever became of the request since: the phone asks again because the first reply was lost on the way."""
    request = ask(ann)
    sent = phone.approval(phone.see(request), number=request.number)
    phone.send(request, sent)
    ApprovalRequest.objects.update(state=later)

    assert phone.send(request, sent) is State.APPROVED
    assert state_of(request) == later


def test_t10_the_same_jti_with_other_bytes_is_refused(ann: User, phone: SigningPhone) -> None:
    request = ask(ann)
    shown = phone.see(request)
    phone.send(request, phone.approval(shown, number=request.number, jti="anRpLTE"))
    before = everything()

    for other in (
        phone.approval(shown, number=request.number, jti="anRpLTE"),
        phone.approval(shown, number=wrong(request.number), jti="anRpLTE"),
    ):
        with pytest.raises(AlreadyDecided):
            phone.send(request, other)

    assert everything() == before


def test_t10_an_approval_from_an_earlier_request_approves_no_later_one(
    ann: User, phone: SigningPhone
) -> None:
    first = ask(ann)
    sent = phone.approval(phone.see(first), number=first.number)
    phone.send(first, sent)
    second = ask(ann)
    phone.see(second)

    with pytest.raises(BadSignature):
        phone.send(second, sent)

    assert state_of(second) is State.PENDING
