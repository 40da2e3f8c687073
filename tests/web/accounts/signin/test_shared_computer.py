"""Two people at one computer: what a cookie taken home from there is worth (T34)."""

import pytest
from django.test import Client

from accounts.users.browsers import BROWSER_COOKIE
from accounts.users.models import KnownBrowser, User
from tests.support.pages import browser, sign_in_by_password, write_username
from tests.support.people import make_person


@pytest.fixture
def bo(ann: User) -> User:
    return make_person(ann.tenant, "bo")


@pytest.fixture
def shared(bo: User) -> Client:
    """A computer at which Bo has signed in, and out again."""
    client = browser()
    sign_in_by_password(client, bo)
    client.post("/sign-out/")
    return client


def a_copy_of(shared: Client) -> Client:
    taken_home = browser()
    taken_home.cookies[BROWSER_COOKIE.name] = shared.cookies[BROWSER_COOKIE.name].value
    return taken_home


def is_known_as(user: User, client: Client) -> bool:
    """A browser that is known is asked first for what was used in it last, any other for the phone."""
    return write_username(client, user.username).address == "/sign-in/password/"


def test_who_takes_the_cookie_home_is_a_stranger_to_whoever_signs_in_there_later(
    shared: Client, bo: User, ann: User
) -> None:  # T34
    taken_home = a_copy_of(shared)

    sign_in_by_password(shared, ann)
    shared.post("/sign-out/")

    assert is_known_as(bo, taken_home), "what it was given for stands"
    assert not is_known_as(ann, taken_home)


def test_both_stay_known_at_the_computer_itself(shared: Client, bo: User, ann: User) -> None:  # T34, A12
    sign_in_by_password(shared, ann)
    shared.post("/sign-out/")

    assert is_known_as(ann, shared)
    assert is_known_as(bo, shared)
    assert KnownBrowser.objects.count() == 2
