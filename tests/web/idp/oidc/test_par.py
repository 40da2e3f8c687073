"""Pushed authorization requests: said by the application itself, opened once, used once (RFC 9126) (G03)."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.strangers import networks_of
from idp import housekeeping
from idp.oidc.endpoints.par import LONGEST_PUSHED, OF_ANYBODY_A_MINUTE
from idp.oidc.pushed import services as pushed_requests
from idp.oidc.pushed.models import PushedRequest
from idp.oidc.pushed.services import PREFIX
from tests.support.clock import travel
from tests.support.pages import Page, browser, send, write_password
from tests.support.people import make_tenant
from tests.support.relying import RelyingParty, Started, answer_in, make_application, open_address
from tests.support.signing import make_signing

TEN = "2031-05-01T10:00:00Z"


def bring(party: RelyingParty, client: Client, request_uri: str, **more: str) -> Started:
    """Send a browser here with the name of what was pushed, and maybe more."""
    given = {"client_id": party.client_id, "request_uri": request_uri} | more
    return party.go_on(Started("", "", "", Page(0, "", "")), client, given)


def pushed(party: RelyingParty, **asked: str | None) -> str:
    answered, _started = party.push(**asked)
    return str(answered.json()["request_uri"])


def works(started: Started) -> bool:
    return "This link does not work" not in started.page.text


def test_what_was_pushed_is_answered_as_if_the_address_said_it(payroll: RelyingParty, anns: Client) -> None:
    answered, started = payroll.push(scope="openid email")

    assert (answered.status_code, answered["Cache-Control"]) == (201, "no-store")
    assert answered.json()["expires_in"] == 90
    assert answered.json()["request_uri"].startswith(PREFIX)
    given = {"client_id": payroll.client_id, "request_uri": answered.json()["request_uri"]}
    payroll.go_on(started, anns, given)
    assert started.answer["state"] == started.state
    tokens = payroll.redeem(started).json()
    assert tokens["scope"] == "openid email"
    assert payroll.verified(tokens["id_token"])["nonce"] == started.nonce


def test_somebody_who_signs_in_on_the_way_comes_back_to_it(payroll: RelyingParty, ann: User) -> None:
    client = browser()
    with travel(TEN, tick=False):
        started = payroll.start_pushed(client)
    with travel("2031-05-01T10:30:00Z", tick=False):
        send(client, started.page, "username", username=ann.username)
        started.answer = answer_in(write_password(client))

        assert payroll.redeem(started).status_code == 200


def test_t28_nothing_but_the_name_counts_of_the_address(payroll: RelyingParty, anns: Client) -> None:
    request_uri = pushed(payroll, scope="openid")

    started = bring(
        payroll,
        anns,
        request_uri,
        scope="openid groups",
        state="theirs",
        redirect_uri="https://evil.example/",
    )

    assert started.answer["code"]
    assert started.answer["state"] != "theirs"


def test_t28_it_is_used_once(payroll: RelyingParty, anns: Client) -> None:
    request_uri = pushed(payroll)

    first = bring(payroll, anns, request_uri)
    again = bring(payroll, anns, request_uri)

    assert first.answer["code"]
    assert not works(again)
    assert "It is for one sign-in, and that is over" in again.page.text
    assert not again.answer


def test_t28_it_is_opened_once_and_for_whoever_comes_back_to_it(payroll: RelyingParty, anns: Client) -> None:
    request_uri = pushed(payroll)

    stranger = bring(payroll, browser(), request_uri)
    another = bring(payroll, anns, request_uri)

    assert works(stranger)
    assert not works(another)


def test_an_error_uses_it_as_well(payroll: RelyingParty, anns: Client) -> None:
    request_uri = pushed(payroll, prompt="none")

    assert bring(payroll, browser(), request_uri).answer["error"] == "login_required"
    assert not works(bring(payroll, anns, request_uri))


def test_it_is_over_when_nobody_brings_it(payroll: RelyingParty, anns: Client) -> None:
    with travel(TEN, tick=False):
        request_uri = pushed(payroll)
    row = PushedRequest.objects.get()
    assert (row.until - row.made_at).total_seconds() == 90

    PushedRequest.objects.update(until="2020-01-01T00:00:00Z")

    late = bring(payroll, anns, request_uri)
    assert not works(late)
    assert "It is for one sign-in, and that is over" in late.page.text


def test_t28_it_is_the_applications_own(nordljus: Tenant, payroll: RelyingParty, anns: Client) -> None:
    request_uri = pushed(payroll)
    other = make_application(nordljus, name="Other")

    assert not works(bring(other, anns, request_uri))
    assert not works(bring(other, anns, PREFIX + "unknown"))
    assert bring(payroll, anns, request_uri).answer["code"]


def test_t09_at_another_organisation_there_is_none(payroll: RelyingParty, anns: Client) -> None:
    make_tenant("globex")
    request_uri = pushed(payroll)

    payroll.slug = "globex"
    assert not works(bring(payroll, anns, request_uri))
    assert payroll.push()[0].json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"request_uri": PREFIX + "another"}, "request_uri_not_supported"),
        ({"request": "x.y.z"}, "invalid_request_object"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"state": "x" * LONGEST_PUSHED}, "invalid_request"),
    ],
)
def test_what_cannot_be_asked_is_said_at_once(
    payroll: RelyingParty, asked: dict[str, str | None], error: str
) -> None:
    answered, _started = payroll.push(**asked)

    assert (answered.status_code, answered.json()["error"]) == (400, error)
    assert not PushedRequest.objects.exists()


def test_t28_whoever_pushes_shows_who_they_are(nordljus: Tenant, payroll: RelyingParty, anns: Client) -> None:
    payroll.secret = "wrong"
    assert payroll.push()[0].json()["error"] == "invalid_client"
    page = make_application(nordljus, kind="single_page")

    signer = make_signing(nordljus, name="Signer")
    assert page.redeem(page.start_pushed(anns)).status_code == 200
    assert signer.redeem(signer.start_pushed(anns)).status_code == 200
    kept = str([*PushedRequest.objects.values("parameters", "digest")])
    assert "client_assertion" not in kept
    assert "client_secret" not in kept


def test_an_application_may_have_to_push(nordljus: Tenant, anns: Client) -> None:
    party = make_application(nordljus, requires_pushed=True)

    refused = party.start(anns)
    assert refused.answer["error"] == "invalid_request"
    assert party.redeem(party.start_pushed(anns)).status_code == 200


def test_one_application_pushes_so_many(payroll: RelyingParty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushed_requests, "PUSHED_A_MINUTE", 2)
    with travel(TEN, tick=False):
        statuses = [payroll.push()[0].status_code for _ in range(3)]

    assert statuses == [201, 201, 429]
    assert PushedRequest.objects.count() == 2


def test_anybodys_network_pushes_so_many(nordljus: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idp.oidc.endpoints.par.OF_ANYBODY_A_MINUTE", 2)
    page = make_application(nordljus, kind="single_page")
    with travel(TEN, tick=False):
        statuses = [page.push()[0].status_code for _ in range(3)]

    assert statuses == [201, 201, 429]


@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8::7"])
def test_t28_no_network_uses_up_what_an_application_of_anybodys_may_push(address: str) -> None:
    asked_from = RequestFactory(REMOTE_ADDR=address).post("/")

    _a_day, *a_minute = networks_of(asked_from, "pushed", a_minute=OF_ANYBODY_A_MINUTE)

    assert max(limit.most for limit in a_minute) <= pushed_requests.PUSHED_A_MINUTE // 2


def test_those_that_are_over_are_forgotten(payroll: RelyingParty) -> None:
    with travel(TEN, tick=False):
        pushed(payroll)
    PushedRequest.objects.update(until="2020-01-01T00:00:00Z")
    kept = pushed(payroll)

    housekeeping.forget_grants()

    assert kept
    assert PushedRequest.objects.count() == 1


def test_an_address_of_others_is_fetched_by_nobody(payroll: RelyingParty, anns: Client) -> None:
    given, _verifier = payroll.parameters(request_uri="https://evil.example/request")

    page = open_address(anns, f"{payroll.address('authorize')}?{urlencode(given)}")

    assert answer_in(page)["error"] == "request_uri_not_supported"
