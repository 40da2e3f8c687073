"""Joining from the phone itself: signing in inside the app, and moving from an old phone to a new one."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.browser import PHONE, NewWindow
from tests.support.journeys import PhoneWindow
from tests.support.passes import make_pass, use_passes
from tests.support.people import make_person
from tests.support.ready_phone import ready_phone


def test_from_a_pass_to_a_phone_on_the_phone_alone(
    phone_side: PhoneWindow, nordljus: Tenant
) -> None:  # B13, B06
    use_passes(nordljus)
    eva = make_person(nordljus, "eva", password=None)
    secret, phone = make_pass(eva), phone_side
    phone.gets_lock()

    phone.opens()
    phone.follows("Add account")
    phone.presses("Sign in on this phone")
    phone.sees("Sign in")
    phone.reads(re.compile(r"^\s*Your username comes first\.\s*$"))
    phone.page.get_by_role("textbox").fill(str(eva.username))
    phone.page.keyboard.press("Enter")
    phone.follows("Other ways")
    phone.page.get_by_text("Temporary Access Pass", exact=True).click()
    phone.sees("Your pass")
    phone.page.get_by_role("textbox").fill(secret)
    phone.page.keyboard.press("Enter")
    phone.sees("Add this phone")
    phone.presses("Add this phone")
    phone.sees("Add this account?")
    phone.says_yes()
    phone.sees("Finish adding this account")
    phone.page.locator("#answer button:not([inert])").click()
    phone.sees("Account added")
    phone.enables()

    assert PhoneAccount.objects.get(user=eva).phone_sign_in


def test_an_account_moves_to_a_new_phone(
    phone_side: PhoneWindow, new_window: NewWindow, ann: User
) -> None:  # B14
    old, new = ready_phone(phone_side, ann), PhoneWindow(new_window(**PHONE))
    new.gets_lock()
    old.page.goto("/authenticator/#settings/move")
    with old.page.expect_response(re.compile("/phone/move/$")) as told:
        old.presses("Show the code")
    old.sees("Scan with the new phone")

    new.page.goto(f"/authenticator/#move={told.value.json()['code']}")
    new.sees("The same two words?")
    old.sees("The same two words?")
    assert words_on(old) == words_on(new)
    old.presses("The words are the same")
    old.reads("Once you have, the new phone may make its keys for this account.")
    old.presses("Unlock")
    old.sees("Go on with the new phone")

    new.sees("Add this account?")
    new.says_yes()
    new.sees("Finish adding this account")
    new.page.locator("#answer button:not([inert])").click()
    new.sees("Account added")
    new.reads("Phone sign-in is enabled. Next time, sign in with this phone.")
    expect(new.button("Enable phone sign-in")).to_have_count(0)
    new.presses("Done")
    new.sees("Accounts")
    old.sees("The new phone is ready")
    old.presses("Remove from this phone")
    old.sees("Accounts")

    [account] = PhoneAccount.objects.filter(user=ann, state="active")
    assert account.phone_sign_in


def words_on(phone: PhoneWindow) -> list[str]:
    return phone.page.locator(".two-words strong").all_inner_texts()
