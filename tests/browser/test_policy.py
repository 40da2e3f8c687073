"""What an admin turns off counts at the next request, and for requests under way (E01, E19)."""

from __future__ import annotations

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow, newest_request
from tests.support.people import allow, make_group, make_person, turn_off
from tests.support.ready_phone import ready_phone

MOST_ACTIONS = 20
REFUSED_ANSWER = r"status of 403 .*/decision/"
REFUSED_PAGE = r"status of 403 .*/sign-in/phone/"


def test_turned_off_while_the_phone_is_asked_the_answer_is_refused_with_the_reason(
    browser_side: BrowserWindow, phone: PhoneWindow, nordljus: Tenant, ann: User, complaints: Complaints
) -> None:  # E19
    complaints.allow(REFUSED_ANSWER)
    number = browser_side.asks(ann)
    phone.is_asked()

    turn_off(nordljus, "phone")
    phone.gives(number)

    phone.sees("No longer allowed")
    phone.reads("Your organisation has not turned phone sign-in on for you.")
    browser_side.sees("Stopped")
    assert newest_request(ann).state == State.REVOKED
    browser_side.page.goto("/signed-in/")
    browser_side.sees("Sign in")


def test_turned_off_between_the_answer_and_the_finish_nobody_gets_in(
    new_window: NewWindow, phone: PhoneWindow, nordljus: Tenant, ann: User, complaints: Complaints
) -> None:  # E19
    complaints.allow(REFUSED_PAGE)
    # Without scripts the browser finishes when the person says so, and the policy changes just before.
    plain = BrowserWindow(new_window(java_script_enabled=False))
    phone.approves(plain.asks(ann))

    turn_off(nordljus, "phone")
    plain.presses("Continue")

    plain.sees("That did not work")
    plain.page.goto("/signed-in/")
    plain.sees("Sign in")
    assert newest_request(ann).state == State.APPROVED


def test_phone_sign_in_goes_from_a_pilot_group_to_everyone_but_one_group(
    browser_side: BrowserWindow, phone_side: PhoneWindow, nordljus: Tenant, ann: User, new_window: NewWindow
) -> None:  # E01 E03 E23
    admin = make_person(nordljus, "vera", role="tenant_admin")
    make_group(nordljus, "Visitors", ann)
    make_person(nordljus, "cilla")
    make_group(nordljus, "Pilots", make_person(nordljus, "bo"))
    anns_phone = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    admins_phone = ready_phone(phone_side, admin)
    allow(nordljus, "phone", include=[make_group(nordljus, "Admins", admin)])
    sign_in_to_the_portal(browser_side, admin, admins_phone)
    desk = Desk(browser_side)

    desk.follows("Policy")
    desk.follows("Phone sign-in")
    desk.finds_group("Chosen groups", "pil", "Pilots")
    desk.presses("See what this does")
    browser_side.sees("People will notice this")
    browser_side.reads(
        "1 person meets phone sign-in at the next sign-in: after the username comes a page with a number."
    )
    desk.presses("Yes, save it")
    browser_side.reads("Saved. It counts from the next request on.")
    desk.checks("For everyone")
    desk.finds_group("Groups left out", "visit", "Visitors")
    desk.presses("Save")
    browser_side.sees("People will notice this")
    desk.presses("Yes, save it")
    browser_side.reads("Saved. It counts from the next request on.")

    assert desk.actions <= MOST_ACTIONS
    anns_browser = BrowserWindow(new_window())
    anns_browser.asks(ann)
    anns_phone.presses("Check for requests")
    anns_phone.reads("No requests are waiting.")
    assert not ApprovalRequest.objects.filter(user=ann, kind="signin").exists()
    anns_browser.follows("Use your password instead")
    anns_browser.sees("Your password")


def test_a_member_who_opens_the_portal_is_sent_home(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # E03
    complaints.allow(r"status of 403 .*/portal/")
    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()

    browser_side.page.goto("/portal/")

    browser_side.sees("The portal is for admins")


def test_an_admin_with_a_password_only_is_asked_for_the_phone(
    browser_side: BrowserWindow, phone_side: PhoneWindow, nordljus: Tenant, complaints: Complaints
) -> None:  # E03 T23
    complaints.allow(r"status of 403 .*/portal/")
    admin = make_person(nordljus, "vera", role="tenant_admin")
    phone = ready_phone(phone_side, admin)
    phone.closes()
    browser_side.signs_in_by_password(admin)
    browser_side.is_signed_in()
    phone.opens()
    browser_side.page.goto("/portal/")
    browser_side.sees("Sign in with your phone")

    browser_side.presses("Sign in with your phone")
    phone.sees("Is it still you?")
    phone.gives(browser_side.digits_shown())
    phone.sees("Approved")

    browser_side.page.wait_for_url("**/portal/")


def sign_in_to_the_portal(window: BrowserWindow, admin: User, phone: PhoneWindow) -> None:
    window.page.goto("/portal/")
    window.page.get_by_role("textbox").fill(admin.username)
    window.page.keyboard.press("Enter")
    phone.is_asked()
    phone.reads("Admin portal")
    phone.approves(window.digits_shown())
    window.page.wait_for_url("**/portal/")


class Desk:
    """An admin at the portal, whose actions are counted."""

    def __init__(self, window: BrowserWindow) -> None:
        self.window = window
        self.actions = 0

    def follows(self, link: str) -> None:
        self.actions += 1
        self.window.page.get_by_role("link", name=link).first.click()

    def presses(self, button: str) -> None:
        self.actions += 1
        self.window.presses(button)

    def checks(self, choice: str) -> None:
        self.actions += 1
        self.window.page.get_by_label(choice, exact=True).check()

    def finds_group(self, field: str, words: str, name: str) -> None:
        """Search for a group, and add the one with this name."""
        self.actions += 2
        self.window.page.get_by_role("searchbox", name=field).fill(words)
        self.window.page.get_by_role("button", name=f"Add: {name}").click()
