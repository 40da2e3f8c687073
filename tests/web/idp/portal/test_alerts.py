"""Alerts in the portal: who, when, from where, in what state; dealt with, and released, by whoever may (A17)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.users.models import User
from tests.support.asking import ask
from tests.support.pages import read
from tests.support.people import change_policy, make_person, turned_on
from tests.support.phones import phone_of
from tests.web.idp.portal.conftest import Organisation, SignIn

CONTEXT = {
    "application": "Payroll",
    "browser": "Firefox",
    "system": "Linux",
    "place": "SE",
    "ip": "192.0.2.7",
    "proven": ["password"],
}


def reported(person: User, *, blocks: bool = False) -> Alert:
    """What this person said on their phone was not them."""
    with turned_on(person.tenant, "phone"):
        change_policy(person.tenant, unlock="platform_or_pin", when_reported="block" if blocks else "alert")
        phone, request = phone_of(person), ask(person, kind="second_step", context=CONTEXT)
        phone.says_not_me(request)
    return Alert.objects.get(user=person)


@pytest.fixture
def bo(nordljus: Organisation) -> User:
    return make_person(nordljus.tenant, "bo")


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def test_the_first_page_says_how_many_wait_and_leads_to_them(
    nordljus: Organisation, bo: User, admin: Client
) -> None:  # A17
    assert "alert" not in read(admin.get("/portal/")).text.replace("Alerts", "")

    reported(bo)
    few = read(admin.get("/portal/"))
    for n in range(3):
        reported(make_person(nordljus.tenant, f"bo{n}"))

    page = read(admin.get("/portal/"))
    assert "alert waits" not in few.text
    assert "4 alerts wait for somebody to deal with them." in page.text
    assert page.links["See alerts"] == "/portal/alerts/?dealt_with=no"


def test_the_list_says_who_what_from_where_and_how_it_stands(bo: User, admin: Client) -> None:  # A17
    reported(bo, blocks=True)

    text = read(admin.get("/portal/alerts/")).text

    assert (
        "bo@nordljus.example A sign-in that was not theirs Firefox on Linux · 192.0.2.7 Sign-in blocked"
        in text
    )


def test_one_alert_tells_all_that_is_known(bo: User, admin: Client) -> None:  # A17
    alert = reported(bo, blocks=True)

    text = read(admin.get(f"/portal/alerts/{alert.pk}/")).text

    assert "Whoever it was had already given: Password." in text
    assert "That browser's sign-in was ended." in text
    assert "They were signed out everywhere." in text
    assert "Their sign-in was blocked." in text
    assert "Payroll" in text


def test_it_is_dealt_with_once_and_written_down(
    bo: User, admin: Client, nordljus: Organisation
) -> None:  # A17
    alert = reported(bo)
    address = f"/portal/alerts/{alert.pk}/"

    listed = read(admin.post(address, follow=True))
    admin.post(address)

    alert.refresh_from_db()
    assert alert.settled_by == nordljus.admin
    assert "Dealt with" in listed.text
    assert "waits" not in read(admin.get("/portal/")).text
    told = AuditEvent.objects.get(tag="user:alert:settled")
    assert (told.subject, told.actor) == (bo, nordljus.admin)


def test_a_blocked_person_is_released_and_may_sign_in_again(
    bo: User, admin: Client, nordljus: Organisation
) -> None:  # A17
    alert = reported(bo, blocks=True)
    looked = read(admin.get(f"/portal/alerts/{alert.pk}/"))
    assert looked.links["Release their sign-in"] == f"/portal/users/{bo.pk}/release/"
    assert "Blocked" in read(admin.get("/portal/users/")).text
    assert "their sign-in is blocked" in read(admin.get(f"/portal/users/{bo.pk}/change/")).text

    page = read(admin.post(f"/portal/users/{bo.pk}/release/", follow=True))

    bo.refresh_from_db()
    alert.refresh_from_db()
    assert bo.may_sign_in
    assert alert.settled_by == nordljus.admin
    assert "bo@nordljus.example may sign in again." in page.text
    told = AuditEvent.objects.get(tag="user:account:released")
    assert (told.subject, told.actor) == (bo, nordljus.admin)


def test_who_is_blocked_is_found_among_who_may_not_sign_in(bo: User, admin: Client) -> None:  # A17
    reported(bo, blocks=True)

    assert bo.username in read(admin.get("/portal/users/?state=may_not")).text
    assert bo.username not in read(admin.get("/portal/users/?state=in_use")).text


def test_e03_nobody_deals_with_or_releases_what_is_about_themselves(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # A17
    alert = reported(nordljus.admin)
    nordljus.admin.refresh_from_db()
    admin = sign_in(nordljus.admin)

    assert admin.post(f"/portal/alerts/{alert.pk}/").status_code == 403
    assert admin.post(f"/portal/users/{nordljus.admin.pk}/release/").status_code == 403
    assert reverse("admin:accounts_alert_look", args=[alert.pk]) not in admin.get("/portal/").content.decode()
    alert.refresh_from_db()
    assert alert.settled_at is None


def test_t23_another_organisations_alerts_are_not_there(
    bo: User, fjordbank: Organisation, sign_in: SignIn
) -> None:  # A17
    alert = reported(bo, blocks=True)
    stranger = sign_in(fjordbank.admin)

    assert bo.username not in read(stranger.get("/portal/alerts/")).text
    assert bo.username not in read(stranger.get("/portal/")).text
    assert stranger.post(f"/portal/alerts/{alert.pk}/").status_code == 404
    assert stranger.post(f"/portal/users/{bo.pk}/release/").status_code == 404
    bo.refresh_from_db()
    assert not bo.may_sign_in


def test_a_link_for_who_is_blocked_would_not_work_and_is_not_made(bo: User, admin: Client) -> None:  # A17
    reported(bo, blocks=True)

    page = read(admin.post(f"/portal/users/{bo.pk}/help/one-time-link/", follow=True))

    assert "may not sign in, so that would not help" in page.text
    assert "help/one-time-link/" not in page.html
