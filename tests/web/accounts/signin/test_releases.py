"""Sessions survive releases: what another release stored never gives a fault, at worst a new start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.signin import proven, unfinished, wish
from accounts.users.models import User
from tests.support.pages import (
    browser,
    is_signed_in,
    read,
    sign_in_by_password,
    write_password,
    write_username,
)
from tests.support.phones import SigningPhone

Change = Callable[[dict[str, Any]], Any]


def a_member_more(stored: dict[str, Any]) -> None:
    stored["colour"] = {"of": ["later", "releases"]}


def as_old_as_can_be(stored: dict[str, Any]) -> None:
    stored.clear()


def without(name: str) -> Change:
    return lambda stored: stored.pop(name)


def rewrite(client: Client, key: str, change: Change) -> None:
    session = client.session
    stored = session[key]
    change(stored)
    session[key] = stored
    session.save()


def test_one_stays_signed_in_when_a_later_release_has_stored_more(ann: User) -> None:
    client = browser()
    sign_in_by_password(client, ann)

    rewrite(client, proven.KEY, a_member_more)

    assert is_signed_in(client)
    assert client.get("/security-info/").status_code == 200


@pytest.mark.parametrize("change", [as_old_as_can_be, without("proofs"), without("auth_time")])
def test_one_whose_proof_cannot_be_read_signs_in_again(change: Change, ann: User) -> None:
    client = browser()
    sign_in_by_password(client, ann)
    rewrite(client, proven.KEY, change)

    for path in ("/", "/signed-in/", "/security-info/", "/portal/"):
        page = read(client.get(path, follow=True))
        assert (page.status, page.address in ("/", "/sign-in/")) == (200, True), path

    assert sign_in_by_password(client, ann).address == "/signed-in/"


def test_a_sign_in_under_way_goes_on_when_a_later_release_began_it(ann: User, phone: SigningPhone) -> None:
    client = browser()
    write_username(client, ann.username)

    rewrite(client, unfinished.KEY, a_member_more)

    assert write_password(client).address == "/signed-in/"


@pytest.mark.parametrize(
    "change", [as_old_as_can_be, *map(without, ("username", "binding", "started_at", "user_id"))]
)
def test_one_that_cannot_be_read_begins_anew(change: Change, ann: User) -> None:
    client = browser()
    write_username(client, ann.username)
    rewrite(client, unfinished.KEY, change)

    page = write_password(client)
    assert (page.status, "Start again" in page.text) == (409, True)

    assert write_username(client, ann.username).status == 200
    assert write_password(client).address == "/signed-in/"


@pytest.mark.parametrize("stored", ["/security-info/phones/add/", {"path": 5}, {}, []])
def test_a_form_that_another_release_kept_is_not_sent(stored: Any, ann: User) -> None:
    client = browser()
    sign_in_by_password(client, ann)
    session = client.session
    session[wish.POSTED_KEY] = stored
    session.save()

    assert client.get("/security-info/phones/add/").headers["Location"] == "/security-info/phones/"
    assert not ann.enrolments.exists()
