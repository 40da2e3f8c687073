"""The list of people: found by parts of names, by state and by way, however many there are (E04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from accounts.users import services
from accounts.users.leaving.services import leave
from accounts.users.models import User
from idp.portal import search
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


def test_a_whole_username_finds_that_person_alone(nordljus: Organisation, bo: User, sign_in: SignIn) -> None:
    other = make_person(nordljus.tenant, "jumbo")
    browser = sign_in(nordljus.admin)

    whole, part = (
        read(browser.get("/portal/users/", {"q": q})).text for q in ("BO@nordljus.example", "bo@nord")
    )

    assert (bo.username in whole, other.username in whole) == (True, False)
    assert (bo.username in part, other.username in part) == (True, True)


def test_of_very_many_who_match_some_are_shown_and_that_is_said(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of them, and what is done for all of them, have all: both pages say how many."""
    monkeypatch.setattr(search, "MOST_FOUND", 3)
    browser = sign_in(nordljus.admin)
    people = [make_person(nordljus.tenant, f"petra{n}", password=None).username for n in range(3)]

    all_of_them = read(browser.get("/portal/users/?q=petra")).text
    people.append(make_person(nordljus.tenant, "petra3", password=None).username)
    some = read(browser.get("/portal/users/?q=petra")).text
    answer: Any = browser.post("/portal/users/export/?q=petra", {"format": "csv"})
    export = b"".join(answer.streaming_content).decode()

    assert "More than" not in all_of_them
    assert "More than 3 people match: these are some of them." in some
    assert sum(person in some for person in people) == 3
    assert all(person in export for person in people)
    asked = {"whom": "listed", "list": "q=petra", "act": "disable"}
    assert all(person in read(browser.post("/portal/users/many/", asked)).text for person in people)


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
