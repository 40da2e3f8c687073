"""Tokens that are bound to a key: DPoP (RFC 9449) (G03)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from devices.callers import nonces
from idp.oidc.issuer import issuer_of
from tests.support.clock import travel
from tests.support.relying import RelyingParty, make_application
from tests.support.signing import EDDSA, ES256, PS256, RS256, ProvingParty, make_proving, new_key


@pytest.fixture
def page(nordljus: Tenant) -> ProvingParty:
    """It can show nothing else of itself than its key."""
    return make_proving(nordljus, kind="single_page")


@pytest.fixture
def web(nordljus: Tenant) -> ProvingParty:
    return make_proving(nordljus, name="Web")


def without_proof(party: RelyingParty) -> RelyingParty:
    return RelyingParty(party.slug, party.application, party.secret)


@pytest.mark.parametrize("algorithm", [ES256, PS256, EDDSA])
def test_its_tokens_are_bound_to_the_key_that_it_shows(
    nordljus: Tenant, anns: Client, algorithm: str
) -> None:
    party = make_proving(nordljus, algorithm=algorithm)

    tokens = party.signs_in(anns)

    assert tokens["token_type"] == "DPoP"
    assert party.verified(tokens["access_token"])["cnf"] == {"jkt": party.jkt}
    said = party.ask_tokens("introspect", token=tokens["access_token"]).json()
    assert (said["token_type"], said["cnf"]) == ("DPoP", {"jkt": party.jkt})
    assert party.userinfo(tokens["access_token"]).status_code == 200
    renewed = party.refresh(tokens["refresh_token"]).json()
    assert party.verified(renewed["access_token"])["cnf"] == {"jkt": party.jkt}


def test_t28_a_bound_token_is_worth_nothing_without_its_key(page: ProvingParty, anns: Client) -> None:
    token = page.signs_in(anns)["access_token"]
    own, page.key = page.key, new_key()

    assert page.userinfo(token).status_code == 401
    page.key = own
    assert page.userinfo(token, scheme="Bearer").status_code == 401
    assert without_proof(page).userinfo(token).status_code == 401
    no_proof = Client().get(page.address("userinfo"), headers={"Authorization": f"DPoP {token}"})
    assert no_proof.status_code == 401
    assert no_proof["WWW-Authenticate"].startswith('DPoP algs="ES256 ')
    assert page.userinfo(token, scheme="dpop").status_code == 200


def test_t28_a_token_that_is_not_bound_is_not_shown_as_one(web: ProvingParty, anns: Client) -> None:
    token = without_proof(web).signs_in(anns)["access_token"]

    assert web.userinfo(token).status_code == 401
    assert without_proof(web).userinfo(token).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"htm": "GET"},
        {"htm": "post"},
        {"htu": "https://evil.example/t/nordljus/token"},
        {"htu": None},
        {"htm": None},
        {"iat": None},
        {"iat": "now"},
        {"jti": None},
        {"jti": "x" * 257},
        {"ath": "x"},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": None}},
        {"header": {"jwk": None}},
        {"header": {"jwk": new_key().as_dict(private=False)}},
        {"header": {"jwk": new_key().as_dict(private=True)}},
        {"header": {"jku": "https://evil.example/keys"}},
    ],
)
def test_t28_a_proof_is_for_this_very_call(web: ProvingParty, anns: Client, wrong: dict[str, Any]) -> None:
    started = web.start(anns)

    web.made = wrong
    refused = web.redeem(started)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")
    web.made = {}
    assert web.redeem(started).status_code == 200, "nothing was used by it"


def test_t28_a_weak_algorithm_is_not_taken(nordljus: Tenant, anns: Client) -> None:
    party = make_proving(nordljus, algorithm=RS256)

    assert party.redeem(party.start(anns)).json()["error"] == "invalid_dpop_proof"


def test_t28_two_proofs_are_none(web: ProvingParty, anns: Client) -> None:
    twice = f"{web.prove('token')},{web.prove('token')}"

    refused = Client().post(
        web.address("token"),
        f"client_id={web.client_id}&client_secret={web.secret}&grant_type=refresh_token&refresh_token=x",
        content_type="application/x-www-form-urlencoded",
        headers={"DPoP": twice},
    )

    assert refused.json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize("nonce", [None, "", "guessed"])
def test_t28_a_proof_has_a_nonce_of_ours(web: ProvingParty, anns: Client, nonce: str | None) -> None:
    started = web.start(anns)

    web.made = {"nonce": nonce}
    asked = web.redeem(started)

    assert (asked.status_code, asked.json()["error"]) == (400, "use_dpop_nonce")
    web.made = {"nonce": asked["DPoP-Nonce"]}
    answered = web.redeem(started)
    assert answered.status_code == 200
    assert answered["DPoP-Nonce"]
    told = web.userinfo(answered.json()["access_token"], nonce=nonce)
    assert (told.status_code, told["DPoP-Nonce"]) == (401, nonces.current())
    assert 'error="use_dpop_nonce"' in told["WWW-Authenticate"]


def test_a_nonce_ends(web: ProvingParty) -> None:
    with travel("2031-05-01T10:00:00Z", tick=False):
        web.made = {"nonce": nonces.current()}
    with travel("2031-05-01T10:03:00Z", tick=False):
        assert web.refresh("any").json()["error"] == "invalid_grant"
    with travel("2031-05-01T10:05:00Z", tick=False):
        assert web.refresh("any").json()["error"] == "use_dpop_nonce"


def test_t28_a_proof_is_taken_once(web: ProvingParty, anns: Client) -> None:
    token = web.signs_in(anns)["access_token"]
    web.made = {"jti": "mine"}

    assert web.userinfo(token).status_code == 200
    again = web.userinfo(token)

    assert again.status_code == 401
    assert 'error="invalid_dpop_proof"' in again["WWW-Authenticate"]


def test_t39_proofs_of_an_application_that_anybody_may_be_are_counted(
    page: ProvingParty, web: ProvingParty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idp.oidc.binding.shown.OF_ANYBODY_A_MINUTE", 2)

    answers = [page.refresh("any").status_code for _ in range(3)]

    assert answers == [400, 400, 429]
    assert page.push()[0].status_code == 429
    assert without_proof(page).refresh("any").status_code == 400
    assert web.refresh("any").status_code == 400


def test_t28_a_proof_is_for_the_token_it_is_shown_with(web: ProvingParty, anns: Client) -> None:
    first, second = (web.signs_in(anns)["access_token"] for _ in range(2))

    assert web.userinfo(first, proves=second).status_code == 401
    assert web.userinfo(first, proves="").status_code == 401


def test_t25_a_proof_names_our_own_address_whatever_the_request_says(web: ProvingParty) -> None:
    proof = web.prove("token", htu="https://evil.example/t/nordljus/token")

    refused = Client().post(
        web.address("token"),
        f"client_id={web.client_id}&client_secret={web.secret}&grant_type=refresh_token&refresh_token=x",
        content_type="application/x-www-form-urlencoded",
        headers={"DPoP": proof, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    )

    assert refused.json()["error"] == "invalid_dpop_proof"


def test_t28_what_renews_it_is_bound_for_who_can_show_nothing_else(page: ProvingParty, anns: Client) -> None:
    token = page.signs_in(anns)["refresh_token"]
    own, page.key = page.key, new_key()

    assert page.refresh(token).json()["error"] == "invalid_grant"
    assert without_proof(page).refresh(token).json()["error"] == "invalid_grant"
    page.key = own
    assert page.refresh(token).status_code == 200, "nothing was used by it"


def test_who_shows_a_secret_may_change_its_key(web: ProvingParty, anns: Client) -> None:
    token = web.signs_in(anns)["refresh_token"]
    web.key = new_key()

    renewed = web.refresh(token).json()

    assert web.verified(renewed["access_token"])["cnf"] == {"jkt": web.jkt}


def test_t28_a_code_is_bound_to_the_key_that_was_named_for_it(web: ProvingParty, anns: Client) -> None:
    started = web.start(anns, dpop_jkt=web.jkt)
    own, web.key = web.key, new_key()

    assert web.redeem(started).json()["error"] == "invalid_grant"
    assert without_proof(web).redeem(started).json()["error"] == "invalid_grant"
    web.key = own
    assert web.redeem(started).status_code == 200


def test_t28_a_code_is_bound_to_the_key_that_pushed_the_request(page: ProvingParty, anns: Client) -> None:
    started = page.start_pushed(anns)
    own, page.key = page.key, new_key()

    assert page.redeem(started).json()["error"] == "invalid_grant"
    refused, _started = page.push(dpop_jkt=own.thumbprint())
    assert refused.json()["error"] == "invalid_request"
    page.key = own
    assert page.redeem(started).status_code == 200


def test_a_name_of_a_key_that_is_none_is_refused(web: ProvingParty, anns: Client) -> None:
    assert web.start(anns, dpop_jkt="short").answer["error"] == "invalid_request"


def test_t28_an_application_may_have_to_show_a_key(nordljus: Tenant, anns: Client) -> None:
    party = make_proving(nordljus, requires_dpop=True)
    started = party.start(anns)

    assert without_proof(party).redeem(started).json()["error"] == "invalid_dpop_proof"
    assert party.redeem(started).json()["token_type"] == "DPoP"


def test_pages_of_any_origin_may_send_a_proof_and_read_the_nonce(page: ProvingParty) -> None:
    asks_first = Client().options(page.address("token"), headers={"Origin": "https://app.example"})
    answered = page.refresh("any")

    assert "DPoP" in asks_first["Access-Control-Allow-Headers"]
    assert "DPoP-Nonce" in answered["Access-Control-Expose-Headers"]


def test_who_shows_no_key_hears_of_no_nonce(nordljus: Tenant, anns: Client) -> None:
    party = make_application(nordljus)
    answered = party.redeem(party.start(anns))

    assert answered.json()["token_type"] == "Bearer"
    assert "DPoP-Nonce" not in answered
    assert "cnf" not in party.verified(answered.json()["access_token"])
    assert party.verified(answered.json()["access_token"])["iss"] == issuer_of(nordljus)
