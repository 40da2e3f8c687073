"""The pages on which somebody lets another screen in (H07)."""

from __future__ import annotations

from accounts.users.models import User
from tests.browser.looks.conftest import Looks
from tests.support.people import make_group
from tests.support.screens import Television, make_television, turned_on


def test_a_screen_is_asked_about_let_in_and_denied(looks: Looks, ann: User) -> None:  # G13
    party = make_television(ann.tenant, name="Televisions of the waiting rooms")
    party.server.defaults["SERVER_NAME"] = "localhost"
    looks.browser.signs_in_by_password(ann)
    looks.browser.is_signed_in()
    looks.at_page(party.address("device"))
    looks.at_page(f"{party.address('device')}?user_code=BCDF-GHJK")
    television = turned_on(party)
    looks.at_page(television.picture)
    answers(looks, television.wrong_number)
    looks.at_browser("a wrong number")
    answers(looks, television.number)
    looks.at_browser("let in")

    looks.browser.presses("Sign it out again")
    looks.at_browser("taken back")
    ends_by_wrong_numbers(looks, turned_on(party))
    looks.at_browser("wrong too often")
    pilots = make_group(ann.tenant, "Pilots")
    others = make_television(ann.tenant, name="Hangar", is_for_everybody=False, groups=[pilots])
    others.server.defaults["SERVER_NAME"] = "localhost"
    looks.at_page(turned_on(others).picture)


def answers(looks: Looks, number: str) -> None:
    looks.browser.writes("Number on the screen", number)
    looks.browser.presses("Sign in there")
    looks.browser.page.wait_for_load_state()


def ends_by_wrong_numbers(looks: Looks, television: Television) -> None:
    looks.browser.page.goto(television.told["verification_uri_complete"])
    for _ in range(3):
        answers(looks, television.wrong_number)
