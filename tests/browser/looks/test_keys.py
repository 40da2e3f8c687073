from __future__ import annotations

from playwright.sync_api import expect

from accounts.users.models import User
from tests.browser.looks.conftest import Looks
from tests.support.asking import offered
from tests.support.journeys import PIN, PhoneWindow


def opens_locks(phone: PhoneWindow) -> None:
    phone.closes()
    phone.page.goto("/authenticator/#settings/locks")
    phone.sees("Locks and keys")


def test_locks_and_keys_on_the_phone(looks: Looks, ann: User) -> None:  # H07
    phone = looks.phone
    phone.gets_lock()
    phone.adds(ann, lock="pin")
    opens_locks(phone)
    looks.at_phone("locks and keys")
    for press, name in (
        ("Turn on", "lock the app?"),
        ("Change PIN", "change the PIN"),
        ("Forgot it?", "forgotten PIN"),
        ("Change the lock", "change the lock"),
        ("Renew keys", "renew keys"),
    ):
        opens_locks(phone)
        phone.presses(press)
        expect(phone.page.get_by_role("heading", name=phone.words("Locks and keys"))).to_have_count(0)
        looks.at_phone(name)

    opens_locks(phone)
    phone.presses("Change the lock")
    phone.writes("PIN for this app", PIN)
    phone.presses("Continue")
    phone.sees("Choose the new lock")
    looks.at_phone("choose the new lock")

    opens_locks(phone)
    phone.presses("Forgot it?")
    phone.presses("Erase the PIN")
    phone.reads("The PIN is erased. Each account below says what to do.")
    looks.at_phone("accounts, PIN erased")
    opens_locks(phone)
    phone.presses("New lock")
    looks.at_phone("has the lock gone?")
    _enrolment, code = offered(ann)
    phone.closes()
    phone.page.goto(f"/authenticator/#enrol={code}")
    phone.sees("This account is already on this phone")
    looks.at_phone("already on this phone")
