"""What one is led to add at sign-in, in a real browser: required, or asked for by a campaign (D06, E11)."""

from __future__ import annotations

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.inspection import Inspection
from tests.support.journeys import BrowserWindow, PhoneWindow, seen_by_camera
from tests.support.people import allow, change_policy, set_part


def adds_the_phone(window: BrowserWindow, phone_side: PhoneWindow) -> None:
    """From the code on the page to the phone that signs its person in, and back to the page."""
    window.sees("Add your phone")
    phone_side.gets_lock()
    phone_side.scans(seen_by_camera(window))
    phone_side.says_yes()
    window.sees("Now try it")
    phone_side.passes_test(window.digits_shown())
    phone_side.sees("Account added")
    phone_side.enables()
    window.sees("Your phone is added")
    window.presses("Continue")
    window.sees("Ready to use")
    window.follows("Done")


def test_with_a_password_alone_one_adds_the_phone_looks_at_it_and_is_in(
    window: BrowserWindow, phone_side: PhoneWindow, nordljus: Tenant, ann: User
) -> None:  # D06, B04
    seen = Inspection()
    change_policy(nordljus, two_step=True)
    allow(nordljus, "passkey")
    set_part(nordljus, "registration", asks="no_password", one_step_begins=True)

    window.signs_in_by_password(ann)
    window.sees("Keep your account secure")
    window.page.get_by_text(window.words("I want to use another way")).click()
    seen.look(window, "what is lacking, and every way there is")
    window.page.goto("/security-info/sessions/")
    window.sees("Keep your account secure")
    window.page.get_by_text(window.words("I want to use another way")).click()
    window.page.get_by_role("button", name=window.words("Handslag app")).click()
    adds_the_phone(window, phone_side)

    window.sees("Your account is set up")
    window.reads("Default")
    seen.look(window, "what one has now")
    window.presses("Go on")
    window.is_signed_in()
    assert seen.found == []


def test_a_campaign_is_put_off_once_then_followed(
    window: BrowserWindow, phone_side: PhoneWindow, nordljus: Tenant, ann: User
) -> None:  # E11
    seen = Inspection()
    set_part(nordljus, "campaign", is_on=True, method="phone", snooze_days=0, skips=1)

    window.signs_in_by_password(ann)
    window.sees("One thing before you go on")
    seen.look(window, "asked, and may put it off")
    window.page.get_by_role("button", name=window.words("Not now")).click()
    window.is_signed_in()
    window.signs_out()

    window.signs_in_by_password(ann)
    window.reads("It can be put off no longer: it comes first now.")
    seen.look(window, "asked, and must")
    window.presses("Set up now")
    adds_the_phone(window, phone_side)

    window.sees("Your account is set up")
    seen.look(window, "has it")
    window.presses("Go on")
    window.is_signed_in()
    assert seen.found == []
