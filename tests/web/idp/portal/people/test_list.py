"""The list of people: found by parts of names, by state and by way, however many there are (E04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from accounts.users import services
from accounts.users.leaving.services import leave
from accounts.users.models import User
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

STATES: dict[str, Callable[[User, User], object]] = {
    "blocked": lambda person, admin: services.block(person, actor=admin),
    "disabled": lambda person, admin: services.disable(person, actor=admin),
    "may_not": lambda person, admin: services.block(person, actor=admin),
    "new": lambda person, _admin: User.objects.filter(pk=person.pk).update(last_login=None),
    "quiet": lambda person, _admin: User.objects.filter(pk=person.pk).update(
        last_login=Now() - timedelta(days=91)
    ),
    "anew": lambda person, _admin: User.objects.filter(pk=person.pk).update(registers_anew_at=Now()),
    "deleted": lambda person, admin: leave(person, actor=admin),
}


@pytest.fixture
def bo(nordljus: Organisation) -> User:
    bo = make_person(nordljus.tenant, "bo", display_name="Bosse Ek")
    User.objects.update(last_login=Now())
    return bo


@pytest.mark.parametrize("state", STATES)
def test_people_are_found_by_how_they_stand(
    nordljus: Organisation, bo: User, sign_in: SignIn, state: str
) -> None:  # E04
    STATES[state](nordljus.member, nordljus.admin)

    page = read(sign_in(nordljus.admin).get(f"/portal/users/?state={state}")).text

    assert nordljus.member.username in page
    assert bo.username not in page


@pytest.mark.parametrize("written", ["bosse", "OSSE EK", "bo@nord", "o@nordljus"])
def test_people_are_found_by_parts_of_their_names(
    nordljus: Organisation, bo: User, sign_in: SignIn, written: str
) -> None:
    page = read(sign_in(nordljus.admin).get("/portal/users/", {"q": written})).text

    assert bo.username in page
    assert nordljus.member.username not in page


def test_a_page_costs_the_same_however_many_there_are(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    browser.get("/portal/users/")
    few, many = [], []
    with CaptureQueriesContext(connection) as asked:
        browser.get("/portal/users/")
        few = list(asked.captured_queries)
    for n in range(60):
        make_person(nordljus.tenant, f"p{n}", password=None)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/portal/users/")
        many = list(asked.captured_queries)

    assert len(few) == len(many)


def test_nobody_is_counted_further_than_the_page_asked_for(nordljus: Organisation, sign_in: SignIn) -> None:
    for n in range(130):
        make_person(nordljus.tenant, f"p{n:03}", password=None)
    browser = sign_in(nordljus.admin)

    page = browser.get("/portal/users/").content.decode()
    last = read(browser.get("/portal/users/?p=3")).text

    assert "?p=2" in page
    assert "?p=3" not in page
    assert "p129@nordljus.example" in last


def test_a_column_that_no_index_orders_sorts_nobody(
    nordljus: Organisation, bo: User, sign_in: SignIn
) -> None:
    page = sign_in(nordljus.admin).get("/portal/users/").content.decode()

    assert page.count('<a href="?o=') == 1
