"""Somebody signs in by phone to applications that others' libraries make, and out again, in a real Chromium (G01)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.independent.applications.parties import APACHE, PARTIES, Party, Site, running
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow
from tests.support.pages import answer
from tests.support.phones import SigningPhone, phone_of
from tests.support.server import Server


def signs_in(window: BrowserWindow, party: Party, site: Site, user: User, phone: SigningPhone) -> None:
    window.page.goto(site.origin)
    window.page.get_by_text("Sign in", exact=True).click()
    window.page.get_by_role("textbox").fill(user.username)
    window.page.keyboard.press("Enter")
    window.sees("Approve sign-in")
    answer(phone, window.digits_shown())
    if party.kind == "single_page":
        window.presses("Go on")
    expect(window.page.get_by_text(f"Signed in as {user.username}")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.key)
def test_somebody_signs_in_by_phone_to_what_others_made_and_out_again(
    browser_side: BrowserWindow,
    server: Server,
    nordljus: Tenant,
    ann: User,
    party: Party,
    complaints: Complaints,
) -> None:  # G01
    phone = phone_of(ann)
    window = browser_side
    # Theirs have no icon.
    complaints.allow("favicon.ico")
    with running(party, nordljus) as (site, _added):
        signs_in(window, party, site, ann, phone)

        if party.kind == "single_page":
            window.presses("Renew")
            window.reads("Renewed")
        window.page.get_by_text("Sign out", exact=True).click()
        window.sees("Goodbye")

        window.page.goto(f"{server.url}/signed-in/")
        window.page.wait_for_url(re.compile("/sign-in/"))


@pytest.mark.slow
def test_whoever_signs_out_here_is_signed_out_by_the_browser_of_what_others_made(
    browser_side: BrowserWindow, server: Server, nordljus: Tenant, ann: User, complaints: Complaints
) -> None:  # G01
    phone = phone_of(ann)
    window = browser_side
    complaints.allow("favicon.ico")
    # It ends its session, and lets its answer be shown in no frame.
    complaints.allow("Refused to display .* in a frame")
    # One site with ours to a browser, at another port: Apache's cookie comes along into the frame, over http too.
    hears_at = "/inside/callback?logout=get"
    with running(APACHE, nordljus, host="localhost", ends_at=hears_at) as (site, _added):
        signs_in(window, APACHE, site, ann, phone)
        window.page.goto(f"{site.origin}/inside/")
        window.reads(f"Signed in as {ann.username}")

        window.signs_out()

        window.page.goto(f"{site.origin}/inside/")
        window.page.wait_for_url(re.compile("/sign-in/"))
