"""Services: access tokens for themselves, and whom a token is for (RFC 6749, 4.4; RFC 8707) (G03)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.tenants.models import Tenant
from idp.oidc.applications import services
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.applications.settings.table import Wanted
from idp.oidc.issuer import issuer_of
from tests.support.people import make_tenant
from tests.support.relying import CALLBACK, RelyingParty, make_application
from tests.support.signing import API, AS_SERVICE, OTHER_API, make_proving, make_signing


@pytest.fixture
def nightly(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, **AS_SERVICE)


@pytest.fixture
def shop(nordljus: Tenant) -> RelyingParty:
    """People sign in to it, and it calls a server of others for them."""
    return make_application(nordljus, name="Shop", resources=[API, OTHER_API])


def ask(party: RelyingParty, **fields: str) -> Any:
    return party.ask_tokens(grant_type="client_credentials", **fields)


def test_a_service_gets_a_token_that_says_itself_and_nobody_else(
    nordljus: Tenant, nightly: RelyingParty
) -> None:
    tokens = ask(nightly).json()

    assert {*tokens} == {"access_token", "token_type", "expires_in", "scope"}
    said = nightly.verified(tokens["access_token"])
    assert (said["sub"], said["client_id"]) == (nightly.client_id, nightly.client_id)
    assert said["aud"] == issuer_of(nordljus)
    assert (said["scope"], tokens["scope"]) == ("orders.read orders.write",) * 2
    assert not {"sid", "acr", "auth_time", "amr"} & {*said}


def test_it_asks_for_scopes_of_its_own_alone(nightly: RelyingParty) -> None:
    assert ask(nightly, scope="orders.write").json()["scope"] == "orders.write"
    for scope in ("openid", "orders.read orders.delete", "everything"):
        refused = ask(nightly, scope=scope)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")


def test_t28_nobody_else_gets_a_token_for_itself(nordljus: Tenant, shop: RelyingParty) -> None:
    page = make_application(nordljus, kind="single_page")

    for party in (shop, page):
        assert ask(party).json()["error"] == "unauthorized_client"
    shop.secret = "wrong"
    assert ask(shop).json()["error"] == "invalid_client"


def test_nobody_signs_in_to_a_service(nightly: RelyingParty, anns: Client) -> None:
    started = nightly.start(anns)

    assert not started.answer
    assert "This link does not work" in started.page.text


def test_introspection_knows_a_services_token_and_userinfo_no_person(
    nightly: RelyingParty, shop: RelyingParty
) -> None:
    token = ask(nightly, resource=API).json()["access_token"]

    said = shop.ask_tokens("introspect", token=token).json()
    assert (said["active"], said["sub"], said["aud"]) == (True, nightly.client_id, API)
    assert "username" not in said
    for own in (token, ask(nightly).json()["access_token"]):
        assert nightly.userinfo(own).status_code == 401
    refused = nightly.ask_tokens("revoke", token=token)
    assert (refused.status_code, refused.json()["error"]) == (400, "unsupported_token_type")


def test_t28_a_token_stands_as_long_as_the_service(nightly: RelyingParty, shop: RelyingParty) -> None:
    token = ask(nightly, resource=API).json()["access_token"]

    Application.objects.filter(pk=nightly.application.pk).update(resources=[])
    assert shop.ask_tokens("introspect", token=token).json() == {"active": False}
    Application.objects.filter(pk=nightly.application.pk).update(resources=[API])
    assert shop.ask_tokens("introspect", token=token).json()["active"] is True
    services.remove(nightly.application, actor=None)
    assert shop.ask_tokens("introspect", token=token).json() == {"active": False}


def test_t09_at_another_organisation_it_is_nothing(nightly: RelyingParty) -> None:
    theirs = make_application(make_tenant("globex"))

    token = ask(nightly).json()["access_token"]

    assert theirs.ask_tokens("introspect", token=token).json() == {"active": False}


def test_its_token_is_bound_to_a_key_that_it_shows(nordljus: Tenant) -> None:
    party = make_proving(nordljus, **AS_SERVICE, requires_dpop=True)

    tokens = ask(party).json()

    assert tokens["token_type"] == "DPoP"
    assert party.verified(tokens["access_token"])["cnf"] == {"jkt": party.jkt}


def test_a_service_shows_who_it_is_by_a_key(nordljus: Tenant) -> None:
    assert ask(make_signing(nordljus, **AS_SERVICE)).status_code == 200


@pytest.mark.parametrize("resource", ["https://unknown.example/", API + "/", "ISSUER", "x", " "])
def test_t28_a_token_is_for_a_server_that_is_written_down(
    nordljus: Tenant, nightly: RelyingParty, shop: RelyingParty, anns: Client, resource: str
) -> None:
    asked = issuer_of(nordljus) if resource == "ISSUER" else resource
    started = shop.start(anns)

    assert ask(nightly, resource=asked).json()["error"] == "invalid_target"
    assert shop.start(anns, resource=asked).answer["error"] == "invalid_target"
    assert shop.push(resource=asked)[0].json()["error"] == "invalid_target"
    assert shop.redeem(started, resource=asked).json()["error"] == "invalid_target"
    assert shop.redeem(started).status_code == 200, "the code was not used by it"


def test_a_token_for_another_server_is_none_for_us(shop: RelyingParty, anns: Client) -> None:
    tokens = shop.redeem(shop.start(anns, resource=API)).json()

    said = shop.ask_tokens("introspect", token=tokens["access_token"]).json()
    assert (said["active"], said["aud"]) == (True, API)
    assert shop.userinfo(tokens["access_token"]).status_code == 401
    renewed = shop.refresh(tokens["refresh_token"]).json()
    assert shop.verified(renewed["access_token"])["aud"] == API
    assert shop.ask_tokens("revoke", token=renewed["access_token"]).status_code == 200
    assert shop.ask_tokens("introspect", token=tokens["access_token"]).json() == {"active": False}


def test_t28_whoever_asked_for_one_server_gets_a_token_for_no_other(shop: RelyingParty, anns: Client) -> None:
    started = shop.start(anns, resource=API)

    assert shop.redeem(started, resource=OTHER_API).json()["error"] == "invalid_target"
    tokens = shop.redeem(started).json()
    assert shop.refresh(tokens["refresh_token"], resource=OTHER_API).json()["error"] == "invalid_target"
    assert shop.refresh(tokens["refresh_token"]).status_code == 200


def test_whoever_asked_for_none_names_one_with_each_token(shop: RelyingParty, anns: Client) -> None:
    tokens = shop.signs_in(anns)
    one = shop.refresh(tokens["refresh_token"], resource=API).json()
    other = shop.refresh(one["refresh_token"], resource=OTHER_API).json()

    told = [shop.verified(each["access_token"])["aud"] for each in (one, other)]
    assert told == [API, OTHER_API]


def test_a_server_that_is_taken_away_is_one_no_more(shop: RelyingParty, anns: Client) -> None:
    tokens = shop.redeem(shop.start(anns, resource=API)).json()

    Application.objects.filter(pk=shop.application.pk).update(resources=[])

    assert shop.ask_tokens("introspect", token=tokens["access_token"]).json() == {"active": False}
    assert shop.refresh(tokens["refresh_token"]).json()["error"] == "invalid_target"


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uris": [CALLBACK]},
        {"is_for_everybody": True},
        {"own_scopes": ["openid"]},
        {"own_scopes": ["two words"]},
        {"own_scopes": [""]},
        {"own_scopes": [f"s{n}" for n in range(21)]},
        {"resources": ["api.example"]},
        {"resources": ["https:///v1"]},
        {"resources": ["https://api.example/#part"]},
        {"resources": ["https://api.example/ x"]},
        {"resources": ["https://api.example/" + "x" * 500]},
        {"resources": [f"https://{n}.example" for n in range(21)]},
    ],
)
def test_what_cannot_be_a_service_is_refused(nordljus: Tenant, wrong: dict[str, Any]) -> None:
    with pytest.raises(CannotBeApplication):
        services.add(nordljus, Wanted(**({**AS_SERVICE} | wrong)), actor=None)


def test_scopes_of_its_own_are_for_a_service(nordljus: Tenant) -> None:
    with pytest.raises(CannotBeApplication):
        make_application(nordljus, own_scopes=["orders.read"])


def test_a_service_is_added_by_command(nordljus: Tenant, capsys: pytest.CaptureFixture[str]) -> None:
    here = ("--tenant", "nordljus")

    call_command(
        "oidc_application", "add", "Nightly", "--kind", "service", "--scope", "orders.read",
        "--resource", "urn:example:api", "--bound", *here,
    )  # fmt: skip

    assert "secret, said this once" in capsys.readouterr().out
    made = Application.objects.get()
    assert (made.own_scopes, made.resources, made.requires_dpop) == (
        ["orders.read"],
        ["urn:example:api"],
        True,
    )
    with pytest.raises(CommandError, match="who may use it"):
        call_command("oidc_application", "add", "Payroll", "--redirect", CALLBACK, *here)
    with pytest.raises(CommandError, match="jwks"):
        call_command(
            "oidc_application", "add", "Payroll", "--everybody", "--redirect", CALLBACK, "--fapi", *here
        )
