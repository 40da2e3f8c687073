"""Whatever a phone went through, the next sign-in ends well."""

from __future__ import annotations

import pytest

from accounts.users.models import User
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import make_person, make_personal
from tests.support.ready_phone import ready_phone

# Its clock runs as ever, so many years ahead or behind.
YEARS_OFF = """(() => {
  const Right = Date;
  const off = YEARS * 365.25 * 86_400_000;
  globalThis.Date = class extends Right {
    constructor(...given) { super(...(given.length > 0 ? given : [Right.now() + off])); }
    static now() { return Right.now() + off; }
  };
})()"""


@pytest.mark.parametrize("years", [-7, 15])
def test_a_phone_whose_clock_is_years_off_shows_the_request_and_approves(
    browser_side: BrowserWindow, phone_side: PhoneWindow, ann: User, years: int
) -> None:  # C09
    phone_side.page.add_init_script(YEARS_OFF.replace("YEARS", str(years)))
    phone = ready_phone(phone_side, ann)

    number = browser_side.asks(ann)
    phone.is_asked()
    phone.reads("just now")
    phone.approves(number)

    browser_side.is_signed_in()


def test_a_phone_that_had_no_network_for_a_while_finds_what_waits(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # C08
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    phone.page.context.set_offline(True)
    number = browser_side.asks(ann)
    phone.presses("Check for requests")
    phone.reads("There is still no connection.")

    phone.page.context.set_offline(False)
    phone.approves(number)

    browser_side.is_signed_in()


def test_a_personal_account_signs_in_by_the_phone_as_soon_as_it_is_added(
    browser_side: BrowserWindow, phone_side: PhoneWindow, transactional_db: None
) -> None:  # B08
    eva = make_person(make_personal(), "eva")
    phone_side.adds(eva, enable=False)
    phone_side.reads("Phone sign-in enabled")

    browser_side.begins(eva)
    browser_side.presses("Use the Handslag app instead")
    phone_side.approves(browser_side.digits_shown())

    browser_side.is_signed_in()
