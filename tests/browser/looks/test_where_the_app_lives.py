"""The screens of an app that is not where it can stay, that was emptied, or that reads a code, looked at (H07)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.looks.conftest import Looks
from tests.browser.test_where_the_app_lives import HOME_FIRST, IN_INSTAGRAM, IN_WECHAT, SAFARI

LINK = "/authenticator/#enrol=" + 43 * "x"


def test_where_the_app_cannot_stay(looks: Looks) -> None:  # B15 H07
    phone = looks.phone
    session = phone.page.context.new_cdp_session(phone.page)
    for agent, heading in (
        (SAFARI, HOME_FIRST),
        (IN_WECHAT, "Open this in Safari"),
        (IN_INSTAGRAM, "Open this in your browser"),
    ):
        session.send("Emulation.setUserAgentOverride", {"userAgent": agent})
        phone.closes()
        phone.page.goto(LINK)
        phone.sees(heading)
        if agent == SAFARI:
            phone.reads("This code is no longer good. Ask for a new one on Security info, then scan that.")
            insisting = phone.page.get_by_text(phone.words("I cannot put it there"))
            expect(insisting).to_be_in_viewport(ratio=1)
            insisting.click()
        looks.at_phone(heading)


def test_an_emptied_app_and_codes_that_are_read(looks: Looks) -> None:  # B15 B17 H07
    phone = looks.phone
    phone.page.route("**/arrive/", lambda route: route.fulfill(json={"code": "", "was_here": True}))
    phone.page.goto("/authenticator/")
    phone.sees("This phone has lost its keys")
    looks.at_phone("emptied")

    phone.presses("Add this phone again")
    phone.writes("Code", "4GMX-2BNH-C3BD")
    phone.presses("Continue")
    phone.reads(re.compile("Something in the third group|Något i tredje gruppen"))
    looks.at_phone("a slip")
    phone.page.get_by_role("button", name=phone.words("Scan with the camera")).click()
    phone.sees("Scan the QR code")
    looks.at_phone("scan")
    phone.presses("Open the camera")
    phone.reads("This phone has no camera that the browser can use. Type the code instead.")
    expect(phone.button("Open the camera")).to_have_count(0)
    looks.at_phone("no camera")
