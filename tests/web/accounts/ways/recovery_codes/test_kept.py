"""Saying that recovery codes were kept, and trying one that is not used up by it (D05, T15)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.signin.reach import strongest_of
from accounts.users.models import User
from accounts.ways.recovery_codes import services
from accounts.ways.recovery_codes.models import RecoveryCodes
from tests.support.pages import Page, browser, read, sign_in_by_password
from tests.support.people import make_person
from tests.support.recovery import ADD, codes_on, paper_of
from tests.support.sessions import make_stale

MAKE_ANEW = reverse("recovery_codes:make_anew")
REMINDED = "You have not said that you kept them"


@pytest.fixture
def own(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


def kept_path(page: Page) -> str:
    return next(link for link in page.links.values() if link.endswith("/kept/"))


def test_whoever_says_so_is_reminded_no_more(own: Client, ann: User) -> None:  # D05
    shown = read(own.post(ADD))
    assert REMINDED in read(own.get("/security-info/")).text

    page = read(own.post(kept_path(shown), follow=True))

    assert (page.address, page.heading) == ("/security-info/added/recovery_code/", "Ready to use")
    assert REMINDED not in read(own.get("/security-info/")).text
    assert AuditEvent.objects.filter(tag="user:recovery_codes:kept", subject=ann).count() == 1


def test_they_count_before_that_too(own: Client, ann: User) -> None:  # D05
    codes = codes_on(read(own.post(ADD)))

    assert services.take(ann, codes[0])


def test_one_that_is_tried_is_not_used_up(own: Client, ann: User) -> None:  # D05
    shown = read(own.post(ADD))
    code = codes_on(shown)[3]

    page = read(own.post(kept_path(shown), {"code": code.lower()}, follow=True))

    assert page.heading == "Ready to use"
    assert services.unused_of(ann).count() == 10
    assert services.take(ann, code)


def test_one_that_was_used_or_is_somebody_elses_is_none(own: Client, ann: User) -> None:  # D05, T09
    shown = read(own.post(ADD))
    used = codes_on(shown)[0]
    assert services.take(ann, used)
    theirs = paper_of(make_person(ann.tenant, "bo"))[0]

    for code in (used, theirs, "nothing"):
        page = read(own.post(kept_path(shown), {"code": code}))
        assert (page.status, "not one of those" in page.text) == (400, True)
    assert RecoveryCodes.objects.get(user=ann).kept_at is None


def test_tries_are_counted_before_they_are_looked_at(own: Client, ann: User) -> None:  # T15
    shown = read(own.post(ADD))
    for n in range(10):
        assert own.post(kept_path(shown), {"code": f"wrong {n}"}).status_code == 400

    assert own.post(kept_path(shown), {"code": codes_on(shown)[0]}).status_code == 429
    assert RecoveryCodes.objects.get(user=ann).kept_at is None


def test_in_another_tab_made_anew_the_old_ones_are_not_called_kept(own: Client, ann: User) -> None:  # D05
    shown = read(own.post(ADD))
    services.make(ann)

    page = read(own.post(kept_path(shown), follow=True))

    assert "they work no more" in page.text
    assert RecoveryCodes.objects.get(user=ann).kept_at is None


def test_the_page_asks_for_fresh_proof(own: Client) -> None:  # D02
    path = kept_path(read(own.post(ADD)))
    make_stale(own)

    assert re.match("/sign-in/", own.post(path)["Location"])


def test_codes_guard_the_account_from_when_their_person_shows_that_they_have_them(
    own: Client, ann: User
) -> None:
    # T20: whoever closed the page has none, and could neither make others nor add anything
    shown = read(own.post(ADD))
    before = strongest_of(ann).factors

    own.post(kept_path(shown))
    said = strongest_of(ann).factors
    anew = services.make(ann).codes
    made_anew = strongest_of(ann).factors
    assert services.take(ann, anew[0])

    assert (before, said, made_anew, strongest_of(ann).factors) == (1, 2, 1, 2)


def test_a_thief_of_the_password_makes_none_in_the_place_of_those_that_guard(own: Client, ann: User) -> None:
    # T20: made anew they would guard nothing
    paper_of(ann)
    codes = RecoveryCodes.objects.get(user=ann)

    page = read(own.post(MAKE_ANEW, follow=True))

    assert not codes_on(page)
    assert RecoveryCodes.objects.get(user=ann) == codes
