"""What whoever wants to do harm tries through applications: links, pictures, forms, words that are none (T28)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.grants.models import Grant
from idp.oidc.road.asking import HINTED_A_MINUTE
from tests.support.clock import travel
from tests.support.pages import browser, is_signed_in, read, write_username
from tests.support.passes import make_pass, sign_in_by_pass, use_passes
from tests.support.relying import RelyingParty, make_application, open_address
from tests.support.sessions import PASSWORD_PROOF, signed_in

MORNING = "2031-05-01T10:00:00Z"


@pytest.fixture
def payroll(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus)


@pytest.fixture
def closed(nordljus: Tenant) -> RelyingParty:
    """An application that nobody may use."""
    return make_application(nordljus, name="Closed", is_for_everybody=False)


@pytest.fixture
def anns(ann: User) -> Client:
    return signed_in(ann, PASSWORD_PROOF)


def test_t35_a_link_that_is_opened_again_and_again_fills_no_log(closed: RelyingParty, ann: User) -> None:
    with travel(MORNING, tick=False):
        client = signed_in(ann, PASSWORD_PROOF)
        pages = [closed.start(client).page for _ in range(61)]

    refused = AuditEvent.objects.filter(tag="user:application:refused")
    assert [page.status for page in pages] == [303] * 60 + [429]
    assert refused.count() == 60


def test_where_nothing_may_be_shown_the_application_hears_that_it_was_too_much(
    payroll: RelyingParty, ann: User
) -> None:
    with travel(MORNING, tick=False):
        client = signed_in(ann, PASSWORD_PROOF)
        answers = [payroll.start(client, prompt="none").answer for _ in range(61)]

    assert all("code" in answer for answer in answers[:60])
    assert answers[60]["error"] == "temporarily_unavailable"


def test_t35_pictures_on_somebodys_page_shut_nobody_out_by_names_that_they_hint_at(
    payroll: RelyingParty, ann: User
) -> None:
    with travel(MORNING, tick=False):
        pages = [payroll.start(browser(), login_hint=ann.username).page for _ in range(HINTED_A_MINUTE + 20)]
        own = write_username(browser(), ann.username)

    begun, asked = pages[:HINTED_A_MINUTE], pages[HINTED_A_MINUTE:]
    assert {page.address for page in begun} == {"/sign-in/phone/"}
    assert {(page.status, page.address, page.fields["username"]) for page in asked} == {
        (200, "/sign-in/", ann.username)
    }
    assert own.address == "/sign-in/phone/"


@pytest.mark.parametrize("method", ["head", "put", "patch", "delete", "options"])
def test_t28_signing_out_takes_a_link_or_a_form_alone(
    payroll: RelyingParty, anns: Client, method: str
) -> None:
    hint = payroll.signs_in(anns)["id_token"]

    said = getattr(anns, method)(f"{payroll.address('log-out')}?{urlencode({'id_token_hint': hint})}")

    assert (said.status_code, said["Allow"]) == (405, "GET, POST")
    assert is_signed_in(anns)


def test_t29_what_was_given_to_stay_stays_no_longer_than_its_application_may(
    payroll: RelyingParty, ann: User, anns: Client
) -> None:
    there = payroll.signs_in(anns)
    anns.post("/sign-out/")
    gone = payroll.refresh(there["refresh_token"]).json()["refresh_token"]

    payroll.application.may_stay = False
    payroll.application.save()

    assert payroll.refresh(gone).json()["error"] == "invalid_grant"
    still = payroll.signs_in(signed_in(ann, PASSWORD_PROOF))
    assert payroll.refresh(still["refresh_token"]).status_code == 200, "with its session at hand"


@pytest.mark.parametrize("prompt", [None, "none"])
def test_t21_a_session_that_may_only_add_ways_opens_no_application(
    payroll: RelyingParty, ann: User, prompt: str | None
) -> None:
    use_passes(ann.tenant)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    started = payroll.start(client, prompt=prompt)

    assert "code" not in started.answer
    assert not Grant.objects.exists()
    if prompt is None:
        assert started.page.address == "/security-info/add/"


@pytest.mark.parametrize(
    "claims",
    [
        "[" * 900,
        '{"id_token":' * 90,
        '{"id_token":' + "9" * 900 + "}",
        '{"id_token":{"sub":{"value":"\\ud800"}}}',
        '{"id_token":{"acr":{"essential":true,"values":[[]]}}}',
        '{"id_token":{"sub":{"value":{"a":1}}}}',
        '{"userinfo":null}',
        "null",
        "NaN",
    ],
)
def test_t30_claims_that_are_none_do_no_harm(payroll: RelyingParty, anns: Client, claims: str) -> None:
    started = payroll.start(anns, claims=claims, prompt="none")

    assert started.answer["error"] in {"invalid_request", "login_required"}
    assert not Grant.objects.exists()


@pytest.mark.parametrize("count", [900, 1100])
def test_t30_more_parameters_than_anybody_needs_are_refused(
    payroll: RelyingParty, anns: Client, count: int
) -> None:
    many = "&".join(f"x{n}=" for n in range(count))

    for path in ("authorize", "log-out", "token", "introspect", "revoke"):
        sent = payroll.server.post(
            payroll.address(path), many, content_type="application/x-www-form-urlencoded"
        )
        assert 400 <= sent.status_code < 500, path
    assert read(anns.get(f"{payroll.address('authorize')}?{many}")).status == 400


def test_t25_no_header_has_a_part_in_any_address_that_is_said(
    payroll: RelyingParty, anns: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    forged = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-For": "192.0.2.66",
        "X-Forwarded-Port": "99",
        "X-Original-URL": "/evil",
        "X-Rewrite-URL": "/evil",
        "Forwarded": "host=evil.example;proto=gopher",
    }
    tokens = payroll.signs_in(anns)
    answers = []
    for asked in ({}, {"response_mode": "form_post"}, {"prompt": "login"}, {"scope": "none"}):
        given, _verifier = payroll.parameters(**asked)
        answers.append(anns.get(payroll.address("authorize"), query_params=given, headers=forged))
        answers.append(anns.post(payroll.address("authorize"), given, headers=forged))
    answers.append(anns.get(payroll.address("log-out"), headers=forged))
    for path, token in (("introspect", tokens["access_token"]), ("userinfo", "none")):
        answers.append(payroll.server.post(payroll.address(path), {"token": token}, headers=forged))

    said = "".join(f"{dict(one.headers)}{one.content.decode()}" for one in answers)

    assert not any(word in said for word in ("evil", "gopher", ":99", "192.0.2.66"))


def test_t13_an_unknown_application_costs_as_much_as_a_wrong_secret(payroll: RelyingParty) -> None:
    asked: dict[str, list[str]] = {}
    for name, client_id in (("known", payroll.client_id), ("unknown", "x" * 22)):
        with CaptureQueriesContext(connection) as queries:
            payroll.ask_tokens(grant_type="refresh_token", client_id=client_id, client_secret="wrong")
        asked[name] = [query["sql"].split("WHERE")[0] for query in queries.captured_queries]

    assert asked["known"] == asked["unknown"]


def test_no_answer_with_a_code_or_a_token_is_kept_or_framed(payroll: RelyingParty, anns: Client) -> None:
    given, _verifier = payroll.parameters()
    marked = {**payroll.parameters(prompt="select_account")[0]}
    answers = [
        anns.get(payroll.address("authorize"), query_params=given),
        anns.get(payroll.address("authorize"), query_params={**given, "response_mode": "form_post"}),
        anns.get(payroll.address("authorize"), query_params=marked),
        anns.get(payroll.address("log-out")),
        payroll.redeem(payroll.start(anns)),
        payroll.userinfo(payroll.signs_in(anns)["access_token"]),
        payroll.ask_tokens("introspect", token=payroll.signs_in(anns)["access_token"]),
        payroll.refresh("wrong"),
    ]

    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}
    assert {answer["X-Frame-Options"] for answer in answers} == {"DENY"}
    assert all("frame-ancestors 'none'" in answer["Content-Security-Policy"] for answer in answers)
    assert {answer["Referrer-Policy"] for answer in answers} == {"same-origin"}


def test_pages_of_other_origins_read_nothing_that_is_answered_to_a_browser(
    payroll: RelyingParty, anns: Client
) -> None:
    given, _verifier = payroll.parameters(prompt="none")
    origin = {"Origin": "https://evil.example"}

    for path in ("authorize", "log-out", "log-out/confirm"):
        said = anns.get(payroll.address(path), query_params=given, headers=origin)
        assert not [name for name in said.headers if name.startswith("Access-Control-")], path


@pytest.mark.parametrize(
    "state", ["a\r\nSet-Cookie: x=y", '"><script>x</script>', "a&code=mine", "\u202e", "a#b"]
)
@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_t28_what_an_application_said_comes_back_and_breaks_out_of_nothing(
    payroll: RelyingParty, anns: Client, state: str, mode: str
) -> None:
    given, _verifier = payroll.parameters(state=state, response_mode=mode)
    said = anns.get(payroll.address("authorize"), query_params=given)
    started = payroll.start(anns, state=state, response_mode=mode)

    assert "Set-Cookie" not in said.headers
    assert "<script>" not in said.content.decode()
    assert started.answer["state"] == state
    assert set(started.answer) == {"code", "state", "iss"}


def test_t35_a_stranger_leaves_no_row_by_asking_for_an_application(payroll: RelyingParty) -> None:
    given, _verifier = payroll.parameters()
    client = browser()
    client.get("/sign-in/")

    with CaptureQueriesContext(connection) as queries:
        for asked in ({}, {"prompt": "none"}, {"prompt": "login"}, {"client_id": "x"}, {"scope": "x"}):
            open_address(client, f"{payroll.address('authorize')}?{urlencode({**given, **asked})}")
        client.get(payroll.address("log-out"))

    written = [query["sql"] for query in queries.captured_queries if not query["sql"].startswith("SELECT")]
    assert written == []
