"""What stands on both screens looks alike, and a camera reads what it is to read (H07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from tests.support.browser import Complaints, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow, Window, other_than, seen_by_camera

# The mark: its size, how far it stands from the middle of its card or screen, the size of its icon, and what that is.
MARK = """() => {
  const mark = [...document.querySelectorAll('.stage-sign')].find(one => one.checkVisibility());
  const box = mark.getBoundingClientRect();
  const card = mark.closest('.card, .frame-body').getBoundingClientRect();
  const icon = mark.querySelector('svg');
  return {
    width: Math.round(box.width),
    height: Math.round(box.height),
    aside: Math.round(box.x + box.width / 2 - card.x - card.width / 2),
    icon: Math.round(icon.getBoundingClientRect().width),
    drawn: icon.innerHTML.replaceAll(/[\\s/]|><\\w+>/g, ''),
  };
}"""
RING = "Number(getComputedStyle(document.querySelector('.ring-left')).strokeDashoffset.replace('px', ''))"
FRAME = """() => {
  const [frame, picture] = ['.qr', '.qr svg'].map(one => document.querySelector(one).getBoundingClientRect());
  return [picture.x - frame.x, frame.right - picture.right, picture.y - frame.y, frame.bottom - picture.bottom];
}"""


def mark_of(window: Window) -> dict[str, Any]:
    expect(window.page.locator(".stage-sign:visible").first).to_be_visible()
    shown: dict[str, Any] = window.page.evaluate(MARK)
    return shown


def moved_into_the_past(by: timedelta) -> None:
    ApprovalRequest.objects.update(asked_at=F("asked_at") - by, expires_at=F("expires_at") - by)


@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_code_to_scan_fills_its_frame_and_is_read_in_colours_of_ones_own(
    new_window: NewWindow, ann: User, colours: str
) -> None:  # B02 H07
    window = BrowserWindow(new_window(color_scheme="dark", forced_colors=colours))
    window.signs_in_by_password(ann)
    window.is_signed_in()
    window.page.goto("/security-info/phones/")
    window.presses("Add a phone")
    window.sees("Add your phone")

    assert seen_by_camera(window).startswith("http")
    assert window.page.evaluate(FRAME) == [0, 0, 0, 0]
    assert window.page.locator(".qr svg").get_attribute("viewBox")


def test_the_ring_empties_alike_on_both_screens_from_when_it_was_asked(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User
) -> None:  # A08 H07
    phone.closes()
    browser_side.asks(ann)
    assert -0.1 < ring_of(browser_side.page) <= 0, "full, and what is over goes clockwise"

    moved_into_the_past(timedelta(seconds=60))
    browser_side.page.reload()
    phone.opens_at_request()

    for window in (browser_side, phone):
        assert -0.75 < ring_of(window.page) < -0.45


def ring_of(page: Page) -> float:
    expect(page.locator(".ring-left[style]")).to_be_attached()
    emptied: float = page.evaluate(RING)
    return emptied


def test_a_result_has_the_same_mark_on_browser_and_phone(
    browser_side: BrowserWindow, phone: PhoneWindow, ann: User, complaints: Complaints
) -> None:  # A08 H07
    complaints.allow(r"status of 403 .*/decision/")
    number = browser_side.asks(ann)
    phone.is_asked()
    phone.gives(other_than(number))
    browser_side.is_told("The number did not match")
    assert mark_of(browser_side) == mark_of(phone)

    phone.presses("Done")
    browser_side.presses("Get a new number")
    phone.is_asked()
    phone.presses("Deny")
    browser_side.is_told("Denied on your phone")
    assert mark_of(browser_side) == mark_of(phone)
