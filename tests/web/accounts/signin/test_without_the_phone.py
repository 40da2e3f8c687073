"""Whoever lost their phone signs in by each of the ways there are, stops it, and has another (F05)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.pages import (
    Page,
    browser,
    choose,
    frozen,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.passes import ADDING, make_pass, sign_in_by_pass, use_passes
from tests.support.people import change_policy, make_person, make_tenant
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.recovery import CODE, paper_of

PHONES = "/security-info/phones/"
METHODS = ("password", "phone", "authenticator_code", "recovery_code")


@pytest.fixture
def nordljus(db: None) -> Tenant:
    """Two steps are asked of everybody."""
    return make_tenant(methods=METHODS, two_step=True)


def stops_the_phone(client: Client, ann: User) -> Page:
    """From Security info on, by what the pages show."""
    listed = read(client.get(PHONES))
    lost = next(href for href in listed.links.values() if href.endswith("/lost/"))
    return read(client.post(read(client.get(lost)).address, follow=True))


def adds_another(client: Client) -> Page:
    return read(client.post(f"{PHONES}add/", follow=True))


def test_with_a_password_and_an_authenticator_code(ann: User, phone: SigningPhone) -> None:  # F05 D03
    authenticator, _row = authenticator_of(ann)
    client = browser()
    write_username(client, ann.username)
    write_password(client)
    client.post("/sign-in/authenticator-code/", {"code": authenticator.code()})

    assert "Ann's phone can no longer approve anything." in stops_the_phone(client, ann).text

    assert account_of(ann).state == "suspended"
    assert adds_another(client).code, "and has what adds another"


def test_with_a_recovery_code_and_a_password(ann: User, phone: SigningPhone) -> None:  # F05 D03
    code, *_others = paper_of(ann)
    client = browser()
    sign_in_by_password(client, ann)
    client.post(CODE, {"code": code})

    assert "Ann's phone can no longer approve anything." in stops_the_phone(client, ann).text

    assert account_of(ann).state == "suspended"
    assert adds_another(client).code


def test_a_recovery_code_alone_signs_nobody_in(ann: User, phone: SigningPhone) -> None:  # F05
    code, *_others = paper_of(ann)
    client = browser()
    write_username(client, ann.username)

    client.post(CODE, {"code": code})

    assert read(client.get(PHONES, follow=True)).address == "/sign-in/"


def test_with_a_pass_another_phone_is_added_and_by_that_the_lost_one_is_stopped(
    ann: User, phone: SigningPhone
) -> None:  # F05 D03
    use_passes(ann.tenant)
    lost = account_of(ann)
    by_pass = browser()
    assert sign_in_by_pass(by_pass, ann, make_pass(ann)).address == ADDING
    read(by_pass.post(f"{PHONES}{lost.pk}/lost/", follow=True))
    lost.refresh_from_db()
    assert lost.state == "active", "a pass adds, and does nothing else"
    assert adds_another(by_pass).code
    new = phone_of(ann, label="New phone")

    own = browser()
    page = write_username(own, ann.username)
    page = page if page.number else choose(own, page)
    new.approve(new.requests()[0], number=page.number)
    read(own.post("/sign-in/phone/", follow=True))
    own.post(f"{PHONES}{lost.pk}/lost/")

    lost.refresh_from_db()
    assert lost.state == "suspended"
    assert ann.phoneaccount_set.get(name="New phone").state == "active"


@pytest.mark.parametrize("name", ["ann", "nobody-at-all"])
def test_the_number_page_leads_strangers_to_help_that_tells_them_nothing(
    name: str, nordljus: Tenant, db: None
) -> None:  # F05 A18
    change_policy(nordljus, two_step=False)
    phone_of(make_person(nordljus, "ann"))
    known, asked = browser(), browser()
    with frozen():
        theirs = write_username(known, "ann@nordljus.example")
        page = write_username(asked, f"{name}@nordljus.example")
    assert page.links["I have lost my phone"] == "/help/lost-phone/"

    told = [read(client.get("/help/lost-phone/")) for client in (known, asked)]

    assert theirs.masked() == page.masked()
    assert told[0].masked() == told[1].masked()
    assert "Ask the people who look after sign-in at Nordljus." in told[1].text
    assert told[1].links["See what else works here"] == "/sign-in/choose-method/"
    assert told[1].links["Back to it"] == "/sign-in/go-on/"
