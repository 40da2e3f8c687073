"""Signed in on a browser not used before: told by mail, never of a first sign-in, and once of each browser."""

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.letters import carry_letters, html_of
from tests.support.pages import browser, sign_in_by_password
from tests.support.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo(ann: User) -> User:
    return make_person(ann.tenant, "bo")


def sign_in(client: Client, user: User) -> None:
    sign_in_by_password(client, user)


def test_a_first_sign_in_is_told_to_nobody(ann: User) -> None:
    sign_in(browser(), ann)

    assert carry_letters() == []


def test_a_browser_not_used_before_is_told_with_its_name_and_place(ann: User) -> None:
    # T34
    sign_in(browser(), ann)
    other = browser()
    other.defaults["REMOTE_ADDR"] = "194.71.11.69"

    sign_in(other, ann)

    [letter] = carry_letters()
    assert letter.to == [ann.username]
    assert letter.subject == "You signed in on a browser not used before"
    for text in (letter.body, html_of(letter)):
        assert "Firefox on Linux" in text
        assert "near Sweden (194.71.11.69)" in text
        assert "Done by" not in text, "it is they who signed in, or somebody in their name"
        assert "/security-info/" in text


def test_a_browser_used_before_is_told_no_more(ann: User) -> None:
    known = browser()
    sign_in(known, ann)
    sign_in(browser(), ann)
    carry_letters()

    known.post("/sign-out/")
    sign_in(known, ann)

    assert carry_letters() == []


def test_what_a_browser_of_somebody_else_brings_makes_it_no_known_one(ann: User, bo: User) -> None:
    shared = browser()
    sign_in(browser(), ann)
    sign_in(browser(), bo)
    sign_in(shared, bo)
    shared.post("/sign-out/")
    carry_letters()

    sign_in(shared, ann)

    assert [letter.to for letter in carry_letters()] == [[ann.username]]
