"""From a lost, a stolen and a new phone to their person being safe: whole, and in how many acts (D03, F05)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from devices.phones.services import suspend_account
from idp.help.topics import TOPICS
from tests.support.acts import Acts
from tests.support.browser import Complaints, NewWindow
from tests.support.inspection import Inspection
from tests.support.journeys import REQUESTS, BrowserWindow, PhoneWindow, Window
from tests.support.people import PASSWORD, allow
from tests.support.phones import account_of, phone_of
from tests.support.ready_phone import ready_phone
from tests.support.recovery import paper_of

# Of a person who reads every page and makes no mistake: each press, and each field that they fill.
TO_STOP_A_PHONE, TO_BRING_IT_BACK, TO_ADD_ON_THE_PHONE = 10, 7, 17


@pytest.fixture
def nordljus(nordljus: Tenant) -> Tenant:
    """Recovery codes are for whoever has not got their phone."""
    allow(nordljus, "recovery_code")
    return nordljus


@pytest.fixture
def paper(ann: User) -> list[str]:
    """What Ann printed once."""
    return paper_of(ann)


def looks(window: BrowserWindow) -> None:
    inspection = Inspection()
    inspection.look(window, window.page.url)
    assert inspection.found == []


def types(window: Window, text: str) -> None:
    """Fills the one field of this page and presses Enter."""
    window.page.locator("main input:not([type=hidden]):not(.visually-hidden)").first.fill(text)
    window.page.keyboard.press("Enter")


def stops_the_phone(window: BrowserWindow, ann: User) -> None:
    """From the number page to a phone that is stopped, as the help page says: a password is enough."""
    window.follows("I have lost my phone")
    window.sees("I have lost my phone")
    window.follows("Go to my phones")
    types(window, str(ann.username))
    window.follows("Use your password instead")
    types(window, PASSWORD)
    beside(window, "This was lost").click()
    window.presses("Yes, stop this phone")
    window.reads("Reported lost")


def beside(window: BrowserWindow, act: str) -> Locator:
    return window.page.get_by_role("link", name=window.words(act)).first


def test_a_lost_phone_is_stopped_by_a_password_and_found_again_brought_back_with_a_code_on_paper(
    window: BrowserWindow, phone_side: PhoneWindow, ann: User, paper: list[str], complaints: Complaints
) -> None:  # D03 F05
    complaints.allow(r"status of 403 .*/bring-back/")
    phone = ready_phone(phone_side, ann)
    acts = Acts(window)

    window.begins(ann)
    phone.is_asked()
    stops_the_phone(window, ann)

    assert account_of(ann).state == "suspended"
    assert acts.count <= TO_STOP_A_PHONE, acts.done
    looks(window)
    phone.sees("This request has ended")
    phone.presses("Done")
    phone.reads("Stopped")
    expect(phone.page.locator("summary")).to_have_count(0)

    acts.done.clear()
    beside(window, "Bring back").click()
    window.presses("Sign in again")
    types(window, PASSWORD)
    window.page.wait_for_url("**/recovery-code/")
    types(window, paper[0])
    window.button("Bring it back").wait_for()
    looks(window)
    window.presses("Bring it back")
    window.reads("Phone sign-in")
    phone.reads("Phone sign-in enabled")
    assert account_of(ann).state == "active"
    assert acts.count <= TO_BRING_IT_BACK, acts.done

    window.page.locator("a[href*='/remove/phone/']").click()
    window.reads("What you then sign in with")
    looks(window)
    window.presses("Remove")
    phone.reads("Ended on the web")
    assert account_of(ann).state == "ended"


def test_whoever_stole_a_phone_and_knows_its_lock_is_shut_out_while_they_sign_in(
    browser_side: BrowserWindow, phone: PhoneWindow, new_window: NewWindow, ann: User
) -> None:  # D03 T20
    thief, in_already = BrowserWindow(new_window()), BrowserWindow(new_window())
    phone.approves(in_already.asks(ann))
    in_already.is_signed_in()
    thief.asks(ann)
    phone.is_asked()
    acts = Acts(browser_side)

    browser_side.begins(ann)
    stops_the_phone(browser_side, ann)

    assert acts.count <= TO_STOP_A_PHONE, acts.done
    thief.is_told("Stopped")
    phone.sees("No longer allowed")
    phone.presses("Done")
    phone.reads("Stopped")
    in_already.page.goto("/security-info/phones/")
    in_already.sees("Sign in")
    BrowserWindow(new_window()).asks(ann)
    phone.page.reload()
    with phone.page.expect_response(REQUESTS) as asked:
        phone.presses("Check for requests")
    assert asked.value.json()["requests"] == []
    phone.reads("No requests are waiting.")
    browser_side.page.reload()
    browser_side.sees("Phones")


def test_a_new_phone_is_added_by_itself_without_the_old_one_which_is_stopped(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User, paper: list[str], complaints: Complaints
) -> None:  # D03 F05 B13
    complaints.allow(r"status of 403 .*/phones/here/")
    lost = account_of_lost_phone(ann)
    new = phone_side
    new.gets_lock()
    acts = Acts(new)

    new.opens()
    new.follows("Add account")
    new.presses("Sign in on this phone")
    types(new, str(ann.username))
    new.follows("Use your password instead")
    types(new, PASSWORD)
    new.presses("Sign in again")
    types(new, PASSWORD)
    new.page.wait_for_url("**/recovery-code/")
    types(new, paper[0])
    new.presses("Add this phone")
    new.sees("Add this account?")
    new.says_yes()
    new.sees("Finish adding this account")
    new.page.locator("#answer button:not([inert])").click()
    new.sees("Account added")
    new.enables()

    assert acts.count <= TO_ADD_ON_THE_PHONE, acts.done
    new.sees("Accounts")
    new.approves(browser_side.asks(ann))
    browser_side.is_signed_in()
    lost.refresh_from_db()
    assert lost.state == "suspended"


def test_help_fits_every_window_and_bars_nobody(window: BrowserWindow, nordljus: Tenant) -> None:  # F05 H07
    inspection = Inspection()
    for address in ("/help/", *(f"/help/{topic.name}/" for topic in TOPICS)):
        window.page.goto(address)
        inspection.look(window, address)

    assert inspection.found == []


def account_of_lost_phone(ann: User) -> PhoneAccount:
    """Ann has called the phone lost that she had."""
    phone_of(ann, label="The old one")
    suspend_account(account_of(ann), actor=ann)
    return account_of(ann)
