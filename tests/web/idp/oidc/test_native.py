"""A native application is answered when its person says that they opened it, and not by a session alone (T28)."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.grants.models import Grant
from tests.support.pages import Page, browser, read, send
from tests.support.relying import RelyingParty, Started, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in

HERE = "http://127.0.0.1:53123/callback"


@pytest.fixture
def terminal(nordljus: Tenant) -> RelyingParty:
    """A program on somebody's computer."""
    return make_application(
        nordljus, name="Terminal", kind="native", redirect_uris=["http://127.0.0.1/callback"]
    )


def go(terminal: RelyingParty, client: Client, **asked: str) -> Started:
    return terminal.start(client, redirect_uri=HERE, **asked)


def pressed(client: Client, page: Page, answer: str) -> dict[str, str]:
    """What the application hears once this button is pressed."""
    [action] = [action for action in page.actions() if "/go-on" in action]
    after = send(client, page, action=action, answer=answer)
    address = after.links["Go on"]
    assert address.startswith(HERE)
    return dict(parse_qsl(urlsplit(address).query))


def test_t28_a_session_alone_answers_no_native_application(terminal: RelyingParty, anns: Client) -> None:
    started = go(terminal, anns)

    assert started.page.heading == "Go on to Terminal?"
    assert not Grant.objects.exists()


def test_t28_a_page_that_this_machine_serves_is_asked_for_too(nordljus: Tenant, anns: Client) -> None:
    page = make_application(nordljus, name="Page", kind="single_page", redirect_uris=[HERE])

    assert page.start(anns, redirect_uri=HERE).page.heading == "Go on to Page?"
    assert not Grant.objects.exists()


def test_its_person_says_that_they_opened_it(terminal: RelyingParty, anns: Client) -> None:
    started = go(terminal, anns)

    started.answer = pressed(anns, started.page, "go_on")

    assert started.answer["state"] == started.state
    assert terminal.redeem(started, redirect_uri=HERE).status_code == 200
    assert go(terminal, anns).page.heading == "Go on to Terminal?", "the next time as well"


def test_who_did_not_open_it_says_so(terminal: RelyingParty, anns: Client) -> None:
    answer = pressed(anns, go(terminal, anns).page, "stop")

    assert (answer["error"], Grant.objects.count()) == ("access_denied", 0)


def test_where_nothing_may_be_shown_it_hears_that_somebody_must_be_asked(
    terminal: RelyingParty, anns: Client
) -> None:
    page = go(terminal, anns, prompt="none").page

    assert "error=interaction_required" in page.redirected_to
    assert not Grant.objects.exists()


def test_t28_nobody_else_presses_the_button(terminal: RelyingParty, ann: User) -> None:
    strict = browser(strict=True)
    strict.cookies = signed_in(ann, PASSWORD_PROOF).cookies
    query = urlencode(terminal.parameters(redirect_uri=HERE)[0])
    beside = f"{terminal.address('authorize')}/go-on?{query}"

    forged = strict.post(beside, {"answer": "go_on"}, headers={"Origin": "https://evil.example"})
    sent = strict.post(f"{terminal.address('authorize')}?{query}", {"answer": "go_on"})

    assert forged.status_code == 403
    assert sent.status_code == 303
    assert not Grant.objects.exists()


def test_the_button_that_is_opened_as_a_page_asks(terminal: RelyingParty, anns: Client) -> None:
    query = urlencode(terminal.parameters(redirect_uri=HERE)[0])

    page = read(anns.get(f"{terminal.address('authorize')}/go-on?{query}"))

    assert page.redirected_to == f"{terminal.address('authorize')}?{query}"


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"acr_values": "passwordless"}])
def test_t28_the_button_stands_in_for_no_proof(
    terminal: RelyingParty, anns: Client, asked: dict[str, str]
) -> None:
    query = urlencode(terminal.parameters(redirect_uri=HERE, **asked)[0])

    page = read(anns.post(f"{terminal.address('authorize')}/go-on?{query}", {"answer": "go_on"}))

    assert page.redirected_to == f"{terminal.address('authorize')}?{query}"
    assert not Grant.objects.exists()


@pytest.mark.parametrize("kind", ["web", "single_page", "native"])
def test_an_application_with_an_address_of_its_own_is_known_by_that(
    nordljus: Tenant, anns: Client, kind: str
) -> None:
    assert "code" in make_application(nordljus, kind=kind).start(anns).answer
