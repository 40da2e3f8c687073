"""Somebody lets a television in from a browser, at either width and in either language (G13)."""

from __future__ import annotations

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.screens import Television, make_television, turned_on


def shown(tenant: Tenant) -> Television:
    """A television's program runs elsewhere, and has shown its code."""
    party = make_television(tenant)
    party.server.defaults["SERVER_NAME"] = "localhost"
    return turned_on(party)


def test_whoever_is_signed_in_scans_the_picture_and_gives_the_number(
    window: BrowserWindow, nordljus: Tenant, ann: User
) -> None:  # G13
    television = shown(nordljus)
    window.signs_in_by_password(ann)
    window.is_signed_in()
    window.page.goto(television.told["verification_uri_complete"])
    window.reads("Is that screen in front of you?")
    assert television.hears() == "authorization_pending"

    window.writes("Number on the screen", television.wrong_number)
    window.presses("Sign in there")
    window.reads("That is not the number there. Look at the screen once more.")
    window.writes("Number on the screen", television.number)
    window.presses("Sign in there")

    window.sees("Go on at the other screen")
    tokens = television.asks().json()
    assert television.party.verified(tokens["id_token"])["sub"] == str(ann.pk)
    window.presses("Sign it out again")
    window.sees("That screen was not let in")
    assert television.party.userinfo(tokens["access_token"]).status_code == 401


def test_whoever_is_not_signed_in_types_the_code_and_signs_in_by_phone_on_the_way(
    browser_side: BrowserWindow, phone: PhoneWindow, nordljus: Tenant, ann: User
) -> None:  # G13
    window, television = browser_side, shown(nordljus)
    phone.opens()
    window.page.goto(television.told["verification_uri"])
    window.page.get_by_role("textbox").fill(ann.username)
    window.page.keyboard.press("Enter")
    window.sees("Approve sign-in")
    phone.approves(window.digits_shown())

    window.sees("Sign in on another screen")
    window.writes("Code on the screen", television.told["user_code"].lower())
    window.presses("Continue")
    window.sees("Let that screen sign in as you?")
    window.writes("Number on the screen", television.number)
    window.page.keyboard.press("Enter")

    window.sees("Go on at the other screen")
    said = television.party.verified(television.asks().json()["id_token"])
    assert (said["sub"], said["acr"]) == (str(ann.pk), "passwordless")


def test_deny_needs_no_number(browser_side: BrowserWindow, nordljus: Tenant, ann: User) -> None:
    window, television = browser_side, shown(nordljus)
    window.signs_in_by_password(ann)
    window.is_signed_in()
    window.page.goto(television.told["verification_uri_complete"])

    window.presses("No, deny it")

    window.sees("That screen was not let in")
    assert television.hears() == "access_denied"
