"""From Security info to a phone that counts: the QR code, the typed code, the closing test (B02-B05)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.enrolment.models import Enrolment
from devices.phones.models import PhoneAccount
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.journeys import (
    WRONG_NUMBER,
    BrowserWindow,
    PhoneWindow,
    link_shown,
    other_than,
    seen_by_camera,
)
from tests.support.people import make_person

# Headless browsers have no model of their own to tell.
TELLS_MODEL = "NavigatorUAData.prototype.getHighEntropyValues = async () => ({ model: 'Pixel 9' });"


@pytest.fixture
def adding(browser_side: BrowserWindow, ann: User) -> BrowserWindow:
    """Ann's browser, which shows the QR code."""
    browser_side.signs_in_by_password(ann)
    browser_side.is_signed_in()
    browser_side.follows("Security info")
    browser_side.page.get_by_role("button", name="Handslag app").click()
    browser_side.sees("Add your phone")
    return browser_side


def test_a_phone_is_added_by_the_qr_code_its_camera_sees(
    adding: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # B02 B03 B04 B05
    phone_side.gets_lock()
    phone_side.scans(seen_by_camera(adding))
    for fact in ("Nordljus", ann.username, "Work or school account"):
        phone_side.reads(fact)
    adding.sees("Go on at your phone")
    adding.reads("Chrome (Android)")
    phone_side.page.get_by_label("Name of this phone").fill("Ann's green phone")
    phone_side.says_yes()

    adding.sees("Now try it")
    phone_side.passes_test(adding.digits_shown())

    phone_side.sees("Account added")
    adding.sees("Your phone is added")
    adding.presses("Continue")
    adding.sees("Ready to use")
    adding.follows("Done")
    adding.reads("Ann's green phone")
    adding.reads("Default")


def test_the_code_leaves_the_address_at_once(adding: BrowserWindow, phone_side: PhoneWindow) -> None:  # B05
    phone_side.scans(link_shown(adding))

    assert "#" not in phone_side.page.url
    assert "enrol" not in str(phone_side.page.evaluate("history.state"))


def test_a_phone_is_called_by_its_model_where_its_browser_tells_it(
    adding: BrowserWindow, phone_side: PhoneWindow
) -> None:  # D03
    phone_side.page.add_init_script(TELLS_MODEL)
    phone_side.scans(link_shown(adding))

    expect(phone_side.page.get_by_label("Name of this phone")).to_have_value("Pixel 9")


def test_a_phone_is_added_by_a_typed_code_and_the_apps_pin(
    adding: BrowserWindow, phone_side: PhoneWindow
) -> None:  # B02 B17 E20
    phone_side.lock = "pin"
    adding.page.get_by_text("The camera does not work? Type a code").click()
    code = adding.page.locator("[data-code]").inner_text()
    phone_side.opens()
    phone_side.follows("Add account")
    low = phone_side.page.locator(".frame-foot")
    expect(low.get_by_role("button")).to_have_text("Scan with the camera")
    first, second, third = code.split("-")
    slip = f"{second[1]}{second[0]}{second[2:]}" if second[0] != second[1] else f"{second[:3]}É"
    phone_side.page.get_by_label("Code").fill(f" {first.lower()}{slip} {third}")
    phone_side.presses("Continue")
    phone_side.reads(f"Something in the second group, {slip}, is not right.")
    # In place, where it still stands.
    field = phone_side.page.get_by_label("Code")
    expect(field).to_have_value(f"{first}-{slip}-{third}")
    field.fill(f"{first}-{second}-{third}")
    phone_side.presses("Continue")
    phone_side.sees("Add this account?")
    phone_side.says_yes()
    adding.sees("Now try it")

    phone_side.passes_test(adding.digits_shown())

    phone_side.sees("Account added")
    adding.sees("Your phone is added")
    phone_side.enables()


def test_a_wrong_number_in_the_closing_test_adds_nothing(
    adding: BrowserWindow, phone_side: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # B04
    complaints.allow(WRONG_NUMBER)
    phone_side.gets_lock()
    phone_side.scans(link_shown(adding))
    phone_side.says_yes()
    adding.sees("Now try it")

    phone_side.passes_test(other_than(adding.digits_shown()))

    phone_side.sees("That number does not match")
    phone_side.reads("The account was not added. Start again in Security info.")
    adding.sees("The phone was not added")
    assert not PhoneAccount.objects.filter(user=ann).exclude(state="ended", confirmed=False).exists()
    adding.follows("Back to Security info")
    adding.sees("Security info")
    expect(adding.page.get_by_text("Chrome (Android)")).to_have_count(0)


def test_a_second_claim_is_refused_and_both_sides_are_told(
    adding: BrowserWindow, phone_side: PhoneWindow, new_window: NewWindow, complaints: Complaints
) -> None:  # B05
    complaints.allow(r"status of 409 .*/claim/")
    link = link_shown(adding)
    phone_side.scans(link)
    adding.sees("Go on at your phone")

    other = PhoneWindow(new_window(**PHONE))
    other.page.goto(link)

    other.sees("The account was not added")
    other.reads("cancel there, or remove the phone that was added.")
    adding.reads("Another phone tried the same code and was refused.")
    assert Enrolment.objects.get().state == "claimed"


def test_a_link_cut_off_in_the_middle_is_told_to_be_no_code(
    phone_side: PhoneWindow, complaints: Complaints
) -> None:
    complaints.allow(r"status of 404 .*/claim/")

    phone_side.page.goto("/authenticator/#enrol=%")

    phone_side.sees("The account was not added")
    phone_side.reads("This code is not known.")


def test_cancelling_on_the_web_leaves_the_phone_with_nothing(
    adding: BrowserWindow, phone_side: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # B05
    complaints.allow(r"status of 409 .*/complete/")
    phone_side.gets_lock()
    phone_side.scans(link_shown(adding))
    adding.sees("Go on at your phone")

    adding.presses("Cancel")
    adding.sees("Cancelled")
    phone_side.says_yes()

    phone_side.sees("The account was not added")
    assert not PhoneAccount.objects.filter(user=ann).exists()


def test_the_person_may_say_no_on_the_phone(
    adding: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # B02
    phone_side.scans(link_shown(adding))

    phone_side.presses("Don't add")

    phone_side.sees("Accounts")
    phone_side.sees("No accounts yet")
    assert not PhoneAccount.objects.filter(user=ann).exists()


def test_a_typed_code_that_nobody_was_given_stays_where_it_was_typed(
    phone_side: PhoneWindow, complaints: Complaints
) -> None:  # B17
    complaints.allow(r"status of 404 .*/claim/")
    phone_side.opens()
    phone_side.follows("Add account")
    phone_side.page.get_by_label("Code").fill("2222 223w 224p")
    phone_side.presses("Continue")

    phone_side.reads("This code is not known.")
    expect(phone_side.page.get_by_label("Code")).to_have_value("2222-223W-224P")
    phone_side.presses("Back to accounts")
    phone_side.sees("No accounts yet")


def test_right_after_its_test_the_portal_does_not_ask_the_phone_again(
    browser_side: BrowserWindow, phone_side: PhoneWindow, nordljus: Tenant
) -> None:  # E03 B04
    browser_side.signs_in_by_password(make_person(nordljus, "vera", role="tenant_admin"))
    browser_side.is_signed_in()
    browser_side.page.goto("/security-info/phones/")
    browser_side.presses("Add a phone")
    phone_side.gets_lock()
    phone_side.scans(link_shown(browser_side))
    phone_side.says_yes()
    browser_side.sees("Now try it")
    with browser_side.page.expect_response("**/finish/"):
        phone_side.passes_test(browser_side.digits_shown())

    browser_side.page.goto("/portal/")

    browser_side.sees("What to do next")
