"""Whoever is asked for proof reads what for; and what a page asked for changes no habit."""

import secrets

import pytest

from accounts.policy.need import Need
from accounts.signin.wish import Wish, sealed
from accounts.users.models import User
from tests.support.pages import (
    answer,
    browser,
    press_continue,
    read,
    sign_in_by_password,
    sign_in_by_phone,
    write_username,
)
from tests.support.phones import SigningPhone
from tests.support.sessions import make_stale

STEPS = ["/sign-in/phone/", "/sign-in/password/", "/sign-in/choose-method/"]


@pytest.mark.parametrize(
    ("page", "name"), [("/security-info/", "Security info"), ("/portal/", "Admin portal")]
)
def test_the_username_page_says_for_what(page: str, name: str, db: None) -> None:  # D02
    assert f"Sign in to go on to {name}." in read(browser().get(page, follow=True)).text


def test_nobody_elses_link_may_name_an_application(db: None) -> None:  # T28
    page = read(browser().get("/sign-in/?wish=Payroll&application=Payroll"))

    assert "Payroll" not in page.text
    assert "Sign in to go on" not in page.text


def test_t31_a_wish_fits_into_an_address_however_long_the_pages_own_is(db: None) -> None:
    client = browser()
    asked = client.get(f"/security-info/?q={secrets.token_hex(10_000)}")

    assert len(asked["Location"]) < 8_000
    assert "Sign in to go on to Security info." in read(client.get(asked["Location"])).text


@pytest.mark.parametrize("path", STEPS)
def test_each_step_says_for_what(path: str, ann: User, phone: SigningPhone) -> None:  # D02
    client = browser()
    write_username(client, ann.username, wish=sealed(Wish("/pay/", "Payroll", Need())))

    assert "Sign in to go on to Payroll." in read(client.get(path)).text


@pytest.mark.parametrize("path", STEPS)
def test_fresh_proof_says_for_what(path: str, ann: User, phone: SigningPhone) -> None:  # D02
    client = browser()
    sign_in_by_phone(client, ann, phone)
    make_stale(client)
    client.get("/security-info/")

    assert "Show once more that it is you, to go on to Security info." in read(client.get(path)).text


def test_what_a_page_asked_for_is_not_what_the_next_sign_in_begins_with(
    ann: User, phone: SigningPhone
) -> None:  # A12
    client = browser()
    sign_in_by_phone(client, ann, phone)
    page = read(client.post("/security-info/default/", {"method": "password"}, follow=True))
    assert "Saved. Your default is now: Password." in page.text
    client.post("/sign-out/")
    sign_in_by_password(client, ann)

    stronger = read(client.post("/security-info/phones/add/"))
    asked = next(form for form in stronger.forms if form.action == "/sign-in/stronger/")
    page = read(client.post(asked.action, asked.fields, follow=True))
    answer(phone, page.number)
    assert press_continue(client).code
    client.post("/sign-out/")

    assert write_username(client, ann.username).address == "/sign-in/password/"


def test_the_page_of_the_default_says_where_it_holds(ann: User, phone: SigningPhone) -> None:  # A12
    client = browser()
    sign_in_by_phone(client, ann, phone)

    shown = [read(client.get(path)).text for path in ("/security-info/", "/security-info/default/")]

    for text in shown:
        assert "until you sign in another way there" in text
        assert "begins with what is set for everybody" in text
