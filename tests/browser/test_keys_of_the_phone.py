"""Keys and locks that change: the PIN, another lock, the app's own, new keys, and a passkey with the phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey
from devices.phones.models import Phone, PhoneAccount
from tests.support.asking import offered, test_request_of
from tests.support.browser import Complaints, give_device_lock
from tests.support.journeys import PIN, BrowserWindow, PhoneWindow
from tests.support.people import make_tenant
from tests.support.phones import account_of

ANOTHER_PIN = "730164"
BY_THE_BUTTON = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
LEFT_LONG_AGO = """async (seconds) => {
  const opening = indexedDB.open("handslag", 1);
  const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
  const writing = database.transaction("kept", "readwrite");
  writing.objectStore("kept").put(Date.now() - seconds * 1000, "appLeft");
  await new Promise((done) => (writing.oncomplete = done));
  database.close();
}"""


def opens_locks(phone: PhoneWindow) -> None:
    phone.page.goto("/authenticator/#settings/locks")
    phone.sees("Locks and keys")


def test_a_pin_is_changed_and_the_new_one_approves(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # E20
    phone_side.adds(ann, lock="pin")
    before = account_of(ann).unlock_public_key
    opens_locks(phone_side)

    phone_side.presses("Change PIN")
    phone_side.writes("PIN for this app", PIN)
    phone_side.presses("Continue")
    phone_side.writes("New PIN", "112233")
    phone_side.writes("The same PIN again", "112233")
    phone_side.presses("Save PIN")
    phone_side.reads("That PIN is too easy to guess.")
    phone_side.writes("New PIN", "\u0667\u0663\u0660\u0661\u0666\u0664")
    phone_side.writes("The same PIN again", "\uff17\uff13\uff10\uff11\uff16\uff14")
    phone_side.presses("Save PIN")
    phone_side.reads("Your PIN is changed.")

    assert account_of(ann).unlock_public_key != before
    phone_side.opens()
    number = browser_side.asks(ann)
    phone_side.is_asked()
    phone_side.gives(number)
    phone_side.unlocks(PIN)
    phone_side.reads("That PIN is not right. 4 tries left.")
    phone_side.unlocks(ANOTHER_PIN)
    phone_side.sees("Approved")
    browser_side.is_signed_in()


def test_whoever_forgot_the_pin_is_told_what_follows_and_adds_the_account_once_more(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # E20 B07
    complaints.allow(r"status of 409 .*/claim/")
    phone_side.adds(ann, lock="pin")
    before = account_of(ann).pk
    opens_locks(phone_side)

    phone_side.presses("Forgot it?")
    phone_side.sees("Forgot the app's PIN?")
    phone_side.reads("Once it is erased, these can approve nothing until they have a new lock:")
    phone_side.presses("Erase the PIN")
    phone_side.reads("The app's PIN was erased. Sign in on the web another way")

    enrolment, code = offered(ann)
    phone_side.closes()
    phone_side.page.goto(f"/authenticator/#enrol={code}")
    phone_side.sees("This account is already on this phone")
    phone_side.presses("Give it a new lock")
    phone_side.sees("Add this account?")
    phone_side.says_yes()
    phone_side.sees("Finish adding this account")
    phone_side.passes_test(test_request_of(enrolment).number)
    phone_side.reads("Phone sign-in is enabled. Next time, sign in with this phone.")
    phone_side.presses("Done")

    expect(phone_side.page.locator(".accounts > li")).to_have_count(1)
    assert PhoneAccount.objects.get(user=ann, confirmed=True, state="active").pk != before
    number = browser_side.asks(ann)
    phone_side.approves(number)
    browser_side.is_signed_in()


def test_the_lock_of_an_account_is_changed_from_the_pin_to_the_phones_own(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
) -> None:  # T12
    phone_side.adds(ann, lock="pin")
    phone_side.gets_lock()
    phone_side.closes()
    opens_locks(phone_side)

    phone_side.presses("Change the lock")
    phone_side.writes("PIN for this app", PIN)
    phone_side.presses("Continue")
    phone_side.sees("Choose the new lock")
    phone_side.button("Use this phone's own lock").click()
    phone_side.reads("The lock is changed.")

    assert account_of(ann).unlock_mode == "platform"
    phone_side.lock = "platform"
    phone_side.opens()
    phone_side.approves(browser_side.asks(ann))
    browser_side.is_signed_in()


def test_the_app_is_locked_after_half_a_minute_and_shows_only_that_something_waits(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # C07
    opens_locks(phone)
    phone.presses("Turn on")
    phone.presses("Lock the app")
    phone.reads("The app asks for your lock from now on.")
    phone.opens()
    phone.reads(re.compile(re.escape(str(ann.username).split("@")[0])))

    phone.page.goto("/health/live")
    phone.page.evaluate(LEFT_LONG_AGO, 31)
    phone.page.goto("/authenticator/")
    phone.sees("Handslag is locked")
    number = browser_side.asks(ann)
    phone.reads("A request is waiting.")
    expect(phone.page.get_by_text("Nordljus")).to_have_count(0)

    phone.presses("Open")
    phone.is_asked()
    phone.gives(number)
    phone.sees("Approved")
    browser_side.is_signed_in()


def test_whoever_forgot_the_pin_of_a_locked_app_reads_what_erasing_it_means_and_may_keep_it(
    phone_side: PhoneWindow, ann: User
) -> None:  # C07
    phone_side.adds(ann, lock="pin")
    opens_locks(phone_side)
    phone_side.presses("Turn on")
    phone_side.presses("Lock the app")
    phone_side.reads("The app asks for your lock from now on.")
    phone_side.page.goto("/health/live")
    phone_side.page.evaluate(LEFT_LONG_AGO, 31)
    phone_side.page.goto("/authenticator/")
    phone_side.sees("Handslag is locked")

    phone_side.presses("Forgot the PIN?")
    phone_side.reads(re.compile("remove it there, on Security info"))
    phone_side.presses("Keep")

    phone_side.writes("PIN for this app", PIN)
    phone_side.presses("Open")
    phone_side.sees("Accounts")


def test_a_renewal_that_was_cut_off_goes_on_when_the_app_opens_again(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # T17
    complaints.allow(r"ERR_FAILED")
    before = Phone.objects.get().thumbprint
    opens_locks(phone)
    phone.presses("Renew keys")
    # The server hears of it, and its answer never arrives.
    phone.page.route("**/device-api/v1/phone/keys/", lambda route: (route.fetch(), route.abort()))
    phone.presses("Renew keys")
    phone.reads("Handslag cannot be reached.")
    phone.page.unroute_all()

    phone.opens()

    phone.approves(browser_side.asks(ann))
    browser_side.is_signed_in()
    assert Phone.objects.get().thumbprint != before


class TestWithPasskeys:
    @pytest.fixture
    def nordljus(self, transactional_db: None) -> Tenant:
        return make_tenant(methods=("password", "phone", "passkey"))

    def test_one_adding_makes_the_phone_a_passkey_that_signs_in_at_a_computer(
        self, browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User
    ) -> None:  # B16
        phone_side.adds(ann)
        lock = phone_side.gets_lock()
        [kept] = lock.session.send("WebAuthn.getCredentials", {"authenticatorId": lock.authenticator})[
            "credentials"
        ]
        assert kept["isResidentCredential"]

        browser_side.page.add_init_script(BY_THE_BUTTON)
        # Over there, the phone is reached by its QR code: the same key answers.
        session, computer = give_device_lock(browser_side.page)
        session.send("WebAuthn.addCredential", {"authenticatorId": computer, "credential": kept})
        browser_side.page.goto("/sign-in/")
        browser_side.presses("Sign in with a passkey")

        browser_side.is_signed_in()
        assert Passkey.objects.get(user=ann).phone_account == account_of(ann)
