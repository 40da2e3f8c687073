"""Second steps, the ways beside them, and the phone that is signed in on itself (H07)."""

from __future__ import annotations

from accounts.users.models import User
from tests.browser.looks.conftest import Looks
from tests.support.authenticators import authenticator_of
from tests.support.journeys import BrowserWindow
from tests.support.people import allow, change_policy, set_part
from tests.support.phones import phone_of
from tests.support.ready_phone import ready_phone


def test_a_second_step_and_what_is_offered_beside_it(looks: Looks, ann: User) -> None:  # F02, F03
    change_policy(ann.tenant, two_step=True, unlock_second_step=False)
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    phone = ready_phone(looks.phone, ann, enable=False)
    looks.browser.signs_in_by_password(ann)
    looks.browser.sees("Second step: approve on your phone")
    looks.browser.reads("Your phone has the request. Give it this number.")
    looks.at_browser("second step")
    phone.is_asked()
    looks.at_phone("second step")
    looks.at_page("/sign-in/choose-method/")

    looks.browser.page.goto("/sign-in/phone/")
    phone.gives(looks.browser.digits_shown())
    looks.browser.is_signed_in()
    set_part(ann.tenant, "offering", strongest_first=True)
    looks.at_page("/security-info/")
    looks.at_page("/security-info/default/")


def test_signing_in_on_the_phone_itself(looks: Looks, ann: User) -> None:  # A20
    phone = ready_phone(looks.phone, ann)
    own = BrowserWindow(phone.page, words=looks.browser.words)
    number = own.asks(ann)
    looks.at_phone("page that leads to the app")
    own.follows("Open the Handslag app")
    phone.reads("You are signing in on this phone. The page shows:")
    looks.at_phone("number again")
    phone.gives(number)
    phone.sees("Approved")
    looks.at_phone("way back")


def test_the_help_for_who_signs_in_to_the_computer_itself(looks: Looks, ann: User) -> None:  # A21
    phone_of(ann)
    looks.browser.page.goto("/sign-in/")
    looks.browser.page.get_by_text(looks.browser.words("Signing in to the computer itself?")).click()
    looks.browser.reads("Handslag does not open computers. Use the computer's own PIN, face or fingerprint.")
    looks.at_browser("help for the computer itself")
