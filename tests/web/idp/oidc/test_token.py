"""The token endpoint: who calls, and what is refused in the standards' words (RFC 6749, section 5.2)."""

from __future__ import annotations

import base64
import logging
from urllib.parse import quote_plus

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from idp.oidc.applications import services
from tests.support.clock import travel
from tests.support.limits import forget_tries
from tests.support.relying import CALLBACK, RelyingParty, Started, make_application

TOKEN = "/t/nordljus/token"
FORM = "application/x-www-form-urlencoded"


def basic(client_id: str, secret: str) -> dict[str, str]:
    shown = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    return {"Authorization": f"Basic {base64.b64encode(shown).decode()}"}


def redemption(started: Started, **more: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": started.code,
        "redirect_uri": CALLBACK,
        "code_verifier": started.verifier,
    } | more


def test_an_application_shows_who_it_is_by_a_header_as_well(payroll: RelyingParty, anns: Client) -> None:
    fields = redemption(payroll.start(anns))

    answered = Client().post(
        TOKEN, fields, headers=basic(payroll.client_id, payroll.secret), content_type=FORM
    )

    assert answered.status_code == 400, "not encoded as a form"
    body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
    answered = Client().post(TOKEN, body, headers=basic(payroll.client_id, payroll.secret), content_type=FORM)
    assert answered.status_code == 200
    assert answered["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"client_secret": ""},
        {"client_secret": "wrong"},
        {"client_id": "unknown"},
        {"client_id": "unknown", "client_secret": "wrong"},
        {"client_id": ""},
    ],
)
def test_an_unknown_application_and_a_wrong_secret_are_one_answer(
    payroll: RelyingParty, anns: Client, shown: dict[str, str]
) -> None:
    who = {"client_id": payroll.client_id} | shown
    fields = redemption(payroll.start(anns)) | who

    refused = Client().post(
        TOKEN, "&".join(f"{k}={quote_plus(v)}" for k, v in fields.items()), content_type=FORM
    )

    assert refused.status_code == 401
    assert refused.json() == {
        "error": "invalid_client",
        "error_description": "the client is not known here, or did not show so",
    }


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !", "Basic /w==", "Basic YTpi", "Bearer x", "Basic " + "A" * 9000]
)
def test_a_header_that_shows_nobody_is_refused(payroll: RelyingParty, header: str) -> None:
    refused = Client().post(
        TOKEN, "grant_type=authorization_code&code=x", headers={"Authorization": header}, content_type=FORM
    )

    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert refused["WWW-Authenticate"].startswith("Basic")


def test_an_application_shows_who_it_is_in_one_way_at_a_time(payroll: RelyingParty) -> None:
    shown = f"grant_type=refresh_token&refresh_token=x&client_secret={payroll.secret}"
    named = "grant_type=refresh_token&refresh_token=x&client_id=another"

    for body in (shown, named):
        refused = Client().post(
            TOKEN, body, headers=basic(payroll.client_id, payroll.secret), content_type=FORM
        )
        assert refused.json()["error"] == "invalid_request"


def test_one_that_can_keep_no_secret_has_none_and_shows_none(nordljus: Tenant, anns: Client) -> None:
    page = make_application(nordljus, kind="single_page")

    started = page.start(anns)
    assert page.secret == ""
    assert page.ask_tokens(**redemption(started, client_secret="guessed")).status_code == 401
    assert page.redeem(started).status_code == 200


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unauthorized_client"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "unknown"}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "unknown"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "\0"}, "invalid_request"),
    ],
)
def test_what_cannot_be_is_refused_in_the_standards_words(
    payroll: RelyingParty, fields: dict[str, str], error: str
) -> None:
    refused = payroll.ask_tokens(**fields)

    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert refused["Cache-Control"] == "no-store"


def test_a_field_that_is_there_twice_is_refused(payroll: RelyingParty) -> None:
    refused = Client().post(
        TOKEN, "grant_type=refresh_token&grant_type=authorization_code", content_type=FORM
    )

    assert refused.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "body", [b"grant_type=\xff", b"grant_type=%00", b"grant_type=x" + b"&a=" * 1_000, b"a=" + b"a" * 16_385]
)
def test_a_form_that_cannot_be_read_is_refused(payroll: RelyingParty, body: bytes) -> None:
    refused = Client().post(TOKEN, body, content_type=FORM)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert refused["Content-Type"] == "application/json"


