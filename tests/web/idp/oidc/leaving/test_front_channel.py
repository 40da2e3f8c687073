"""Signing out in a browser: it is led through a page that opens each application's own address (G01)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.leaving.frames import MOST_FRAMES
from tests.support.pages import is_signed_in, read, send
from tests.support.people import make_person
from tests.support.relying import AFTER, RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in

OPENED_AT = "https://app.example/signed-out?by=us"


@pytest.fixture
def payroll(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, frontchannel_logout_uri=OPENED_AT)


def frames_in(response: Any) -> list[str]:
    frames = re.findall(r"<iframe[^>]*>", response.content.decode())
    assert all('sandbox="allow-scripts allow-same-origin"' in frame for frame in frames)
    return [unescape(re.search(r'src="([^"]*)"', frame).group(1)) for frame in frames]  # type: ignore[union-attr]


def framed(response: Any) -> set[str]:
    """What the page may show in frames, as its policy says."""
    [rule] = [one for one in response["Content-Security-Policy"].split("; ") if one.startswith("frame-src")]
    return set(rule.split()[1:])


def test_our_own_button_opens_each_application_and_leads_on(
    payroll: RelyingParty, anns: Client, settings: Settings
) -> None:  # G01
    sid = payroll.verified(payroll.signs_in(anns)["id_token"])["sid"]

    response = anns.post("/sign-out/")

    [frame] = frames_in(response)
    assert frame.startswith(f"{OPENED_AT}&")
    said = parse_qs(urlsplit(frame).query)
    assert (said["iss"], said["sid"]) == ([f"{settings.PUBLIC_URL}/t/nordljus"], [sid])
    assert framed(response) == {"https://app.example"}
    page = read(response)
    assert page.heading == "You are signed out here"
    assert "Payroll" in page.text
    assert page.links["Go on"] == "/"
    assert 'http-equiv="refresh" content="5;url=/"' in page.html
    assert not is_signed_in(anns)


def test_the_application_that_asks_gets_the_browser_back_after_the_others_were_told(
    payroll: RelyingParty, nordljus: Tenant, anns: Client
) -> None:
    other = make_application(
        nordljus,
        name="Wiki",
        redirect_uris=["https://app.example/callback", "http://127.0.0.1:8099/"],
        frontchannel_logout_uri="http://127.0.0.1:8099/out",
    )
    hint = payroll.signs_in(anns)["id_token"]
    other.signs_in(anns)
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": AFTER, "state": "s"}

    response = anns.get(f"{payroll.address('log-out')}?{urlencode(asked)}")

    assert len(frames_in(response)) == 2
    assert framed(response) == {"https://app.example", "http://127.0.0.1:8099"}
    assert read(response).links["Go on"] == f"{AFTER}?state=s"
    assert not is_signed_in(anns)


def test_after_our_question_it_is_the_same(payroll: RelyingParty, anns: Client) -> None:
    payroll.signs_in(anns)
    asked = urlencode({"client_id": payroll.client_id, "post_logout_redirect_uri": AFTER})
    page = read(anns.get(f"{payroll.address('log-out')}?{asked}"))

    after = send(anns, page, action=next(one for one in page.actions() if "/confirm" in one))

    assert after.heading == "You are signed out here"
    assert after.links["Go on"] == AFTER


def test_where_nobody_wants_it_nothing_comes_between(nordljus: Tenant, ann: User, anns: Client) -> None:
    make_application(nordljus, name="Silent").signs_in(anns)
    never = make_application(nordljus, name="Never", frontchannel_logout_uri=OPENED_AT)
    never.start(anns)
    others = make_application(nordljus, name="Others", frontchannel_logout_uri=OPENED_AT)
    others.signs_in(signed_in(make_person(nordljus, "bob"), PASSWORD_PROOF))
    others.signs_in(signed_in(ann, PASSWORD_PROOF))

    response = anns.post("/sign-out/")

    assert (response.status_code, response["Location"]) == (302, "/")


def test_the_session_that_is_ended_is_the_one_that_is_told(
    payroll: RelyingParty, ann: User, anns: Client
) -> None:
    payroll.signs_in(signed_in(ann, PASSWORD_PROOF))
    here = payroll.verified(payroll.signs_in(anns)["id_token"])["sid"]

    [frame] = frames_in(anns.post("/sign-out/"))

    assert parse_qs(urlsplit(frame).query)["sid"] == [here]


def test_no_page_opens_more_than_it_can(nordljus: Tenant, anns: Client) -> None:
    for number in range(MOST_FRAMES + 2):
        made = make_application(
            nordljus, name=f"App {number}", frontchannel_logout_uri=f"{OPENED_AT}{number}"
        )
        made.signs_in(anns)

    assert len(frames_in(anns.post("/sign-out/"))) == MOST_FRAMES


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/out",
        "http://app.example/out",
        "https://app.example:8443/out",
        "javascript:alert(1)",
        "/out",
    ],
)
def test_t28_an_address_elsewhere_than_where_it_lives_is_refused(nordljus: Tenant, address: str) -> None:
    with pytest.raises(CannotBeApplication):
        make_application(nordljus, frontchannel_logout_uri=address)
