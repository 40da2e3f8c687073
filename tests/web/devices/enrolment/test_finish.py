"""The closing test of a phone counts as fresh proof by it, in the session that began it, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.one_time_link.services import grant
from devices.approvals.models import ApprovalRequest
from devices.simulator.unlocking import UnlockMode
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.people import make_person
from tests.support.phones import SigningPhone
from tests.support.sessions import proof_of

ADD = "/security-info/phones/add/"


@pytest.fixture
def admin(nordljus: Tenant) -> User:
    return make_person(nordljus, "vera", role=User.Role.TENANT_ADMIN)


@pytest.fixture
def own(admin: User) -> Client:
    """The new admin's browser, signed in by password alone."""
    client = browser()
    sign_in_by_password(client, admin)
    return client


def add_a_phone(client: Client, *, unlock: UnlockMode | None = "pin") -> str:
    """Adds one, its test passed; gives the address of the page that watched."""
    page = read(client.post(ADD, follow=True))
    phone = SigningPhone()
    phone.claim(page.code)
    phone.complete(unlock=unlock)
    [test] = phone.requests()
    phone.approve(test, number=str(read(client.get(page.address)).number))
    return page.address


def copy_of(client: Client) -> Client:
    """A browser with the same cookies."""
    thief = browser()
    for name, morsel in client.cookies.items():
        thief.cookies[name] = morsel.value
    return thief


def test_the_portal_opens_right_after_the_phones_own_test(own: Client, admin: User) -> None:  # E03, B04
    assert own.get("/portal/").status_code == 403
    page = add_a_phone(own)

    assert own.post(f"{page}finish/")["Location"] == "/security-info/added/phone/"

    assert own.get("/portal/").status_code == 200
    assert (proof_of(own).methods, proof_of(own).acr) == (("phone",), "passwordless")
    assert AuditEvent.objects.get(tag="user:sign_in:proven_by_adding").subject == admin


def test_whoever_came_by_a_one_time_link_has_proven_themselves_by_the_phone(admin: User) -> None:  # E03, T23
    client = browser()
    link = f"/sign-in/one-time/{grant(admin, actor=None, now=timezone.now())}/"
    client.post(link)

    client.post(f"{add_a_phone(client)}finish/")

    assert client.get("/portal/").status_code == 200


def test_it_is_as_fresh_as_the_answer_was_and_no_fresher(own: Client) -> None:  # T37
    page = add_a_phone(own)
    answered = timezone.now() + timedelta(minutes=1)
    ApprovalRequest.objects.update(approved_at=answered)

    own.post(f"{page}finish/")
    own.post(f"{page}finish/")

    assert proof_of(own).auth_time == int(answered.timestamp())
    assert AuditEvent.objects.filter(tag="user:sign_in:proven_by_adding").count() == 1


def test_what_was_proven_since_is_not_made_older(own: Client) -> None:  # T37
    page = add_a_phone(own)
    ApprovalRequest.objects.update(approved_at=timezone.now() - timedelta(minutes=1))

    own.post(f"{page}finish/")

    assert proof_of(own).methods == ("password",)


def test_a_phone_without_an_unlock_is_one_factor_and_counts_for_nothing_here(
    own: Client, nordljus: Tenant
) -> None:  # T20
    page = add_a_phone(own, unlock=None)

    own.post(f"{page}finish/")

    assert proof_of(own).methods == ("password",)
    assert own.get("/portal/").status_code == 403


def test_before_the_test_is_passed_nothing_is_proven(own: Client) -> None:  # T18
    page = read(own.post(ADD, follow=True))
    phone = SigningPhone()
    phone.claim(page.code)
    phone.complete(unlock="pin")

    own.post(f"{page.address}finish/")

    assert proof_of(own).methods == ("password",)


def test_a_copy_of_the_cookies_from_before_stays_weak(own: Client) -> None:  # T33
    page = add_a_phone(own)
    thief = copy_of(own)
    own.post(f"{page}finish/")

    thief.post(f"{page}finish/")

    assert thief.get("/portal/")["Location"].startswith("/sign-in/?wish="), "its key is nobody's any more"
    assert own.get("/portal/").status_code == 200


def test_another_browser_of_the_same_person_gets_nothing_by_it(own: Client, admin: User) -> None:  # T33, T20
    page = add_a_phone(own)
    other = browser()
    sign_in_by_password(other, admin)
    other.cookies["enrolment"] = own.cookies["enrolment"].value

    other.post(f"{page}finish/")

    assert proof_of(other).methods == ("password",)
    assert other.get("/portal/").status_code != 200


def test_opening_the_address_changes_nothing(own: Client) -> None:  # T20
    page = add_a_phone(own)

    assert own.get(f"{page}finish/").status_code == 302

    assert proof_of(own).methods == ("password",)
