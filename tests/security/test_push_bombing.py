"""T01, T35: whoever storms a name, by whatever road, wakes its person a few times and keeps none of them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.push import deliver
from tests.support import invariants
from tests.support.asking import ask, let_pass
from tests.support.at_once import Crowd
from tests.support.limits import forget_tries
from tests.support.pages import (
    FIREFOX,
    answer,
    browser,
    is_signed_in,
    press_continue,
    sign_in_by_phone,
    write_username,
)
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of
from tests.support.senders import Sender, an_outbox, id_of, make_due, wake
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = pytest.mark.both_databases
PEOPLE = 10
ADDRESSES = [f"192.0.2.{n}" for n in range(1, 51)]
AT_ONCE = 16


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Sender:
    made = Sender()
    monkeypatch.setattr(deliver, "sender", lambda _kind: made)
    return made


def stranger(address: str) -> Client:
    return Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR=address)


def wake_all() -> None:
    """Wakes whoever is to be woken until nothing is due."""
    outbox = an_outbox()
    while ApprovalRequest.objects.filter(state="pending").exclude(wake_due_at=None).exists():
        make_due()
        wake(outbox)


def test_t01_a_storm_wakes_each_person_at_most_three_times_and_their_own_browser_signs_in(
    nordljus: Tenant, sender: Sender
) -> None:  # I6, I7
    people = [make_person(nordljus, f"person{n}") for n in range(PEOPLE)]
    phones = [phone_of(one) for one in people]
    own = browser()
    sign_in_by_phone(own, people[0], phones[0])
    own.post("/sign-out/")
    wake_all()

    for number in range(12 * PEOPLE):
        write_username(stranger(ADDRESSES[number % 50]), people[number % PEOPLE].username)
        if number % 40 == 0:
            wake_all()
    wake_all()
    page = write_username(own, people[0].username)
    wake_all()

    invariants.i6_notifications_within_caps(sender.sent)
    invariants.i7_nothing_sent_after_expiry(sender.sent)
    woken = Counter(sender.woken)
    assert [woken[id_of(phone)] for phone in phones] == [3] + [2] * (PEOPLE - 1), (
        "two by strangers, and their own"
    )
    answer(phones[0], page.number)
    assert press_continue(own).address == "/signed-in/"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_t01_the_whole_storm_from_many_threads(nordljus: Tenant, sender: Sender, threads: Crowd) -> None:
    people = [make_person(nordljus, f"person{n}") for n in range(PEOPLE)]
    phones = [phone_of(one) for one in people]
    own = browser()
    sign_in_by_phone(own, people[0], phones[0])
    own.post("/sign-out/")

    for start in range(0, 2000, AT_ONCE):
        forget_tries()
        posts = [
            lambda n=n: write_username(stranger(ADDRESSES[n % 50]), people[n % PEOPLE].username)
            for n in range(start, start + AT_ONCE)
        ]
        threads.run(posts)
        wake_all()
    page = write_username(own, people[0].username)
    wake_all()

    invariants.i6_notifications_within_caps(sender.sent)
    assert max(Counter(sender.woken).values()) <= 3
    answer(phones[0], page.number)
    assert press_continue(own).address == "/signed-in/"


def names_from_a_56(user: User) -> None:
    for number in range(24):
        write_username(stranger(f"2001:db8:0:{number:x}::1"), user.username)
        wake_all()


def again_and_again(user: User) -> None:
    clients = [browser() for _ in range(3)]
    for client in clients:
        write_username(client, user.username)
    for _ in range(2):
        let_pass(seconds=31)
        for client in clients:
            client.post("/sign-in/phone/again/")
            wake_all()


def fresh_proof(user: User) -> None:
    """Whoever knows the password asks for stronger proof, time and again."""
    client = signed_in(user, PASSWORD_PROOF, minutes_ago=10)
    for _ in range(12):
        client.get("/security-info/", follow=True)
        client.post("/sign-in/phone/again/")
        wake_all()


@pytest.mark.parametrize("storm", [names_from_a_56, again_and_again, fresh_proof])
def test_t35_the_caps_hold_by_every_road(
    storm: Callable[[User], None], nordljus: Tenant, sender: Sender
) -> None:
    ann = make_person(nordljus)
    phone = phone_of(ann)
    wake_all()
    sender.sent.clear()

    storm(ann)

    invariants.i6_notifications_within_caps(sender.sent)
    invariants.i7_nothing_sent_after_expiry(sender.sent)
    assert 1 <= sender.woken.count(id_of(phone)) <= 3


def asked_at_once(threads: Crowd, whose: User, **asking: Any) -> list[ApprovalRequest]:
    asked = threads.run([lambda: ask(whose, **asking)] * AT_ONCE)
    return list(ApprovalRequest.objects.filter(pk__in=[one.pk for one in asked]))


def test_t35_of_many_that_ask_at_once_exactly_as_many_wake_as_may(
    nordljus: Tenant, threads: Crowd
) -> None:  # A16
    ann = make_person(nordljus)
    phone_of(ann)

    asked = asked_at_once(threads, ann, known_browser=True)

    assert sum(one.notifications for one in asked) == 3


@pytest.mark.parametrize("is_somebody", [True, False], ids=["somebody", "nobody"])
def test_t35_of_many_that_ask_at_once_as_many_give_way_for_a_name_that_nobody_has(
    is_somebody: bool, nordljus: Tenant, threads: Crowd
) -> None:  # A15, A18, T13
    ann = make_person(nordljus)
    phone_of(ann)

    asked = asked_at_once(threads, ann, user=ann if is_somebody else None)

    assert Counter(one.state for one in asked) == {"displaced": AT_ONCE - 3, "pending": 3}


def test_t35_the_persons_own_new_browser_signs_in_through_the_storm(
    nordljus: Tenant, sender: Sender
) -> None:  # A15, A16
    ann = make_person(nordljus)
    phone: SigningPhone = phone_of(ann)
    for number in range(24):
        write_username(stranger(f"2001:db8:0:{number:x}::1"), ann.username)

    own = stranger("203.0.113.9")
    page = write_username(own, ann.username)
    mine = [one.handle for one in phone.requests()].index(
        str(ApprovalRequest.objects.get(asked_network="203.0.113.9").pk)
    )
    answer(phone, page.number, at=mine)
    press_continue(own)

    assert is_signed_in(own)
