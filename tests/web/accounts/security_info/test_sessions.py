"""Where a person is signed in: each session seen, and ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.sessions.models import Session
from accounts.sessions.standing import sessions_of
from accounts.sessions.store import stored_key
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from accounts.ways.password.services import set_password
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account
from tests.support.commit import committed
from tests.support.pages import Page, browser, is_signed_in, read, sign_in_by_password, write_username
from tests.support.people import make_person, take_out_of_use
from tests.support.phones import SigningPhone
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, signed_in

pytestmark = pytest.mark.both_databases

PAGE = "/security-info/sessions/"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"


@pytest.fixture
def here(ann: User) -> Client:
    client = browser()
    sign_in_by_password(client, ann)
    return client


@pytest.fixture
def there(ann: User, here: Client) -> Client:
    """Another browser of hers."""
    client = browser(SAFARI)
    sign_in_by_password(client, ann)
    return client


def shown(client: Client) -> Page:
    return read(client.get(PAGE))


def end_address(client: Client) -> str:
    """Where this browser's session is ended."""
    row = Session.objects.get(session_key=stored_key(client.session.session_key or ""))
    return f"{PAGE}{row.sid}/end/"


def test_each_is_shown_with_browser_place_times_and_how(here: Client, there: Client) -> None:  # D04
    page = shown(here)

    assert page.status == 200
    for told in ("Firefox on Linux", "Safari on macOS", "on your own network", "Password", "127.0.0.1"):
        assert told in page.text
    assert page.text.count("This browser") == 1
    assert page.text.index("Firefox on Linux") < page.text.index("Safari on macOS"), "this one first"


def test_nobody_elses_are_shown_or_ended(here: Client, ann: User) -> None:  # D04 T09
    bo = make_person(ann.tenant, "bo")
    other = browser(SAFARI)
    sign_in_by_password(other, bo)

    assert "Safari" not in shown(here).text
    assert here.get(end_address(other)).status_code == 404
    here.post(end_address(other))

    assert is_signed_in(other)


def test_one_that_is_ended_is_out_at_its_next_page_and_gone_from_the_list(
    here: Client, there: Client
) -> None:  # D04
    asked = read(here.get(end_address(there)))
    page = read(here.post(end_address(there), follow=True))

    assert asked.heading == "Sign out there?"
    assert "Safari on macOS is signed out." in page.text
    assert "Safari" not in page.text.replace("Safari on macOS is signed out.", "")
    assert not is_signed_in(there)
    assert is_signed_in(here)
    event = AuditEvent.objects.get(tag="user:sessions:one_ended")
    assert event.details == {"browser": "Safari (macOS)", "address": "127.0.0.1"}


def test_one_that_has_ended_meanwhile_is_said_to_have(here: Client, there: Client) -> None:  # D04
    address = end_address(there)
    here.post(address)

    assert "It had ended already." in read(here.post(address, follow=True)).text


def test_everywhere_else_leaves_this_one(here: Client, there: Client) -> None:  # D04
    page = read(here.post(f"{PAGE}end-others/", follow=True))

    assert "You are signed out everywhere else." in page.text
    assert not is_signed_in(there)
    assert is_signed_in(here)


def test_everywhere_leaves_none(here: Client, there: Client, ann: User) -> None:  # D04 A19
    page = read(here.post(f"{PAGE}end-all/", follow=True))

    assert "You are signed out everywhere." in page.text
    assert not is_signed_in(there)
    assert not is_signed_in(here)
    assert sessions_of(User.objects.get(pk=ann.pk)) == []


@pytest.mark.parametrize("address", ["end-all/", "end-others/"])
def test_opened_by_a_link_they_only_ask(address: str, here: Client, there: Client) -> None:  # T19
    assert here.get(PAGE + address).status_code == 200

    assert is_signed_in(here)
    assert is_signed_in(there)


def test_ending_this_one_is_signing_out(here: Client) -> None:  # D04
    page = read(here.post(end_address(here), follow=True))

    assert "You are signed out." in page.text
    assert not is_signed_in(here)


def test_what_an_ended_one_still_asked_for_waits_no_more(
    here: Client, there: Client, ann: User, phone: SigningPhone
) -> None:  # T08
    client = signed_in(ann, PHONE_PROOF, minutes_ago=30)
    client.post("/security-info/phones/add/", follow=True)
    asked = ApprovalRequest.objects.latest("asked_at")
    assert asked.state == State.PENDING

    with committed():
        here.post(end_address(client))

    asked.refresh_from_db()
    assert asked.state == State.CANCELLED


def test_ending_one_leaves_alone_what_another_browser_waits_for(
    here: Client, there: Client, ann: User, phone: SigningPhone
) -> None:  # A15
    write_username(browser(), ann.username)
    asked = ApprovalRequest.objects.latest("asked_at")

    with committed():
        here.post(end_address(there))

    asked.refresh_from_db()
    assert asked.state == State.PENDING


def _new_password(user: User) -> None:
    set_password(User.objects.get(pk=user.pk), "entirely new secret", actor=None)


def _suspend(user: User) -> None:
    take_out_of_use(user.tenant)


def _lose_phone(user: User) -> None:
    remove_account(PhoneAccount.objects.get(user=user), actor=user)


ENDS: dict[str, Callable[[User], None]] = {
    "password": _new_password,
    "disabled": partial(disable, actor=None),
    "blocked": block,
    "revoked": partial(end_sessions, actor=None, why="admin"),
    "tenant": _suspend,
    "phone": _lose_phone,
}


@pytest.mark.parametrize("what", ENDS.values(), ids=ENDS)
def test_what_ends_every_session_leaves_none_in_the_list(
    what: Callable[[User], None], ann: User, phone: SigningPhone
) -> None:  # A19 T08
    client = signed_in(ann, PASSWORD_PROOF)
    assert len(sessions_of(ann)) == 1

    what(ann)

    user = User.objects.select_related("tenant").get(pk=ann.pk)
    assert sessions_of(user) == []
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "lost",
    [{"is_active": False}, {"blocked_at": datetime(2026, 1, 1, tzinfo=UTC)}],
    ids=["disabled", "blocked"],
)
def test_a_person_who_may_not_sign_in_has_none(lost: dict[str, object], ann: User) -> None:  # I8
    signed_in(ann, PASSWORD_PROOF)

    User.objects.filter(pk=ann.pk).update(**lost)

    assert sessions_of(User.objects.select_related("tenant").get(pk=ann.pk)) == []


def test_a_sign_in_under_way_is_no_session(ann: User, nordljus: Tenant) -> None:  # D04
    write_username(browser(), ann.username)

    assert sessions_of(ann) == []
