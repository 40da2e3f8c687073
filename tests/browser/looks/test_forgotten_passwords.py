"""Pages of passwords: forgotten, changed, temporary, and mail for recovery, as they look."""

from __future__ import annotations

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.mail_code.services import KEY
from accounts.ways.password.services import set_password
from tests.browser.looks.conftest import Looks
from tests.browser.test_forgotten_passwords import chooses, forgets, signs_in
from tests.support.people import allow, make_person
from tests.support.ready_phone import ready_phone
from tests.support.recovering import ADDRESS, address_of, letters_with_codes


def test_a_forgotten_password(looks: Looks, nordljus: Tenant, ann: User) -> None:  # F06 H07
    allow(nordljus, KEY)
    address_of(ann)
    phone = ready_phone(looks.phone, ann)
    phone.closes()
    looks.browser.begins(ann)
    looks.browser.sees("Approve sign-in")
    looks.browser.page.wait_for_load_state("networkidle")
    looks.at_page("/sign-in/password/")
    looks.at_page("/sign-in/password/forgot/")
    forgets(looks.browser, ann)
    looks.at_browser("what may be shown")
    chooses(looks.browser, "Handslag app")
    phone.opens_at_request()
    looks.at_phone("a forgotten password")
    phone.approves(looks.browser.digits_shown())
    looks.browser.sees("Code by mail")
    looks.at_browser("code by mail")
    code = letters_with_codes()[ADDRESS]
    looks.browser.writes("Code", "00000000")
    looks.browser.presses("Continue")
    looks.at_browser("a wrong code by mail")
    looks.browser.writes("Code", code)
    looks.browser.presses("Continue")
    looks.browser.sees("Choose a new password")
    looks.at_browser("a new password")
    looks.browser.writes("New password", "password123")
    looks.browser.presses("Save the password")
    looks.at_browser("a new password, refused")


def test_ones_own_password_and_mail(looks: Looks, nordljus: Tenant) -> None:  # D05 D08 H07
    allow(nordljus, KEY)
    bo = make_person(nordljus, "bo")
    signs_in(looks.browser, bo)
    looks.at_page("/security-info/")
    looks.at_page("/security-info/password/")
    looks.at_page("/security-info/mail/add/")
    looks.browser.writes("Mail address", "bo@elsewhere.example")
    looks.browser.presses("Send a code there")
    looks.browser.sees("Write the code")
    looks.at_browser("write the code")
    address = address_of(bo)
    looks.at_page(f"/security-info/remove/mail_code/{address.pk}/")
    looks.at_page("/security-info/")
    set_password(bo, "temporary-horse-1", actor=None, is_temporary=True)
    signs_in(looks.browser, bo, "temporary-horse-1")
    looks.at_browser("a temporary password")
