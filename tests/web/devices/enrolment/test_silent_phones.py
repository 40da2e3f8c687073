"""The web says which phone may have lost its keys: to its person, and to nobody else (B15)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_due
from devices.phones.models import Phone
from tests.support.asking import ask
from tests.support.pages import browser, read, sign_in_by_password, write_username
from tests.support.people import make_person
from tests.support.phones import SigningPhone, phone_of

PHONES, CHOICE = "/security-info/phones/", "/sign-in/choose-method/"
SAID, DOUBT = "May have lost its keys", "Your phone may have lost its keys"


@pytest.fixture
def own(ann: User, phone: SigningPhone) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


def is_silent_for(**time: float) -> None:
    Phone.objects.update(last_seen_at=timezone.now() - timedelta(**time))


def runs_out(user: User, *, known_browser: bool = True) -> None:
    ask(user, known_browser=known_browser)
    ApprovalRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expire_due()


def test_a_phone_that_was_heard_of_is_said_to_be_well(own: Client) -> None:  # B15
    is_silent_for(days=3)

    assert SAID not in read(own.get(PHONES)).text
    assert SAID not in read(own.get("/security-info/")).text


@pytest.mark.parametrize("page", [PHONES, "/security-info/"])
def test_one_that_was_silent_for_long_is_told_of_with_what_to_do(page: str, own: Client) -> None:  # B15
    is_silent_for(days=61)

    text = read(own.get(page)).text

    assert SAID in text
    assert "if it says so too, remove it here and add it anew" in text


def test_one_that_let_three_requests_run_out_is_told_of(own: Client, ann: User) -> None:  # B15
    is_silent_for(days=2)
    for _ in range(2):
        runs_out(ann)
    before = read(own.get(PHONES)).text

    runs_out(ann)

    assert SAID not in before
    assert SAID in read(own.get(PHONES)).text


def test_t35_requests_that_strangers_let_run_out_say_nothing(own: Client, ann: User) -> None:  # B15
    is_silent_for(days=2)
    for _ in range(3):
        runs_out(ann, known_browser=False)

    assert SAID not in read(own.get(PHONES)).text


def test_requests_of_others_and_those_before_it_was_heard_of_say_nothing(
    own: Client, ann: User
) -> None:  # B15
    other = make_person(ann.tenant, "bo")
    SigningPhone().add(other)
    for _ in range(3):
        runs_out(ann)
        runs_out(other)
    Phone.objects.update(last_seen_at=timezone.now() - timedelta(days=2))
    ApprovalRequest.objects.filter(user=ann).update(asked_at=timezone.now() - timedelta(days=3))

    assert SAID not in read(own.get(PHONES)).text


def test_whoever_chooses_a_second_step_is_told_before_they_wait_for_nothing(
    ann: User, phone: SigningPhone
) -> None:  # B15
    is_silent_for(days=61)
    known = browser()
    sign_in_by_password(known, ann)
    known.post("/sign-out/")
    write_username(known, ann.username)

    assert DOUBT in read(known.get(CHOICE)).text


def test_a_stranger_who_knows_a_name_learns_nothing_of_its_phone(
    ann: User, phone: SigningPhone
) -> None:  # B15, A18
    is_silent_for(days=61)
    stranger = browser()
    write_username(stranger, ann.username)

    assert DOUBT not in read(stranger.get(CHOICE)).text


def test_how_many_phones_there_are_costs_the_list_no_question_more(ann: User, own: Client) -> None:  # B15 D03
    is_silent_for(days=2)
    with CaptureQueriesContext(connection) as of_one:
        own.get(PHONES)
    for at in range(3):
        phone_of(ann, label=f"Phone {at}")
    is_silent_for(days=2)

    with CaptureQueriesContext(connection) as of_four:
        own.get(PHONES)

    assert len(of_four) == len(of_one)
