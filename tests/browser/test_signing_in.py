"""Username, number, phone, signed in: the road most people walk every day."""

from __future__ import annotations

from accounts.users.models import User
from tests.support.journeys import BrowserWindow, PhoneWindow


def test_a_new_browser_signs_in_by_a_typed_number_and_its_page_moves_on_by_itself(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A01 A02 A04 A05 A06 A07 A08 E07
    number = browser_side.asks(ann)
    phone.is_asked()
    browser_side.reads("Opened on your phone")

    phone.approves(number)

    browser_side.is_signed_in()


def test_a_browser_used_before_signs_in_by_a_number_chosen_from_three(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A05 E07
    browser_side.page.goto("/sign-in/")
    browser_side.was_used_before(ann)

    number = browser_side.asks(ann)
    phone.approves(number)

    browser_side.is_signed_in()
