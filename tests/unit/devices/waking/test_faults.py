"""A push service that fails in every way it can: each phone is woken if it can be, and none too late."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models.functions import Now

from accounts.users.models import User
from devices.addresses.models import PhoneAddress
from devices.approvals.asking.services import send_again
from devices.approvals.models import ApprovalRequest
from devices.waking.claims import TRIES
from tests.support.asking import age, ask, new_binding
from tests.support.chromium_push import Says
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of
from tests.support.push_service import PushService
from tests.support.senders import an_outbox, make_due, wake
from tests.support.waiting import until
from tests.support.waking import address_of, wakeable

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def other(ann: User) -> SigningPhone:
    return phone_of(ann)


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    return phone_of(ann)


def ask_due(user: User, **asking: Any) -> ApprovalRequest:
    request = ask(user, **asking)
    make_due(request)
    return request


def try_again() -> None:
    make_due()
    wake(an_outbox())


def test_a03_a_phone_is_woken_with_what_leads_to_the_request(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    browser = wakeable(phone, push_service, language="sv")
    request = ask_due(ann)

    wake(an_outbox())

    [told] = push_service.received(browser)
    assert told["notification"]["data"] == {"v": 1, "what": "request", "r": str(request.pk), "ring": 1}
    assert told["notification"]["lang"] == "sv"
    words = " ".join(told["notification"][part] for part in ("title", "body", "navigate"))
    words = words.replace(str(request.pk), "").replace(settings.PUBLIC_URL, "")
    assert not [said for said in (ann.username, ann.display_name) if said in words]
    assert not [character for character in words if character.isdigit()], "neither the number nor an address"
    assert 110 < int(push_service.pushes[0].headers["ttl"]) <= 120


@pytest.mark.parametrize("status", [404, 410, 400, 403, 413])
def test_what_would_not_be_taken_ever_is_not_tried_again_and_keeps_no_other_phone_asleep(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService, status: int
) -> None:
    failing, working = wakeable(phone, push_service), wakeable(other, push_service)
    push_service.says_to[failing.token] = Says(status)
    ask_due(ann)

    wake(an_outbox())
    try_again()

    assert push_service.tried.count(failing.token) == 1
    assert len(push_service.received(working)) == 1
    assert ApprovalRequest.objects.filter(wake_due_at=None).count() == ApprovalRequest.objects.count()


def test_500_is_tried_again_that_phone_alone(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    failing, working = wakeable(phone, push_service), wakeable(other, push_service)
    push_service.says_to[failing.token] = Says(500)
    ask_due(ann)
    wake(an_outbox())
    push_service.says_to.clear()
    PhoneAddress.objects.update(resting_until=None)  # as if its two seconds were over

    try_again()

    assert len(push_service.received(failing)) == len(push_service.received(working)) == 1


def test_429_is_left_alone_for_as_long_as_it_asks_whoever_else_is_asked_meanwhile(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    tired, working = wakeable(phone, push_service), wakeable(other, push_service)
    push_service.says_to[tired.token] = Says(429, {"Retry-After": "60"})
    first = ask_due(ann)
    wake(an_outbox())
    push_service.says_to.clear()

    try_again()
    ask_due(ann)
    wake(an_outbox())

    first.refresh_from_db()
    assert push_service.tried.count(tired.token) == 1
    assert len(push_service.received(working)) == 2
    assert first.wake_left == [phone.id]
    assert first.wake_due_at is not None
    assert 50 < (first.wake_due_at - first.asked_at).total_seconds() < 75


def test_429_then_the_phone_is_woken_when_its_time_has_come(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    tired = wakeable(phone, push_service)
    push_service.says_to[tired.token] = Says(429, {"Retry-After": "60"})
    ask_due(ann)
    wake(an_outbox())
    push_service.says_to.clear()
    for _ in range(TRIES):
        try_again()
    PhoneAddress.objects.update(resting_until=None)

    try_again()

    assert len(push_service.received(tired)) == 1


def test_i7_who_wants_peace_for_longer_than_the_request_lives_is_not_asked_again(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    tired = wakeable(phone, push_service)
    push_service.says = Says(503, {"Retry-After": "3600"})
    request = ask_due(ann)
    wake(an_outbox())
    push_service.says = Says()
    PhoneAddress.objects.update(resting_until=None)
    age(request, seconds=121)

    try_again()

    assert push_service.tried == [tired.token]


def test_silence_keeps_no_other_phone_and_no_other_request_waiting(
    ann: User, phone: SigningPhone, other: SigningPhone, push_service: PushService
) -> None:
    silent, working = wakeable(phone, push_service), wakeable(other, push_service)
    push_service.says_to[silent.token] = Says(is_silent=True)
    outbox = an_outbox()

    ask_due(ann)
    outbox.look()
    until(lambda: len(push_service.received(working)) == 1)
    ask_due(ann)
    outbox.look()
    until(lambda: len(push_service.received(working)) == 2)

    assert push_service.received(silent) == []
    push_service.let_go()
    until(lambda: not any(thread.is_alive() for thread in outbox.threads))


def test_a16_one_that_is_sent_again_is_the_same_notification_and_one_that_is_asked_for_the_next(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    browser, binding = wakeable(phone, push_service), new_binding()
    request = ask_due(ann, binding=binding)
    wake(an_outbox())
    # As if who sent it had been killed before it was noted.
    ApprovalRequest.objects.update(wake_due_at=Now() - timedelta(milliseconds=5))
    wake(an_outbox())
    age(request, seconds=31)
    request.refresh_from_db()
    send_again(request, binding=binding)
    try_again()

    rings = [told["notification"]["data"]["ring"] for told in push_service.received(browser)]

    assert rings == [1, 1, 2]


def test_where_nobody_listens_it_is_tried_again(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    wakeable(phone, push_service)
    push_service.refuse_connections()
    request = ask_due(ann)

    wake(an_outbox())

    request.refresh_from_db()
    assert (request.wake_left, request.wake_tries) == ([phone.id], 1)
    assert address_of(phone).state == "failing"


def test_of_two_workers_one_wakes(ann: User, phone: SigningPhone, push_service: PushService) -> None:
    browser = wakeable(phone, push_service)
    ask_due(ann)
    outboxes = [an_outbox(), an_outbox()]

    for outbox in outboxes:
        outbox.look()
    until(lambda: all(sending.is_over for outbox in outboxes for sending in outbox.in_hand))
    for outbox in outboxes:
        outbox.look()

    assert len(push_service.received(browser)) == 1


def test_a_phone_that_says_anew_where_it_can_be_woken_is_woken_there(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    old = wakeable(phone, push_service)
    push_service.says_to[old.token] = Says(500)
    ask_due(ann)
    wake(an_outbox())
    new = wakeable(phone, push_service)

    try_again()

    assert len(push_service.received(new)) == 1
    assert push_service.tried.count(old.token) == 1


def test_a_wake_of_one_person_wakes_no_other(
    ann: User, phone: SigningPhone, push_service: PushService
) -> None:
    bea = phone_of(make_person(ann.tenant, "bea"))
    mine, hers = wakeable(phone, push_service), wakeable(bea, push_service)
    ask_due(ann)

    wake(an_outbox())

    assert (len(push_service.received(mine)), push_service.received(hers)) == (1, [])
