"""Passwords in a real browser: forgotten, locked, changed, temporary (D08, E04, F06, F07)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.mail_code.models import RecoveryAddress
from accounts.ways.mail_code.services import KEY
from accounts.ways.password.services import set_password
from tests.support.browser import Complaints, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import PASSWORD, allow, make_person
from tests.support.recovering import ADDRESS, NEW, address_of, letters_with_codes
from tests.support.texts import swedish


@pytest.fixture(autouse=True)
def _mail_helps(nordljus: Tenant, ann: User) -> None:
    allow(nordljus, KEY)
    address_of(ann)


@pytest.fixture(params=["wide and English", "narrow and Swedish"])
def window(request: pytest.FixtureRequest, new_window: NewWindow) -> BrowserWindow:
    if request.param == "wide and English":
        return BrowserWindow(new_window(viewport={"width": 1280, "height": 800}))
    narrow = new_window(locale="sv-SE", viewport={"width": 360, "height": 740})
    return BrowserWindow(narrow, words=swedish("django"))


def forgets(window: BrowserWindow, user: User) -> None:
    window.begins(user)
    window.page.wait_for_url(re.compile("/sign-in/(phone|password)/"))
    window.page.wait_for_load_state("networkidle")
    window.page.goto("/sign-in/password/")
    window.follows("Forgot your password?")
    window.presses("Continue")
    window.sees("Choose how to show that it is you")


def chooses(window: BrowserWindow, label: str) -> None:
    window.page.get_by_role("button", name=re.compile(f"^{re.escape(window.words(label))}")).click()


def test_a_forgotten_password_is_replaced_with_the_phone_and_mail(
    window: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # F06
    # Closed meanwhile: it shows what is asked for now, and not what the username asked for.
    phone.closes()
    forgets(window, ann)
    chooses(window, "Handslag app")
    phone.opens_at_request()
    phone.approves(window.digits_shown())
    window.sees("Code by mail")
    if window.button("Send a code by mail").count():
        window.presses("Send a code by mail")
    window.writes("Code", letters_with_codes()[ADDRESS])
    window.presses("Continue")
    window.sees("Choose a new password")
    window.writes("New password", NEW)
    window.presses("Save the password")

    window.sees("Your password")
    window.writes("Password", NEW)
    window.presses("Sign in")
    window.page.wait_for_url("**/signed-in/")


def test_what_cannot_be_a_password_is_refused_with_the_reason_and_it_can_be_looked_at(
    window: BrowserWindow, ann: User, complaints: Complaints
) -> None:  # D08 F07
    complaints.allow(r"status of 400 .*/security-info/password/")
    signs_in(window, ann)
    window.page.goto("/security-info/password/")
    window.writes("Current password", PASSWORD)
    window.writes("New password", "nordljus1")
    window.presses("Show password")
    expect(window.page.locator("input[name=new_password]")).to_have_attribute("type", "text")
    window.presses("Save the password")

    window.reads(re.compile("“nordljus”|”nordljus”"))
    window.writes("Current password", PASSWORD)
    window.writes("New password", NEW)
    window.presses("Save the password")
    window.page.wait_for_url("**/security-info/")


def test_five_wrong_codes_lock_recovery_and_nobody_out(
    window: BrowserWindow, ann: User, complaints: Complaints
) -> None:  # F06 T29
    complaints.allow(r"status of 4(00|29) .*/sign-in/(mail-code|password)/")
    forgets(window, ann)
    chooses(window, "Code by mail")
    for _n in range(5):
        window.writes("Code", "00000000")
        window.presses("Continue")
        window.reads(
            "That is not the code that was sent last, or its five minutes are over. Look again, or have another sent."
        )
    window.writes("Code", "00000000")
    window.presses("Continue")

    window.sees("Wait a little")
    signs_in(window, ann)
    window.page.wait_for_url("**/signed-in/")


def test_a_temporary_password_is_replaced_before_anything_else(
    window: BrowserWindow, nordljus: Tenant
) -> None:  # E04
    bo = make_person(nordljus, "bo")
    set_password(bo, "temporary-horse-1", actor=None, is_temporary=True)
    signs_in(window, bo, "temporary-horse-1")

    window.sees("Choose a new password")
    window.writes("New password", NEW)
    window.presses("Save the password")
    window.page.wait_for_url("**/signed-in/")


def test_an_address_for_recovery_is_added_by_its_code_and_removed(
    window: BrowserWindow, nordljus: Tenant
) -> None:  # D05
    bo = make_person(nordljus, "bo")
    signs_in(window, bo)
    window.page.goto("/security-info/")
    chooses(window, "Code by mail")
    window.writes("Mail address", "bo@elsewhere.example")
    window.presses("Send a code there")
    window.sees("Write the code")
    window.writes("Code", letters_with_codes()["bo@elsewhere.example"])
    window.presses("Confirm")

    window.sees("Ready to use")
    window.reads(re.compile("bo@elsewhere"))

    window.page.goto("/security-info/")
    window.page.locator("a[href*='/remove/mail_code/']").click()
    window.presses("Remove")
    window.sees("Security info")
    assert not RecoveryAddress.objects.filter(user=bo).exists()


def signs_in(window: BrowserWindow, user: User, password: str = PASSWORD) -> None:
    window.begins(user)
    window.page.wait_for_url(re.compile("/sign-in/(phone|password)/"))
    window.page.wait_for_load_state("networkidle")
    window.page.goto("/sign-in/password/")
    window.writes("Password", password)
    window.page.keyboard.press("Enter")
    window.page.wait_for_url(re.compile("/signed-in/|/password/new/"))
