"""Sending again, new numbers, and how many may be open at once."""

from datetime import timedelta

import pytest
from django.db.models import F

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.limits import forget_tries
from tests.support.pages import answer, browser, press_continue, read, sign_in_by_phone, write_username
from tests.support.phones import SigningPhone


def pass_seconds(seconds: int) -> None:
    """Moves every request back, as if these seconds had passed; nothing sleeps."""
    gone = timedelta(seconds=seconds)
    ApprovalRequest.objects.update(asked_at=F("asked_at") - gone, expires_at=F("expires_at") - gone)


def test_sending_again_waits_thirty_seconds(ann: User, phone: SigningPhone) -> None:  # published limits
    client = browser()
    number = write_username(client, ann.username).number

    assert client.post("/sign-in/phone/again/").status_code == 429
    pass_seconds(29)
    assert client.get("/sign-in/phone/status/").json()["can_resend"] is False
    assert client.post("/sign-in/phone/again/").status_code == 429
    pass_seconds(2)
    assert client.get("/sign-in/phone/status/").json()["can_resend"] is True
    page = read(client.post("/sign-in/phone/again/", follow=True))

    assert (page.address, page.number) == ("/sign-in/phone/", number), "the same number, sent once more"
    assert '<div class="stack stack-tight" role="status">' in page.html
    assert "Asked again. If nothing arrives on your phone, open Handslag there." in page.text


def test_it_is_sent_again_twice_and_then_refused_with_a_page(
    ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:  # published limits
    client = browser()
    write_username(client, ann.username)
    pass_seconds(31)

    statuses = [client.post("/sign-in/phone/again/").status_code for _ in range(3)]

    assert statuses == [302, 302, 429]
    page = read(client.post("/sign-in/phone/again/"))
    assert "sent again already" in page.text
    assert len(phone.requests()) == 1


def test_a_link_sends_nothing_again(ann: User, phone: SigningPhone) -> None:  # T28
    client = browser()
    write_username(client, ann.username)
    pass_seconds(31)

    client.get("/sign-in/phone/again/")

    assert ApprovalRequest.objects.get(kind="signin").resends == 0


def test_sending_again_when_it_is_approved_takes_nothing_away(ann: User, phone: SigningPhone) -> None:
    client = browser()
    answer(phone, write_username(client, ann.username).number)

    client.post("/sign-in/phone/again/")

    assert press_continue(client).address == "/signed-in/"


def test_at_most_three_are_open_from_one_network_and_the_oldest_is_told_that_it_gave_way(
    ann: User, phone: SigningPhone
) -> None:  # A15
    clients = [browser() for _ in range(4)]
    pages = [write_username(client, ann.username) for client in clients]

    assert len(phone.requests()) == 3
    assert len({page.number for page in pages[1:]}) == 3, "no two of them show the same number (T02)"
    first, *others = [read(client.get("/sign-in/phone/")) for client in clients]
    assert (first.stage, first.number) == ("displaced", "")
    assert "Your request gave way" in first.text
    assert "/sign-in/phone/again/" in first.actions()
    assert [page.stage for page in others] == ["waiting"] * 3


def test_a_browser_that_gave_way_asks_again_and_signs_in(ann: User, phone: SigningPhone) -> None:  # A15
    own = browser()
    write_username(own, ann.username)
    for _ in range(3):
        write_username(browser(), ann.username)

    page = read(own.post("/sign-in/phone/again/", follow=True))

    answer(phone, page.number, at=2)
    assert press_continue(own).address == "/signed-in/"


def test_an_ended_request_makes_room(ann: User, phone: SigningPhone) -> None:  # A15
    clients = [browser() for _ in range(3)]
    for client in clients:
        write_username(client, ann.username)
    clients[0].post("/sign-in/cancel/")

    write_username(browser(), ann.username)

    assert len(phone.requests()) == 3


def test_trying_again_and_again_in_one_browser_never_locks_it_out(
    ann: User, phone: SigningPhone
) -> None:  # A15
    client = browser()
    for _ in range(6):
        page = write_username(client, ann.username)

    assert len(phone.requests()) == 1
    answer(phone, page.number)
    assert press_continue(client).address == "/signed-in/"


def test_a_storm_of_strangers_keeps_the_persons_own_browser_not_out(
    ann: User, phone: SigningPhone
) -> None:  # A15
    own = browser()
    sign_in_by_phone(own, ann, phone)
    own.post("/sign-out/")
    for _ in range(8):
        forget_tries()
        write_username(browser(), ann.username)

    page = write_username(own, ann.username)

    first = phone.requests()[0]
    assert first.context["known_browser"] is True, "the own browser stands first"
    assert page.number in first.choices
    answer(phone, page.number)
    assert press_continue(own).address == "/signed-in/"


def test_a_stranger_who_says_to_be_known_is_counted_with_strangers(
    ann: User, phone: SigningPhone
) -> None:  # A15
    own = browser()
    sign_in_by_phone(own, ann, phone)
    liar = browser()
    liar.cookies["browser"] = "made-up"

    write_username(liar, ann.username)

    assert phone.requests()[0].context["known_browser"] is False
