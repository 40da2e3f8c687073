"""The smallest phone there is: what is tapped is whole, and words stand apart (H07)."""

from __future__ import annotations

from itertools import pairwise

from accounts.users.models import User
from tests.support.browser import PHONE, NewWindow
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.ready_phone import ready_phone
from tests.support.texts import swedish

SMALLEST = PHONE | {"viewport": {"width": 320, "height": 640}}
LEAST_APART = 6
# Whether nothing else lies above its corners.
IS_WHOLE = """button => {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const corners = [[left + 12, top + 4], [right - 12, top + 4], [left + 12, bottom - 4], [right - 12, bottom - 4]];
  return corners.every(([x, y]) => document.elementFromPoint(x, y) === button);
}"""
# From where to where each word or two of the tools reaches.
REACHES = """tools => tools.map(tool => {
  const words = new Range();
  words.selectNodeContents(tool);
  const boxes = [...words.getClientRects()];
  return [Math.min(...boxes.map(box => box.left)), Math.max(...boxes.map(box => box.right))];
})"""


def test_in_swedish_yes_and_no_are_whole_and_the_tools_stand_apart(
    new_window: NewWindow, browser_side: BrowserWindow, ann: User
) -> None:  # H07
    window = new_window(**SMALLEST, locale="sv-SE")
    phone = ready_phone(PhoneWindow(window, words=swedish("djangojs")), ann)

    reaches = phone.page.locator(".tool > span").evaluate_all(REACHES)
    browser_side.asks(ann)
    phone.is_asked()

    assert all(right + LEAST_APART <= left for (_, right), (left, _) in pairwise(reaches)), reaches
    for name in ("Approve", "Deny"):
        assert phone.button(name).evaluate(IS_WHOLE), name
