"""Phones that were woken are told when nothing waits any more: once, and not the one that answered."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import revoke
from devices.approvals.services import withdraw
from devices.phones.tokens import suspend_phone
from devices.simulator.waking.subscription import Subscription
from devices.waking.claims import forget_late
from tests.support.asking import age, ask, finish, new_binding
from tests.support.chromium_push import Says
from tests.support.phones import SigningPhone, phone_of
from tests.support.push_service import PushService
from tests.support.senders import an_outbox, make_due, wake
from tests.support.waiting import until
from tests.support.waking import wakeable

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BINDING = new_binding()


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    return phone_of(ann)


@pytest.fixture
def other(ann: User) -> SigningPhone:
    return phone_of(ann)


def woken_for(ann: User) -> ApprovalRequest:
    """A request for which every phone that can be woken was."""
    request = ask(ann, binding=BINDING, known_browser=True)
    look()
    return request


def look() -> None:
    make_due()
    wake(an_outbox())


def told(service: PushService, subscription: Subscription) -> list[str]:
    return [one["notification"]["data"]["what"] for one in service.received(subscription)]


def test_the_other_phone_is_told_and_not_the_one_that_answered(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    mine, others = wakeable(phone, push_service), wakeable(other, push_service)
    request = woken_for(ann)

    phone.says_yes(request)
    look()

    assert told(push_service, mine) == ["request"]
    assert told(push_service, others) == ["request", "over"]
    first, last = push_service.received(others)
    assert first["notification"]["tag"] == last["notification"]["tag"]


def test_it_is_told_once_whatever_follows(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    wakeable(phone, push_service)
    others = wakeable(other, push_service)
    request = woken_for(ann)

    phone.says_yes(request)
    look()
    request.refresh_from_db()
    finish(request, binding=BINDING, user=ann)
    look()

    assert told(push_service, others) == ["request", "over"]


def test_it_is_not_told_again_when_an_approval_is_called_off(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    wakeable(phone, push_service)
    others = wakeable(other, push_service)
    request = woken_for(ann)

    phone.says_yes(request)
    look()
    withdraw(binding=BINDING, is_replaced=False)
    look()

    request.refresh_from_db()
    assert request.state == "cancelled"
    assert told(push_service, others) == ["request", "over"]


@pytest.mark.parametrize(
    "end",
    [
        lambda _request: withdraw(binding=BINDING, is_replaced=False),
        lambda _request: withdraw(binding=BINDING, is_replaced=True),
        lambda request: revoke(ApprovalRequest.objects.filter(pk=request.pk)),
    ],
)
def test_a_request_that_is_called_off_is_taken_back_everywhere(
    ann: User, phone: SigningPhone, push_service: PushService, end: Callable[[ApprovalRequest], object]
) -> None:
    mine = wakeable(phone, push_service)
    request = woken_for(ann)

    end(request)
    look()

    assert told(push_service, mine) == ["request", "over"]


@pytest.mark.parametrize("answer", ["says_yes", "says_no"])
def test_who_has_one_phone_and_answers_costs_nobody_anything_more(
    ann: User, phone: SigningPhone, push_service: PushService, answer: str
) -> None:
    mine = wakeable(phone, push_service)
    request = woken_for(ann)

    getattr(phone, answer)(request)

    request.refresh_from_db()
    assert request.wake_due_at is None
    look()
    assert told(push_service, mine) == ["request"]


def test_who_answers_before_it_is_noted_that_they_were_woken_costs_nobody_anything_more(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    mine = wakeable(phone, push_service)
    request = ask(ann, binding=BINDING, known_browser=True)
    make_due()
    outbox = an_outbox()
    outbox.look()
    until(lambda: all(sending.is_over for sending in outbox.in_hand))

    phone.says_yes(request)
    outbox.settle()

    request.refresh_from_db()
    assert request.wake_due_at is None
    assert told(push_service, mine) == ["request"]


def test_a_phone_that_was_not_woken_is_told_nothing(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    mine, asleep = wakeable(phone, push_service), wakeable(other, push_service)
    push_service.says_to[asleep.token] = Says(400)
    woken_for(ann)
    push_service.says_to.clear()

    withdraw(binding=BINDING, is_replaced=False)
    look()

    assert told(push_service, mine) == ["request", "over"]
    assert told(push_service, asleep) == []


def test_i7_nothing_is_told_after_the_time_of_the_request(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    mine = wakeable(phone, push_service)
    request = woken_for(ann)
    withdraw(binding=BINDING, is_replaced=False)
    age(request, seconds=121)

    look()

    assert told(push_service, mine) == ["request"]


def test_one_that_was_answered_while_it_was_being_sent_is_told_all_the_same(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    wakeable(phone, push_service)
    slow = wakeable(other, push_service)
    push_service.says_to[slow.token] = Says(is_silent=True)
    request = ask(ann, binding=BINDING)
    make_due()
    outbox = an_outbox()
    outbox.look()
    until(lambda: slow.token in push_service.tried)

    phone.says_no(request)
    push_service.let_go()
    until(lambda: all(sending.is_over for sending in outbox.in_hand))
    wake(outbox)
    wake(outbox)
    look()

    assert told(push_service, slow) == ["request", "over"]


def test_one_that_could_not_be_told_is_told_later(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    mine = wakeable(phone, push_service)
    request = woken_for(ann)
    push_service.refuse_connections()
    withdraw(binding=BINDING, is_replaced=False)
    look()

    request.refresh_from_db()
    assert (request.wake_left, request.woken, request.wake_tries) == ([phone.id], "", 1)
    assert request.wake_due_at is not None
    assert told(push_service, mine) == ["request"]


def test_what_nobody_was_told_in_time_is_taken_off_the_outbox(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    wakeable(phone, push_service)
    late, early = woken_for(ann), woken_for(ann)
    for request in (late, early):
        revoke(ApprovalRequest.objects.filter(pk=request.pk))
    age(late, seconds=200)
    ApprovalRequest.objects.filter(pk=late.pk).update(wake_due_at=Now() - timedelta(seconds=100))

    forget_late()

    waiting = ApprovalRequest.objects.exclude(wake_due_at=None)
    assert [request.pk for request in waiting] == [early.pk]


def test_t08_a_phone_that_was_suspended_meanwhile_is_told_nothing(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    mine = wakeable(phone, push_service)
    woken_for(ann)
    suspend_phone(phone.row, why="test")

    withdraw(binding=BINDING, is_replaced=False)
    look()

    assert told(push_service, mine) == ["request"]
