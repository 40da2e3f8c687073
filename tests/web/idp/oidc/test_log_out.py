"""Signing out as an application asks for it: by a token of this session at once, by a link after a question (T28)."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.pages import Page, browser, is_signed_in, read, send, sign_in_by_password
from tests.support.people import make_person, make_tenant
from tests.support.relying import AFTER, RelyingParty, make_application, open_address
from tests.support.sessions import PASSWORD_PROOF, signed_in


def asks(party: RelyingParty, client: Client, **asked: str) -> Page:
    return open_address(client, f"{party.address('log-out')}?{urlencode(asked)}")


@pytest.fixture
def hint(payroll: RelyingParty, anns: Client) -> str:
    """An ID token of the session in Ann's browser."""
    return str(payroll.signs_in(anns)["id_token"])


def test_a_token_of_this_session_ends_it_at_once(payroll: RelyingParty, anns: Client, hint: str) -> None:
    page = asks(payroll, anns, id_token_hint=hint, post_logout_redirect_uri=AFTER, state="a b&c")

    assert page.redirected_to == f"{AFTER}?state=a+b%26c"
    assert not is_signed_in(anns)


def test_without_an_address_to_go_to_our_own_page_says_so(
    payroll: RelyingParty, anns: Client, hint: str
) -> None:
    page = asks(payroll, anns, id_token_hint=hint)

    assert page.address == "/"
    assert not is_signed_in(anns)


@pytest.mark.parametrize("asked", [{}, {"post_logout_redirect_uri": AFTER}])
def test_t28_a_link_alone_ends_nothing_until_the_person_says_so(
    payroll: RelyingParty, anns: Client, asked: dict[str, str]
) -> None:
    page = asks(payroll, anns, client_id=payroll.client_id, **asked)
    assert page.heading == "Sign out?"
    assert "Payroll" in page.text
    assert is_signed_in(anns)

    button = next(action for action in page.actions() if "/confirm" in action)
    after = send(anns, page, action=button)

    assert not is_signed_in(anns)
    assert (AFTER in after.html) is bool(asked)


def test_t28_the_token_of_another_session_only_asks(
    payroll: RelyingParty, ann: User, anns: Client, hint: str
) -> None:
    elsewhere = signed_in(ann, PASSWORD_PROOF)

    page = asks(payroll, elsewhere, id_token_hint=hint)

    assert page.heading == "Sign out?"
    assert is_signed_in(elsewhere)
    assert is_signed_in(anns)


def test_t28_the_button_is_ours_alone(payroll: RelyingParty, ann: User) -> None:
    strict = browser(strict=True)
    anns = signed_in(ann, PASSWORD_PROOF)
    strict.cookies = anns.cookies

    refused = strict.post(
        f"{payroll.address('log-out')}/confirm", {}, headers={"Origin": "https://evil.example"}
    )

    assert refused.status_code == 403
    assert is_signed_in(strict)


def test_the_button_that_is_opened_as_a_page_asks_again(payroll: RelyingParty, anns: Client) -> None:
    page = open_address(anns, f"{payroll.address('log-out')}/confirm?client_id={payroll.client_id}")

    assert page.heading == "Sign out?"
    assert is_signed_in(anns)


@pytest.mark.parametrize(
    "asked",
    [
        {"post_logout_redirect_uri": AFTER},
        {"client_id": "unknown"},
        {"client_id": "unknown", "post_logout_redirect_uri": AFTER},
        {"id_token_hint": "not.a.token"},
        {"id_token_hint": "mine", "client_id": "unknown"},
        {"id_token_hint": "mine", "post_logout_redirect_uri": f"{AFTER}/"},
        {"id_token_hint": "mine", "post_logout_redirect_uri": "https://evil.example/"},
        {"id_token_hint": "mine", "post_logout_redirect_uri": "https://app.example/callback"},
        {"id_token_hint": "mine", "state": "a" * 5000},
    ],
)
@pytest.mark.parametrize("is_signed_in_here", [False, True])
def test_t28_nobody_is_sent_to_an_address_that_was_not_written_down(
    payroll: RelyingParty, anns: Client, hint: str, asked: dict[str, str], is_signed_in_here: bool
) -> None:
    whole = {name: hint if value == "mine" else value for name, value in asked.items()}

    page = asks(payroll, anns if is_signed_in_here else browser(), **whole)

    assert (page.status, page.redirected_to, page.heading) == (400, "", "This link does not work")
    assert ("You are still signed in here." in page.text) is is_signed_in_here
    assert is_signed_in(anns)


def test_whoever_is_signed_in_nowhere_goes_on_at_once(payroll: RelyingParty, hint: str) -> None:
    stranger = browser()

    there = asks(payroll, stranger, id_token_hint=hint, post_logout_redirect_uri=AFTER)
    nowhere = asks(payroll, stranger)

    assert there.redirected_to == AFTER
    assert nowhere.heading == "You are signed out"


def test_a_form_that_is_sent_here_is_opened_with_the_browsers_cookies(
    payroll: RelyingParty, anns: Client, hint: str
) -> None:
    sent = anns.post(payroll.address("log-out"), {"id_token_hint": hint, "post_logout_redirect_uri": AFTER})
    assert is_signed_in(anns)

    page = read(anns.get(sent["Location"]))

    assert page.redirected_to == AFTER
    assert not is_signed_in(anns)


def test_t09_a_token_of_another_organisation_is_none(
    payroll: RelyingParty, nordljus: Tenant, anns: Client, hint: str
) -> None:
    theirs = make_application(make_tenant("globex"))

    page = asks(theirs, anns, id_token_hint=hint)

    assert page.status == 400
    assert is_signed_in(anns)


def test_who_else_is_signed_in_to_this_browser_is_said(payroll: RelyingParty, ann: User) -> None:  # A23
    both = browser()
    sign_in_by_password(both, make_person(ann.tenant, "bo"))
    sign_in_by_password(both, ann)
    asks(payroll, both, id_token_hint=payroll.signs_in(both)["id_token"], post_logout_redirect_uri=AFTER)

    page = asks(payroll, both)

    assert (page.heading, is_signed_in(both)) == ("You are signed out", False)
    assert "Other accounts are still signed in" in page.text
    assert "Nobody is signed in" in asks(payroll, browser()).text


def test_a_link_of_nobody_in_particular_is_called_one(payroll: RelyingParty, anns: Client) -> None:
    assert "A link led you here" in asks(payroll, anns).text
