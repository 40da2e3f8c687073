"""A session too weak for what it wants: told so, with a way on (T20)."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.policy.need import Need
from accounts.signin.wish import Wish, sealed
from accounts.users.models import User
from devices.phones.services import suspend_account, unregister
from tests.support.pages import (
    Page,
    answer,
    browser,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.people import PASSWORD, make_person, turn_off
from tests.support.phones import SigningPhone, account_of
from tests.support.sessions import make_stale

ADD = "/security-info/phones/add/"
STRONGER = "/sign-in/stronger/"


@pytest.fixture
def weak(ann: User, phone: SigningPhone) -> Client:
    """Signed in by password just now; Ann has a phone."""
    client = browser()
    sign_in_by_password(client, ann)
    return client


def press(client: Client, page: Page) -> Page:
    """The page's own button."""
    form = next(form for form in page.forms if form.action == STRONGER)
    return read(client.post(form.action, form.fields, follow=True))


def test_the_phone_is_asked_and_what_was_pressed_is_done(
    weak: Client, ann: User, phone: SigningPhone
) -> None:  # A24
    page = read(weak.post(ADD))
    assert (page.status, page.heading) == (403, "Sign in with your phone")

    page = press(weak, page)

    assert (page.address, page.heading) == ("/sign-in/phone/", "Approve on your phone")
    assert [request.kind for request in phone.requests()] == ["reauth"]
    answer(phone, page.number)
    assert press_continue(weak).code


def test_a_page_that_was_only_opened_is_opened_again(weak: Client, ann: User, phone: SigningPhone) -> None:
    page = press(weak, read(weak.get(ADD)))
    answer(phone, page.number)

    assert press_continue(weak).address == "/security-info/phones/", "a link adds nothing"
    assert not ann.enrolments.filter(state="offered").exists()


def test_removing_is_still_asked_first(weak: Client, ann: User, phone: SigningPhone) -> None:
    page = press(weak, read(weak.post(f"/security-info/remove/phone/{account_of(ann).pk}/")))
    answer(phone, page.number)

    assert press_continue(weak).heading == "Remove Ann's phone?"
    assert account_of(ann).state == "active"


@pytest.mark.parametrize("what", [ADD, "/security-info/remove/phone/{account}/", "/portal/"])
def test_without_a_phone_that_can_be_asked_only_others_can_help(
    what: str, weak: Client, ann: User, phone: SigningPhone
) -> None:  # F05
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)
    suspend_account(account_of(ann), actor=ann)
    weak.get("/")
    sign_in_by_password(weak, ann)

    page = read(weak.get(what.format(account=account_of(ann).pk)))

    assert (page.status, page.heading) == (403, "What you have left is not enough")
    assert "Ask the people who look after sign-in at Nordljus for a one-time link." in page.text
    assert "Nothing strong enough is on for you" not in page.text, "it is on; it was lost"
    assert STRONGER not in page.actions()


def test_what_the_organisation_has_turned_off_guards_nothing(
    weak: Client, ann: User, phone: SigningPhone
) -> None:  # T20
    turn_off(ann.tenant, "phone")

    page = read(weak.get(f"/security-info/remove/phone/{account_of(ann).pk}/"))

    assert page.heading == "Remove Ann's phone?", (
        "it can be asked of nobody, so it keeps nobody from tidying up"
    )


def test_a_phone_for_second_steps_proves_two_factors_after_the_password(
    weak: Client, ann: User, phone: SigningPhone
) -> None:  # T20
    unregister(account_of(ann))
    page = read(weak.post(ADD))
    assert page.heading == "Sign in again, in two steps"

    assert press(weak, page).address == "/sign-in/password/"
    page = write_password(weak)

    assert [request.kind for request in phone.requests()] == ["second_step"]
    answer(phone, page.number)
    assert press_continue(weak).code


@pytest.mark.parametrize(
    "wish", ["", "https://evil.example/", Wish("/portal/"), Wish("//evil.example/")], ids=repr
)
def test_it_leads_nowhere_else(wish: str | Wish, weak: Client) -> None:  # T28
    wish = sealed(wish) if isinstance(wish, Wish) else wish
    read(weak.post(STRONGER, {"wish": wish, "next": "https://evil.example/"}, follow=True))

    assert write_password(weak).address == "/signed-in/"


def test_a_form_of_another_person_is_not_sent_by_this_one(
    weak: Client, ann: User, phone: SigningPhone
) -> None:  # T28
    bo = make_person(ann.tenant, "bo")
    theirs = sealed(Wish(ADD, method="phone", posted={}), holder=str(bo.pk))

    weak.post(STRONGER, {"wish": theirs}, follow=True)
    write_password(weak)

    assert not ann.enrolments.filter(state="offered").exists()


def test_strangers_begin_with_their_name(db: None) -> None:
    assert read(browser().post(STRONGER, follow=True)).address == "/sign-in/"
    assert read(browser().get(STRONGER, follow=True)).address == "/sign-in/"


def test_it_is_pressed_on_our_own_page_only(ann: User) -> None:  # T28
    assert browser(strict=True).post(STRONGER, {"next": ADD, "is_pressed": "yes"}).status_code == 403


def test_a_link_asks_for_no_stronger_proof(weak: Client) -> None:  # T28
    assert read(weak.get(STRONGER, follow=True)).address == "/signed-in/"


def test_a_wish_that_cannot_be_granted_keeps_nobody_out(ann: User) -> None:
    client = browser()
    write_username(
        client, ann.username, wish=sealed(Wish("/pay/", "Payroll", Need(factors=2, in_person=True)))
    )

    client.post("/sign-in/password/", {"password": PASSWORD})

    assert is_signed_in(client), "signed in as far as the organisation asks; the page tells what is missing"


def test_a_wish_that_can_be_granted_is_asked_for_at_once(ann: User, phone: SigningPhone) -> None:
    client = browser()
    write_username(client, ann.username, wish=sealed(Wish("/", "Payroll", Need(factors=2))))

    page = write_password(client)

    assert (page.address, is_signed_in(client)) == ("/sign-in/phone/", False)
    assert phone.requests()[0].context["application"] == "Payroll"


def test_a_cookie_copied_before_fresh_proof_stays_as_it_was(weak: Client, ann: User) -> None:  # T33
    make_stale(weak)
    weak.get("/security-info/", follow=True)
    thief = browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = weak.cookies[settings.SESSION_COOKIE_NAME].value

    assert write_password(weak).address == "/security-info/"

    assert thief.get("/security-info/").status_code == 302
    assert not is_signed_in(thief)