def test_nothing_is_taken_from_the_address(payroll: RelyingParty, anns: Client) -> None:
    fields = redemption(payroll.start(anns))
    query = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())

    refused = Client().post(
        f"{TOKEN}?{query}", "", headers=basic(payroll.client_id, payroll.secret), content_type=FORM
    )

    assert refused.json()["error"] == "invalid_request"


@pytest.mark.parametrize("body", ["{}", '{"grant_type": "refresh_token"}'])
def test_a_body_that_is_no_form_is_refused(payroll: RelyingParty, body: str) -> None:
    assert Client().post(TOKEN, body, content_type="application/json").json()["error"] == "invalid_request"


def test_it_takes_posts_alone(payroll: RelyingParty) -> None:
    refused = Client().get(TOKEN)

    assert (refused.status_code, refused["Allow"]) == (405, "POST")


def test_pages_of_any_origin_may_read_it_and_no_cookie_has_a_part_in_it(
    payroll: RelyingParty, anns: Client
) -> None:
    asks_first = anns.options(TOKEN, headers={"Origin": "https://app.example"})
    refused = anns.post(TOKEN, "", content_type=FORM, headers={"Origin": "https://app.example"})

    assert asks_first.status_code == 204
    assert asks_first["Access-Control-Allow-Headers"] == "Authorization, Content-Type, DPoP"
    for answered in (asks_first, refused):
        assert answered["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answered
        assert not answered.cookies


def test_introspection_is_for_no_page(payroll: RelyingParty) -> None:
    refused = Client().post(
        "/t/nordljus/introspect", "", content_type=FORM, headers={"Origin": "https://app.example"}
    )

    assert "Access-Control-Allow-Origin" not in refused


def test_the_secret_before_counts_until_every_server_has_the_new_one(
    payroll: RelyingParty, anns: Client
) -> None:
    before = payroll.secret
    tokens = payroll.signs_in(anns)

    payroll.secret = services.change_secret(payroll.application, actor=None)
    renewed = payroll.refresh(tokens["refresh_token"])
    new, payroll.secret = payroll.secret, before
    with_the_old = payroll.refresh(renewed.json()["refresh_token"])
    payroll.application.secrets.filter(ends_at__isnull=False).update(ends_at="2020-01-01T00:00:00Z")
    late = payroll.refresh("any").json()["error"]
    payroll.secret = new
    lasting = payroll.refresh("any").json()["error"]

    assert (renewed.status_code, with_the_old.status_code) == (200, 200)
    assert (late, lasting) == ("invalid_client", "invalid_grant")


def test_no_more_than_two_secrets_ever_count(payroll: RelyingParty) -> None:
    first = payroll.secret
    services.change_secret(payroll.application, actor=None)
    services.change_secret(payroll.application, actor=None)

    payroll.secret = first
    assert payroll.refresh("any").json()["error"] == "invalid_client"
    assert payroll.application.secrets.count() == 2


def test_t29_a_network_that_guesses_is_let_in_no_more_for_a_while(payroll: RelyingParty) -> None:
    right = payroll.secret
    with travel("2031-05-01T10:00:00Z", tick=False):
        payroll.secret = "wrong"
        statuses = [payroll.refresh("any").status_code for _ in range(62)]
        payroll.secret = right
        refused = payroll.refresh("any")
        forget_tries()

    assert statuses == [401] * 60 + [429] * 2
    assert (refused.status_code, refused.json()["error"]) == (429, "temporarily_unavailable")
    assert int(refused["Retry-After"]) > 0


def test_i10_the_log_has_no_token_however_much_it_says(
    payroll: RelyingParty, anns: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        started = payroll.start(anns)
        tokens = payroll.redeem(started).json()
        payroll.redeem(started)

    for secret in (started.code, payroll.secret, started.verifier, *map(str, tokens.values())):
        assert len(secret) < 20 or secret not in caplog.text
