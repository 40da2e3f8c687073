"""Who is locked out after too many wrong tries is found in the list, and let in again (E16, E04)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.refusals import TooManyTries
from accounts.sign_in_log.models import SignInAttempt
from accounts.throttle.guesses import Guesses
from accounts.throttle.models import TryCount
from accounts.users.models import KnownBrowser, User
from accounts.ways.password import unlocking
from idp.portal.people import locked_out
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.logs.test_sign_ins import try_of

pytestmark = pytest.mark.both_databases

LIST = "/portal/users/?state=locked"


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def shut_out(organisation: Organisation, person: User, *, whose: str = "strangers") -> None:
    """Too many wrong passwords, as the log has them too."""
    guesses = Guesses(method="password", username=person.username, whose=whose)
    for _ in range(guesses.tries):
        guesses.count()
    try_of(organisation, person, result=SignInAttempt.Result.REFUSED)
    with pytest.raises(TooManyTries):
        guesses.count()


def test_who_is_locked_out_is_found_and_nobody_else(admin: Client, nordljus: Organisation) -> None:  # E16
    mistyped = make_person(nordljus.tenant, "mistyped")
    try_of(nordljus, mistyped, result=SignInAttempt.Result.REFUSED)
    shut_out(nordljus, nordljus.member)

    page = read(admin.get(LIST)).text

    assert nordljus.member.username in page
    assert "Locked out" in page
    assert mistyped.username not in page


def test_from_a_browser_of_theirs_alone_too(admin: Client, nordljus: Organisation) -> None:
    KnownBrowser.objects.create(
        user=nordljus.member,
        browser_digest="b" * 64,
        last_method="password",
        label="",
        last_used_at=clock.now(),
    )
    shut_out(nordljus, nordljus.member, whose="b" * 64)

    assert nordljus.member.username in read(admin.get(LIST)).text


def test_their_page_leads_to_unlocking_and_then_they_are_found_no_more(
    admin: Client, nordljus: Organisation
) -> None:  # E04
    shut_out(nordljus, nordljus.member)
    page = read(admin.get(f"/portal/users/{nordljus.member.pk}/change/"))

    admin.post(page.links["Unlock them"])

    assert "Nothing matches" in read(admin.get(LIST)).text
    assert "Unlock them" not in read(admin.get(f"/portal/users/{nordljus.member.pk}/change/")).links


def test_whoever_may_not_unlock_is_not_led_there(nordljus: Organisation, sign_in: SignIn) -> None:  # E03
    shut_out(nordljus, nordljus.member)
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))

    page = read(reader.get(f"/portal/users/{nordljus.member.pk}/change/"))

    assert "Locked out" in page.text
    assert "Unlock them" not in page.links


def test_nobody_of_another_organisation(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:  # T09 T23
    shut_out(fjordbank, fjordbank.member)

    assert "fjordbank" not in read(admin.get(LIST)).text


def test_who_is_searched_for_among_them_is_shown_as_locked_out(
    admin: Client, nordljus: Organisation
) -> None:  # E04
    shut_out(nordljus, nordljus.member)

    found, nobody = (read(admin.get(f"{LIST}&q={name}")).text for name in ("ann", "quirinus"))

    assert nordljus.member.username in found
    assert "Locked out" in found
    assert nordljus.member.username not in nobody


def test_whoever_sees_several_chooses_one_first(
    nordljus: Organisation, fjordbank: Organisation, operator: User, sign_in: SignIn
) -> None:
    shut_out(fjordbank, fjordbank.member)
    browser = sign_in(operator)

    offered = "who are locked out for a while"
    chosen = f"/portal/users/?organisation={fjordbank.tenant.pk}"
    assert offered not in read(browser.get("/portal/users/")).text
    assert offered in read(browser.get(chosen)).text
    found = read(browser.get(f"{chosen}&state=locked")).text
    assert fjordbank.member.username in found
    assert nordljus.member.username not in found


def test_however_many_tried_so_many_of_the_latest_are_looked_at(
    admin: Client, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:  # H08
    monkeypatch.setattr(locked_out, "PEOPLE_LOOKED_AT", 3)
    people = [make_person(nordljus.tenant, f"p{n}", password=None) for n in range(6)]
    for person in people:
        shut_out(nordljus, person)
    asked: list[int] = []

    def shut_among(those: QuerySet[User], **tried: Any) -> set[UUID]:
        asked.append(len(those))
        return unlocking.shut_among(those, **tried)

    monkeypatch.setattr(locked_out, "shut_among", shut_among)

    page = read(admin.get(LIST)).text

    assert set(asked) == {3}
    assert people[-1].username in page
    assert people[0].username not in page


def test_only_the_ways_that_they_tried_are_looked_at(admin: Client, nordljus: Organisation) -> None:  # H08
    shut_out(nordljus, nordljus.member)

    with CaptureQueriesContext(connection) as asked:
        page = read(admin.get(LIST)).text

    [looked_for] = [one["sql"] for one in asked if f'FROM "{TryCount._meta.db_table}"' in one["sql"]]
    assert nordljus.member.username in page
    # The wait and the month of the password, and what replaces it.
    assert len(re.findall("'[0-9a-f]{32}'", looked_for)) == 3
