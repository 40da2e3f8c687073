"""Accounts on a phone: enabling, unregistering, removing, and what stands in the way (B06, B07, B09, C02, C03)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import allow, make_person, make_tenant, switch_off, turn_off
from tests.support.phones import account_of
from tests.support.ready_phone import ready_phone


@pytest.fixture
def bo() -> User:
    """Somebody of another organisation."""
    return make_person(make_tenant("sydvind"), "bo")


def test_an_account_removed_on_the_phone_ends_on_the_server(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C03
    phone.menu(ann)
    phone.presses("Remove")
    phone.sees("Remove this account?")
    phone.presses("Remove")

    phone.reads("The account was removed.")
    phone.sees("No accounts yet")
    assert account_of(ann).state == PhoneAccount.State.ENDED
    browser_side.signs_in_by_password(ann)
    browser_side.is_signed_in()
    browser_side.page.goto("/security-info/phones/")
    browser_side.sees("No phone yet")


def test_editing_shows_a_remove_button_for_each_account(phone: PhoneWindow, ann: User) -> None:  # C03
    phone.presses("Edit accounts")
    phone.presses(f"Remove {ann.username}")
    phone.presses("Keep")

    phone.sees("Accounts")
    phone.reads("Phone sign-in enabled")
    assert account_of(ann).state == PhoneAccount.State.ACTIVE


def test_without_a_connection_the_phone_says_that_the_web_must_be_used(
    phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # C03
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    phone.page.context.set_offline(True)
    phone.menu(ann)
    phone.presses("Remove")
    phone.presses("Remove")

    phone.reads("Without a connection the account cannot be ended from here. Use Security info on the web.")
    assert account_of(ann).state == PhoneAccount.State.ACTIVE


def test_an_account_removed_on_the_web_is_shown_as_ended(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C03 D03
    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()
    browser_side.page.goto("/security-info/phones/")
    browser_side.page.get_by_role("link", name="Remove").click()
    browser_side.presses("Remove")
    browser_side.reads("Removed: ")

    phone.presses("Done")
    phone.reads("Ended on the web")
    phone.menu(ann)
    phone.presses("Remove from this phone")
    phone.presses("Remove from this phone")
    phone.sees("No accounts yet")


def test_unregistering_turns_phone_sign_in_off_and_it_can_be_enabled_again(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # B06 C05
    phone.menu(ann)
    phone.presses("Unregister")
    phone.sees("Unregister this phone from Nordljus?")
    phone.presses("Unregister")
    phone.reads("This phone is no longer registered.")
    assert not account_of(ann).phone_sign_in

    phone.enables()
    phone.reads("Phone sign-in enabled")
    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()


def test_in_settings_a_username_has_the_whole_row(phone: PhoneWindow, ann: User) -> None:  # H07
    phone.follows("Settings")
    phone.follows("Registration")
    phone.sees("Registration")

    name, button = (
        phone.page.get_by_text(ann.username).filter(visible=True).bounding_box(),
        phone.button("Unregister").bounding_box(),
    )
    assert name is not None
    assert button is not None
    assert name["y"] + name["height"] <= button["y"]
    assert name["x"] + name["width"] > button["x"] + button["width"]


def test_a_second_organisation_is_told_to_unregister_the_first_in_settings(
    browser_side: BrowserWindow, phone: PhoneWindow, bo: User
) -> None:  # B09
    phone.adds(bo, enable=False)
    # This browser shows no notifications, so none are promised.
    expect(phone.page.locator(".badge").filter(has_text="Requests in the app only")).to_be_visible()
    phone.menu(bo)
    phone.presses("Enable phone sign-in")
    phone.sees("Phone sign-in is not available")
    phone.reads("This phone is registered for phone sign-in with another organisation account.")

    phone.follows("Open Settings")
    phone.sees("Registration")
    phone.presses("Unregister")
    phone.sees("Unregister this phone from Nordljus?")
    phone.presses("Unregister")
    phone.reads("This phone is no longer registered.")

    phone.menu(bo)
    phone.page.locator("details[open]").get_by_role("button", name="Enable phone sign-in").click()
    phone.presses("Enable")
    phone.reads("Phone sign-in is enabled.")
    phone.approves(browser_side.asks(bo))
    browser_side.is_signed_in()


def test_without_a_lock_enabling_asks_for_one_first(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # B07
    phone = ready_phone(phone_side, ann, has_lock=False, enable=False)
    assert account_of(ann).unlock_mode == ""

    phone.presses("Enable phone sign-in")
    phone.reads("First this account needs a lock, so that only you can approve.")
    expect(phone.button("Enable")).to_have_count(0)
    phone.presses("Set up the lock")
    phone.lock = "pin"
    phone.chooses_lock()

    phone.reads("Phone sign-in is enabled.")
    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()


def test_where_the_organisation_has_it_off_the_app_says_why(
    phone_side: PhoneWindow, nordljus: Tenant, ann: User
) -> None:  # B01 B06
    phone = ready_phone(phone_side, ann, enable=False)
    turn_off(nordljus, "phone")
    phone.opens()
    phone.reads("Cannot approve")
    phone.reads("Your organisation has not turned phone sign-in on for you.")

    phone.menu(ann)
    phone.presses("Enable phone sign-in")

    phone.sees("Phone sign-in is not available")
    phone.reads("Your organisation has not turned phone sign-in on for you.")
    phone.presses("Back to accounts")
    allow(nordljus, "phone")
    phone.opens()
    phone.enables()


def test_erasing_the_app_ends_its_accounts_and_leaves_nothing(phone: PhoneWindow, ann: User) -> None:  # C05
    phone.follows("Settings")
    phone.follows("Erase this app")
    phone.sees("Erase this app")
    phone.presses("Erase everything")

    phone.sees("No accounts yet")
    assert account_of(ann).state == PhoneAccount.State.ENDED


def test_erasing_the_app_in_one_window_empties_the_others(phone: PhoneWindow, ann: User) -> None:  # C05
    other = PhoneWindow(phone.page.context.new_page())
    other.opens()
    other.reads(ann.username)

    phone.follows("Settings")
    phone.follows("Erase this app")
    phone.presses("Erase everything")

    other.sees("No accounts yet")


def test_on_a_windows_phone_the_app_says_why_it_cannot_live_there(phone_side: PhoneWindow) -> None:  # B11
    phone_side.page.add_init_script(
        "Object.defineProperty(navigator, 'userAgent', {get: () => 'Mozilla/5.0 (Windows Phone 10.0) Edge/15'})"
    )
    phone_side.page.goto("/authenticator/")

    phone_side.sees("Not in this browser")
    phone_side.reads("Windows Phone no longer gets security updates.")


def test_an_open_menu_is_not_drawn_away_by_news(phone: PhoneWindow, ann: User) -> None:  # C02, C11
    phone.menu(ann)

    with phone.page.expect_response("**/device-api/v1/phone/"):
        switch_off(ann.tenant, "phone")

    assert phone.button("Unregister").is_visible()
    phone.page.keyboard.press("Escape")
    phone.reads("Cannot approve")


def test_the_phone_is_named_in_its_app_and_the_web_calls_it_so(phone: PhoneWindow, ann: User) -> None:  # D03
    phone.menu(ann)
    phone.presses("Name this phone")
    phone.writes("What this phone is called", " ")
    phone.presses("Save")
    phone.reads("Write a name that can be seen.")

    phone.writes("What this phone is called", "Red phone")
    phone.presses("Save")

    phone.sees("Accounts")
    phone.reads("Saved.")
    assert account_of(ann).name == "Red phone"
    phone.menu(ann)
    phone.presses("Name this phone")
    expect(phone.page.get_by_label("What this phone is called")).to_have_value("Red phone")
    phone.page.goto("/authenticator/#settings/about")
    phone.reads("Red phone")
