from __future__ import annotations

import re

from django.db.models.functions import Now
from django.utils import timezone

from accounts.users.models import User
from accounts.ways.one_time_link.services import grant
from devices.approvals.models import ApprovalRequest
from idp import housekeeping
from tests.browser.looks.conftest import Looks
from tests.support.journeys import let_time_run_out, newest_request, other_than
from tests.support.ready_phone import ready_phone


def test_pages_that_need_no_phone(looks: Looks, ann: User) -> None:  # H07
    for address in ("/", "/sign-in/", "/nowhere/", "/sign-in/password/"):
        looks.at_page(address)
    looks.browser.begins("somebody@unknown.example")
    looks.browser.reads("We do not know this organisation. Check the part of your username after the @.")
    looks.at_browser("username refused")
    looks.at_page(f"/sign-in/one-time/{grant(ann, actor=None, now=timezone.now())}/")

    looks.browser.asks(ann)
    looks.at_browser("number to type")
    looks.at_page("/sign-in/choose-method/")
    looks.at_page("/sign-in/password/")
    looks.browser.writes("Password", "not this one")
    looks.browser.presses("Sign in")
    looks.browser.reads("That username and password do not go together. Try again.")
    looks.at_browser("password refused")


def test_a_request_and_all_its_endings_in_both_windows(looks: Looks, ann: User) -> None:  # H07
    browser, phone = looks.browser, ready_phone(looks.phone, ann)
    number = browser.asks(ann)
    phone.is_asked()
    looks.at_phone("number to type")
    ApprovalRequest.objects.filter(pk=newest_request(ann).pk).update(
        known_browser=True, is_quiet=True, seen_at=None
    )
    browser.page.reload()
    browser.reads(
        "No notification was sent this time: there have been several. The request waits in the app."
    )
    looks.at_browser("no notification was sent")
    ApprovalRequest.objects.filter(pk=newest_request(ann).pk).update(seen_at=Now())
    browser.page.reload()
    browser.reads("Opened on your phone")
    looks.at_browser("opened on the phone")
    phone.gives(other_than(number))
    browser.is_told("The number did not match")
    looks.at_browser("wrong number")
    looks.at_phone("wrong number")

    browser.presses("Get a new number")
    phone.is_asked()
    looks.at_phone("the next request, and above it how the last one ended")
    phone.presses("Deny")
    browser.is_told("Denied on your phone")
    looks.at_browser("denied")
    looks.at_phone("denied")

    phone.presses("Done")
    browser.presses("Get a new number")
    browser.digits_shown()
    let_time_run_out()
    housekeeping.run()
    browser.is_told("No answer in time")
    looks.at_browser("expired")

    phone.opens()
    browser.presses("Get a new number")
    phone.is_asked()
    browser.presses("Cancel")
    phone.sees("This request has ended")
    looks.at_phone("cancelled")


def test_a_sign_in_on_a_browser_used_before_with_the_apps_pin(looks: Looks, ann: User) -> None:  # H07
    browser, phone = looks.browser, looks.phone
    phone.adds(ann, lock="pin")
    browser.page.goto("/sign-in/")
    browser.was_used_before(ann)
    number = browser.asks(ann)
    looks.at_browser("number to choose")
    phone.is_asked()
    looks.at_phone("numbers to choose from")
    phone.gives(number)
    phone.page.get_by_label(phone.words("PIN for this app")).wait_for()
    looks.at_phone("PIN")
    phone.unlocks("730164")
    phone.reads(re.compile(r"\b4 (tries left|försök kvar)"))
    looks.at_phone("wrong PIN")
    phone.unlocks()

    phone.sees("Approved")
    looks.at_phone("approved")
    browser.is_signed_in()
    looks.at_browser("signed in")
    browser.page.locator("details.menu summary").click()
    looks.at_browser("menu")
