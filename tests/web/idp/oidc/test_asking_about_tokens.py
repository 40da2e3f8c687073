"""Revocation and introspection: a token ends, and does one stand (RFC 7009, RFC 7662)."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts import clock
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.engine.programs import FORM
from tests.support.clock import travel
from tests.support.relying import RelyingParty, make_application

BOTH = ["access_token", "refresh_token"]
NOT_ACTIVE = {"active": False}


@pytest.fixture
def tokens(payroll: RelyingParty, anns: Client) -> dict[str, str]:
    return payroll.signs_in(anns)


def about(party: RelyingParty, token: str) -> dict[str, object]:
    response = party.ask_tokens("introspect", token=token)
    assert response.status_code == 200
    said: dict[str, object] = response.json()
    return said


@pytest.mark.parametrize("kind", BOTH)
def test_what_stands_is_active_and_says_whose_it_is(
    payroll: RelyingParty, tokens: dict[str, str], ann: User, kind: str
) -> None:
    said = about(payroll, tokens[kind])

    assert said["active"] is True
    assert (said["sub"], said["username"]) == (str(ann.pk), ann.username)
    assert said["client_id"] == payroll.client_id
    assert "email" in str(said["scope"])


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "x"}])
def test_either_token_ends_all_that_came_with_it(
    payroll: RelyingParty, tokens: dict[str, str], kind: str, hint: dict[str, str]
) -> None:
    ended = payroll.ask_tokens("revoke", token=tokens[kind], **hint)

    assert (ended.status_code, ended.json()) == (200, {})
    assert [about(payroll, tokens[one]) for one in BOTH] == [NOT_ACTIVE, NOT_ACTIVE]
    assert payroll.userinfo(tokens["access_token"]).status_code == 401
    assert payroll.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("token", ["unknown", "a.b.c", "", "\u00e5", "a" * 15000])
def test_what_is_no_token_is_not_active_and_ending_it_is_no_error(payroll: RelyingParty, token: str) -> None:
    assert about(payroll, token) == NOT_ACTIVE
    assert payroll.ask_tokens("revoke", token=token).status_code == 200


def test_one_that_is_over_or_used_is_not_active(payroll: RelyingParty, tokens: dict[str, str]) -> None:
    payroll.refresh(tokens["refresh_token"])
    assert about(payroll, tokens["refresh_token"]) == NOT_ACTIVE

    with travel(clock.seconds() + 301):
        assert about(payroll, tokens["access_token"]) == NOT_ACTIVE
        assert payroll.userinfo(tokens["access_token"]).status_code == 401


def test_an_id_token_is_no_access_token(payroll: RelyingParty, tokens: dict[str, str]) -> None:
    assert about(payroll, tokens["id_token"]) == NOT_ACTIVE
    assert payroll.userinfo(tokens["id_token"]).status_code == 401


def test_t28_another_application_ends_nothing_and_hears_of_no_refresh_token(
    payroll: RelyingParty, nordljus: Tenant, tokens: dict[str, str]
) -> None:
    other = make_application(nordljus, name="Other")

    for kind in BOTH:
        assert other.ask_tokens("revoke", token=tokens[kind]).status_code == 200
    assert about(other, tokens["refresh_token"]) == NOT_ACTIVE
    assert about(other, tokens["access_token"])["active"] is True
    assert payroll.refresh(tokens["refresh_token"]).status_code == 200


def test_one_without_a_secret_ends_its_own_and_asks_about_none(nordljus: Tenant, anns: Client) -> None:
    page = make_application(nordljus, kind="single_page")
    tokens = page.signs_in(anns)

    assert page.ask_tokens("introspect", token=tokens["access_token"]).status_code == 401
    assert page.ask_tokens("revoke", token=tokens["refresh_token"]).status_code == 200
    assert page.userinfo(tokens["access_token"]).status_code == 401


@pytest.mark.parametrize("path", ["revoke", "introspect"])
def test_who_does_not_show_who_they_are_is_refused(
    payroll: RelyingParty, tokens: dict[str, str], path: str
) -> None:
    payroll.secret = "wrong"

    refused = payroll.ask_tokens(path, token=tokens["refresh_token"])

    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("path", ["revoke", "introspect"])
def test_a_token_must_be_named(payroll: RelyingParty, path: str) -> None:
    assert payroll.ask_tokens(path).json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer ", "Basic x", "bearer not.a.token", "Bearer \u00e5"]
)
def test_userinfo_opens_by_an_access_token_alone(payroll: RelyingParty, header: str | None) -> None:
    refused = Client().get(
        payroll.address("userinfo"), headers={"Authorization": header} if header is not None else {}
    )

    assert refused.status_code == 401
    assert refused["WWW-Authenticate"].startswith('Bearer realm="userinfo"')


def test_userinfo_takes_a_token_of_the_body_but_none_of_the_address(
    payroll: RelyingParty, tokens: dict[str, str], ann: User
) -> None:  # G01
    form = {"access_token": tokens["access_token"]}
    by_body = payroll.server.post(payroll.address("userinfo"), urlencode(form), content_type=FORM)
    by_address = payroll.server.get(f"{payroll.address('userinfo')}?{urlencode(form)}")
    both = payroll.server.post(
        payroll.address("userinfo"),
        urlencode(form),
        content_type=FORM,
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
    )

    assert (by_body.status_code, by_body.json()["sub"]) == (200, str(ann.pk))
    assert by_address.status_code == 401
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")
