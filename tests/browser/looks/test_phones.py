from __future__ import annotations

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.browser.looks.conftest import Looks
from tests.support.journeys import PIN, link_shown
from tests.support.people import make_person, make_tenant, turn_off
from tests.support.phones import account_of
from tests.support.ready_phone import ready_phone


def test_adding_a_phone_in_both_windows(looks: Looks, ann: User) -> None:  # H07
    browser, phone = looks.browser, looks.phone
    browser.signs_in_by_password(ann)
    browser.is_signed_in()
    looks.at_page("/security-info/phones/")
    looks.at_page("/security-info/")
    browser.page.get_by_role("button", name=browser.words("Handslag app")).click()
    browser.sees("Add your phone")
    browser.page.get_by_text(browser.words("The camera does not work? Type a code")).click()
    looks.at_browser("QR code")

    phone.opens()
    looks.at_phone("no accounts")
    phone.follows("Add account")
    looks.at_phone("add account")
    phone.gets_lock()
    phone.scans(link_shown(browser))
    looks.at_phone("add this account?")
    browser.sees("Go on at your phone")
    looks.at_browser("claimed")
    phone.presses("Add account")
    phone.sees("Choose your lock")
    phone.page.get_by_role("button", name=phone.words("Use a PIN for this app")).wait_for()
    looks.at_phone("choose your lock")
    phone.lock = "pin"
    phone.page.get_by_role("button", name=phone.words("Use a PIN for this app")).click()
    looks.at_phone("create a PIN")
    phone.makes_pin(PIN)

    browser.sees("Now try it")
    looks.at_browser("test")
    phone.sees("Finish adding this account")
    looks.at_phone("test")
    phone.passes_test(browser.digits_shown())
    phone.sees("Account added")
    looks.at_phone("added")
    browser.sees("Your phone is added")
    looks.at_browser("added")


def test_enrolments_that_end_otherwise(looks: Looks, ann: User) -> None:  # H07
    browser, phone = looks.browser, looks.phone
    browser.signs_in_by_password(ann)
    browser.is_signed_in()
    browser.page.goto("/security-info/phones/")
    browser.presses("Add a phone")
    browser.presses("Cancel")
    browser.sees("Cancelled")
    looks.at_browser("cancelled")

    browser.presses("Start again")
    link = link_shown(browser)
    phone.gets_lock()
    phone.scans(link)
    phone.says_yes()
    browser.sees("Now try it")
    phone.sees("Finish adding this account")
    phone.presses("Deny")
    browser.sees("The phone was not added")
    looks.at_browser("rejected")
    looks.at_phone("rejected")
    phone.closes()
    phone.page.goto(link)
    phone.sees("The account was not added")
    looks.at_phone("code used")


def test_accounts_and_settings_on_the_phone(looks: Looks, ann: User, nordljus: Tenant) -> None:  # H07
    phone = ready_phone(looks.phone, ann, enable=False)
    looks.at_phone("accounts, not enabled")
    phone.presses("Enable phone sign-in")
    looks.at_phone("enable")
    phone.presses("Enable")
    phone.reads("Phone sign-in is enabled.")
    looks.at_phone("accounts, enabled")
    phone.presses("Edit accounts")
    looks.at_phone("editing")
    phone.button_called("Rename %(username)s", username=ann.username).click()
    looks.at_phone("renaming")
    phone.presses("Back")
    phone.presses("Done")
    phone.menu(ann)
    looks.at_phone("menu open")
    phone.presses("Unregister")
    looks.at_phone("unregister")
    phone.presses("Keep")
    phone.menu(ann)
    phone.presses("Remove")
    looks.at_phone("remove")
    phone.presses("Keep")
    phone.follows("Settings")
    looks.at_phone("settings")
    for section in ("Registration", "Notifications", "Language", "Storage", "Log", "About"):
        phone.follows(section)
        looks.at_phone(f"settings, {section}")
        phone.presses("Back")
    phone.follows("Erase this app")
    looks.at_phone("erase")
    phone.presses("Keep")
    phone.presses("Back to accounts")

    bo = make_person(make_tenant("a-rather-long-organisation-name"), "bo.with.quite.a.long.name")
    phone.adds(bo, enable=False)
    looks.at_phone("two accounts")
    phone.presses("Edit accounts")
    looks.at_phone("editing two accounts")
    phone.presses("Done")
    phone.menu(bo)
    phone.page.locator("details[open]").get_by_role(
        "button", name=phone.words("Enable phone sign-in")
    ).click()
    phone.sees("Phone sign-in is not available")
    looks.at_phone("another organisation")
    turn_off(nordljus, "phone")
    account = account_of(ann)
    account.phone.state = "removed"
    account.phone.save()
    phone.page.goto("/authenticator/")
    phone.sees("This phone is no longer connected")
    looks.at_phone("no longer connected")


def test_security_info_with_a_phone(looks: Looks, ann: User) -> None:  # H07
    browser, phone = looks.browser, ready_phone(looks.phone, ann)
    phone.approves(browser.asks(ann))
    browser.is_signed_in()
    for address in (
        "/",
        "/security-info/",
        "/security-info/default/",
        "/security-info/phones/",
        f"/security-info/remove/phone/{account_of(ann).pk}/",
    ):
        looks.at_page(address)
    browser.page.goto("/security-info/phones/")
    browser.page.get_by_role("link", name=browser.words("This was lost")).click()
    browser.button("Yes, stop this phone").wait_for()
    looks.at_browser("lost?")
    browser.presses("Yes, stop this phone")
    browser.reads("Reported lost")
    looks.at_browser("phone reported lost")
    looks.at_page("/security-info/")
    looks.at_page("/portal/")
    phone.opens()
    phone.reads("Stopped")
    looks.at_phone("suspended")
