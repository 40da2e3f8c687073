"""What opens an approval: the phone's own lock, or the app's PIN (A06, E20)."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.users.models import User
from devices.approvals.models import Challenge
from devices.approvals.state import State
from tests.support.journeys import PIN, BrowserWindow, PhoneWindow, newest_request
from tests.support.people import change_policy
from tests.support.phones import account_of
from tests.support.ready_phone import ready_phone

ANOTHER_PIN = "730164"
ERASED = "The app's PIN was erased. Sign in on the web another way"


def test_the_phones_own_lock_signs_an_approval_that_can_be_checked_later(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A06
    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()

    kept = Challenge.objects.get(request=newest_request(ann))
    assert kept.unlock_proof is not None
    assert kept.unlock_proof["mode"] == "platform"
    browser_side.reads("A key on the phone, unlocked by its person")
    browser_side.reads("Two steps, without a password")


def test_a_person_who_does_not_unlock_sends_nothing_and_may_try_again(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A06
    lock = phone.gets_lock()
    number = browser_side.asks(ann)
    phone.is_asked()

    lock.is_opened_by_its_person(False)
    phone.gives(number)
    phone.reads("The phone was not unlocked. Nothing was approved; try again or deny.")
    assert newest_request(ann).state == State.PENDING
    assert Challenge.objects.get(request=newest_request(ann)).decision == ""
    expect(phone.button("Deny")).to_be_enabled()

    lock.is_opened_by_its_person(True)
    phone.gives(number)
    phone.sees("Approved")
    browser_side.is_signed_in()


def test_the_apps_pin_opens_an_approval_and_a_wrong_one_may_be_tried_again(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # A06 E20
    phone_side.adds(ann, lock="pin")
    number = browser_side.asks(ann)
    phone_side.is_asked()
    phone_side.gives(number)
    phone_side.unlocks(ANOTHER_PIN)
    phone_side.reads("That PIN is not right. 4 tries left.")
    assert newest_request(ann).state == State.PENDING

    phone_side.unlocks(PIN)

    phone_side.sees("Approved")
    browser_side.is_signed_in()
    browser_side.reads("pin")


def test_five_wrong_pins_erase_it_and_only_saying_no_is_left(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # E20
    phone_side.adds(ann, lock="pin")
    number = browser_side.asks(ann)
    phone_side.forgets_pin(number, wrong=ANOTHER_PIN)

    phone_side.reads(ERASED)
    expect(phone_side.page.get_by_role("button", name="Set up the lock")).to_have_count(0)
    phone_side.presses("Deny")
    phone_side.sees("Denied")
    browser_side.is_told("Denied on your phone")

    browser_side.presses("Get a new number")
    phone_side.is_asked()
    phone_side.gives(browser_side.digits_shown())
    phone_side.reads(ERASED)
    expect(phone_side.page.get_by_label("PIN for this app")).to_have_count(0)


def test_a_pin_that_is_short_simple_or_mistyped_is_not_taken(
    phone_side: PhoneWindow, ann: User
) -> None:  # E20
    phone = ready_phone(phone_side, ann, has_lock=False, enable=False)
    phone.presses("Enable phone sign-in")
    phone.presses("Set up the lock")
    phone.page.get_by_role("button", name="Use a PIN for this app").click()

    for pin, again, complaint in (
        ("4829", "4829", "Use at least six digits."),
        ("abcdef", "abcdef", "Use digits only."),
        ("123456", "123456", "That PIN is too easy to guess."),
        (PIN, ANOTHER_PIN, "The two PINs are not the same."),
    ):
        phone.page.get_by_label("New PIN").fill(pin)
        phone.page.get_by_label("The same PIN again").fill(again)
        phone.presses("Save PIN")
        phone.reads(complaint)

    assert account_of(ann).unlock_mode == ""


def test_where_only_the_phones_own_lock_counts_no_pin_is_offered(
    phone_side: PhoneWindow, ann: User
) -> None:  # E20
    change_policy(ann.tenant, unlock="platform")
    phone = ready_phone(phone_side, ann, has_lock=False, enable=False)

    phone.presses("Enable phone sign-in")
    phone.presses("Set up the lock")

    phone.reads("This phone has no screen lock that the browser can use.")
    expect(phone.page.get_by_role("button", name="Use a PIN for this app")).to_have_count(0)
