"""Browsers that know you: what they are called, when they were used, forgotten one by one or all (D04, A19)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.tenants.names import LONGEST_NAME
from accounts.users.models import KnownBrowser, User
from devices.approvals.models import ApprovalRequest
from tests.support.pages import browser, read, sign_in_by_password, sign_in_by_phone, write_username
from tests.support.people import make_person
from tests.support.phones import SigningPhone
from tests.support.sessions import make_stale

LIST = "/security-info/browsers/"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)


@pytest.fixture
def other(ann: User) -> Client:
    """Another browser of Ann's."""
    client = browser(CHROME)
    sign_in_by_password(client, ann)
    return client


def row_of(user: User, label: str = "Firefox (Linux)") -> KnownBrowser:
    return KnownBrowser.objects.get(user=user, label=label)


def test_it_lists_them_and_says_which_is_this_one(other: Client, own: Client) -> None:  # D04
    page = read(own.get(LIST))

    assert page.heading == "Browsers that know you"
    assert "Firefox on Linux This browser" in page.text
    assert "Chrome on Windows" in page.text
    assert "Chrome on Windows This browser" not in page.text
    assert "on your own network" in page.text
    assert page.links["Forget all others"] == f"{LIST}forget-others/"


def test_security_info_leads_to_it(own: Client) -> None:  # D04
    assert read(own.get("/security-info/")).links["Browsers"] == LIST


def test_alone_there_are_no_others_to_forget(own: Client) -> None:  # D04
    assert "Forget all others" not in read(own.get(LIST)).text


def test_where_none_is_known_it_says_so(own: Client, ann: User) -> None:  # D04
    KnownBrowser.objects.all().delete()

    assert "No browser knows you" in read(own.get(LIST)).text


def test_a_browser_is_called_what_its_person_calls_it(own: Client, ann: User) -> None:  # D04
    path = f"{LIST}{row_of(ann).pk}/rename/"
    assert read(own.get(path)).fields["name"] == "Firefox on Linux"

    page = read(own.post(path, {"name": "  The one \u202eat home "}, follow=True))

    assert "This browser is called The one at home now." in page.text
    assert row_of(ann).name == "The one at home"
    renamed = AuditEvent.objects.get(tag="user:browser:renamed")
    assert renamed.details["changed"] == {"browser": ["Firefox (Linux)", "The one at home"]}


@pytest.mark.parametrize("name", ["", "\u202e\u200b", "x" * (LONGEST_NAME + 1)])
def test_a_name_that_cannot_be_is_refused(own: Client, ann: User, name: str) -> None:  # D04 T26
    own.post(f"{LIST}{row_of(ann).pk}/rename/", {"name": name})

    assert row_of(ann).name == ""


def test_two_are_told_apart(own: Client, other: Client, ann: User) -> None:  # D04
    for label in ("Firefox (Linux)", "Chrome (Windows)"):
        own.post(f"{LIST}{row_of(ann, label).pk}/rename/", {"name": "Mine"})

    assert {one.name for one in KnownBrowser.objects.all()} == {"Mine", "Mine 2"}


def test_a_name_stays_when_the_browser_is_used_again(own: Client, ann: User) -> None:  # D04
    own.post(f"{LIST}{row_of(ann).pk}/rename/", {"name": "Mine"})

    sign_in_by_password(own, ann)

    assert row_of(ann).name == "Mine"


def test_forgotten_it_is_a_stranger_at_once(
    own: Client, other: Client, ann: User, phone: SigningPhone
) -> None:  # D04 T34
    path = f"{LIST}{row_of(ann, 'Chrome (Windows)').pk}/forget/"
    assert read(own.get(path)).heading == "Forget Chrome on Windows?"
    assert KnownBrowser.objects.filter(user=ann).count() == 2, "it asks first"

    page = read(own.post(path, follow=True))

    assert "Chrome on Windows knows you no more." in page.text
    other.post("/sign-out/")
    assert write_username(other, ann.username).address == "/sign-in/phone/", "as a new browser begins"
    assert not ApprovalRequest.objects.latest("asked_at").known_browser
    assert AuditEvent.objects.get(tag="user:browser:forgotten").details == {"browsers": ["Chrome (Windows)"]}


def test_all_others_are_forgotten_and_this_one_stays(own: Client, other: Client, ann: User) -> None:  # D04
    page = read(own.post(f"{LIST}forget-others/", follow=True))

    assert "1 browser knows you no more." in page.text
    assert list(KnownBrowser.objects.filter(user=ann)) == [row_of(ann)]


def test_this_one_is_forgotten_with_its_secret(own: Client, ann: User) -> None:  # D04
    own.post(f"{LIST}{row_of(ann).pk}/forget/")
    own.post("/sign-out/")

    assert ann.username not in read(own.get("/sign-in/")).text


def test_nobody_reaches_the_browsers_of_others(own: Client, ann: User) -> None:  # T09
    bo = make_person(ann.tenant, "bo")
    client = browser(CHROME)
    sign_in_by_password(client, bo)
    its = row_of(bo, "Chrome (Windows)")

    assert own.post(f"{LIST}{its.pk}/forget/").status_code == 404
    assert own.post(f"{LIST}{its.pk}/rename/", {"name": "Mine"}).status_code == 404
    own.post(f"{LIST}forget-others/")
    its.refresh_from_db()
    assert its.name == ""


@pytest.mark.parametrize("path", [LIST, f"{LIST}forget-others/"])
def test_it_asks_for_fresh_proof(own: Client, path: str) -> None:  # D02
    make_stale(own)

    assert read(own.get(path, follow=True)).address.startswith("/sign-in/")


def test_signing_in_by_phone_lists_no_more_than_this_browser(
    own: Client, ann: User, phone: SigningPhone
) -> None:
    sign_in_by_phone(own, ann, phone)

    assert KnownBrowser.objects.filter(user=ann).count() == 1
