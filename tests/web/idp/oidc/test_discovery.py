"""Discovery and JWKS: what an organisation's issuer says of itself (G01)."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from idp.oidc.keys import services
from idp.oidc.keys.models import TokenKey
from idp.oidc.keys.timing import PUBLISHED_AFTER, PUBLISHED_BEFORE
from tests.support.clock import travel
from tests.support.pages import read
from tests.support.people import make_tenant, take_out_of_use
from tests.support.relying import RelyingParty

CONFIGURATION = "/t/nordljus/.well-known/openid-configuration"
METADATA = "/.well-known/oauth-authorization-server/t/nordljus"
HERE = [CONFIGURATION, METADATA, "/t/nordljus/jwks"]


@pytest.mark.parametrize("path", [CONFIGURATION, METADATA])
def test_an_organisation_says_what_its_issuer_can_do(
    path: str, nordljus: Tenant, client: Client, settings: Settings
) -> None:  # G01
    said = client.get(path).json()

    issuer = f"{settings.PUBLIC_URL}/t/nordljus"
    assert said["issuer"] == issuer
    endpoints = {name: value for name, value in said.items() if name.endswith(("_endpoint", "_uri"))}
    assert all(value.startswith(f"{issuer}/") for value in endpoints.values())
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["response_types_supported"] == ["code"]
    assert said["authorization_response_iss_parameter_supported"] is True


def test_every_endpoint_that_is_named_is_there(nordljus: Tenant, client: Client, settings: Settings) -> None:
    said = client.get(CONFIGURATION).json()

    named = [value for name, value in said.items() if name.endswith(("_endpoint", "jwks_uri"))]
    found = {value: client.get(value.removeprefix(settings.PUBLIC_URL)).status_code for value in named}
    assert len(found) >= 8
    assert 404 not in found.values()


@pytest.mark.parametrize("path", HERE)
def test_an_organisation_out_of_use_is_not_there_as_one_that_never_was(
    path: str, nordljus: Tenant, client: Client
) -> None:  # T13
    there = client.get(path)
    with CaptureQueriesContext(connection) as of_unknown:
        unknown = client.get(path.replace("nordljus", "nowhere"))
    take_out_of_use(nordljus)
    with CaptureQueriesContext(connection) as of_suspended:
        suspended = client.get(path)

    assert there.status_code == 200
    assert (unknown.status_code, suspended.status_code) == (404, 404)
    assert read(unknown).masked().replace("nowhere", "nordljus") == read(suspended).masked()
    assert len(of_unknown) == len(of_suspended)


def test_t25_a_forged_host_changes_no_address(nordljus: Tenant, client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    said = client.get(
        CONFIGURATION,
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    )

    assert b"evil" not in said.content
    assert said.json()["issuer"] == f"{settings.PUBLIC_URL}/t/nordljus"


@pytest.mark.parametrize("path", HERE)
def test_pages_of_any_origin_may_read_it_and_may_keep_it_for_a_while(
    path: str, nordljus: Tenant, client: Client
) -> None:
    said = client.get(path, headers={"Origin": "https://app.example"})

    assert said["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in said
    assert said["Cache-Control"].startswith("public, max-age=")


def test_the_published_keys_have_no_private_half_and_none_stands_in_the_table(
    payroll: RelyingParty, client: Client
) -> None:  # I10
    keys = client.get("/t/nordljus/jwks").json()["keys"]

    assert [(key["kty"], key["alg"], key["use"]) for key in keys] == [("EC", "ES256", "sig")]
    assert {"d", "p", "q"} & set(keys[0]) == set()
    [row] = TokenKey.objects.all()
    assert '"d"' not in row.private_key_encrypted + json.dumps(row.public_jwk)


def test_each_organisation_has_keys_of_its_own(nordljus: Tenant, client: Client) -> None:  # T09
    make_tenant("globex")

    mine = client.get("/t/nordljus/jwks").json()["keys"]
    theirs = client.get("/t/globex/jwks").json()["keys"]

    assert {key["kid"] for key in mine}.isdisjoint(key["kid"] for key in theirs)


def test_a_key_is_made_once_however_often_it_is_needed(nordljus: Tenant, client: Client) -> None:
    client.get("/t/nordljus/jwks")
    services._signing.clear()
    client.get("/t/nordljus/jwks")

    assert TokenKey.objects.count() == 1


def test_the_next_key_is_published_before_it_signs_and_the_old_one_after(
    nordljus: Tenant, client: Client
) -> None:
    def published() -> list[str]:
        return [key["kid"] for key in client.get("/t/nordljus/jwks").json()["keys"]]

    def signs() -> str:
        services._signing.clear()
        return services.signer_of(nordljus, "ES256").kid

    [old] = published()
    call_command("oidc_keys", "rotate", "--tenant", "nordljus")
    now = clock.seconds()
    assert (published()[0], len(published()), signs()) == (old, 2, old)

    [new] = set(published()) - {old}
    turn = PUBLISHED_BEFORE.total_seconds() + 5
    with travel(now + turn):
        assert (published(), signs()) == ([old, new], new)
    with travel(now + turn + PUBLISHED_AFTER.total_seconds()):
        assert published() == [new]
    assert AuditEvent.objects.filter(tag="tenant:token_key:rotated").exists()


def test_a_key_that_has_leaked_is_published_no_more_and_another_signs_at_once(
    nordljus: Tenant, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    [leaked] = client.get("/t/nordljus/jwks").json()["keys"]

    call_command("oidc_keys", "replace", "--tenant", "nordljus")

    [key] = client.get("/t/nordljus/jwks").json()["keys"]
    assert key["kid"] != leaked["kid"]
    assert services.signer_of(nordljus, "ES256").kid == key["kid"]
    assert services.known_key(nordljus, leaked["kid"]) is None
    assert "sign by it for at most 5 seconds more" in capsys.readouterr().out


def test_the_command_lists_keys_with_what_becomes_of_them(
    nordljus: Tenant, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/t/nordljus/jwks")
    call_command("oidc_keys", "rotate", "--tenant", "nordljus")
    capsys.readouterr()

    call_command("oidc_keys", "list", "--tenant", "nordljus")

    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith(": signs")
    assert second.endswith(": published")
