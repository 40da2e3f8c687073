"""What an admin turns off counts at the next request, and for requests under way (E01, E19)."""

from __future__ import annotations

from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from tests.support.browser import PHONE, Complaints, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow, newest_request
from tests.support.people import make_person, turn_off
from tests.support.ready_phone import ready_phone

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


def test_an_admin_signs_in_by_phone_and_turns_it_off_for_a_group(
    browser_side: BrowserWindow, phone_side: PhoneWindow, nordljus: Tenant, ann: User, new_window: NewWindow
) -> None:  # E01 E03
    admin = make_person(nordljus, "vera", role="tenant_admin")
    Group.objects.create(tenant=nordljus, name="Visitors").members.add(ann)
    anns_phone = ready_phone(PhoneWindow(new_window(**PHONE)), ann)
    admins_phone = ready_phone(phone_side, admin)

    browser_side.page.goto("/portal/")
    browser_side.page.get_by_role("textbox").fill(admin.username)
    browser_side.page.keyboard.press("Enter")
    admins_phone.is_asked()
    admins_phone.reads("Admin portal")
    admins_phone.approves(browser_side.digits_shown())
    browser_side.page.wait_for_url("**/portal/")
    leave_out(browser_side, "Visitors")

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


def leave_out(admin: BrowserWindow, group: str) -> None:
    """On the policy page: this group gets no phone sign-in."""
    admin.follows("Policy")
    phones = admin.page.get_by_role("region", name="Phone sign-in")
    phones.get_by_role("group", name="Groups left out").get_by_label(group).check()
    admin.presses("Save")
    admin.sees("People will notice this")
    admin.presses("Yes, save it")
    admin.reads("The policy is saved, and counts from the next request on.")
