"""An application that has all that FAPI 2.0 asks for: a key, pushed requests, bound tokens (G03)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.tenants.models import Tenant
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.grants.models import RefreshToken
from tests.support.relying import CALLBACK
from tests.support.signing import RS256, ProvingParty, SigningParty, make_signing, new_key, set_of

STRICT: dict[str, Any] = {"requires_pushed": True, "requires_dpop": True}


@dataclass
class FapiParty(SigningParty, ProvingParty):
    """It signs who it is and proves a key, by the same one."""


def make_strict(tenant: Tenant, **facts: Any) -> FapiParty:
    made = make_signing(tenant, **STRICT, **facts)
    return FapiParty(made.slug, made.application, made.secret, key=made.key, algorithm=made.algorithm)


def test_it_signs_people_in(nordljus: Tenant, anns: Client) -> None:
    bank = make_strict(nordljus)

    assert bank.start(anns).answer["error"] == "invalid_request"
    started = bank.start_pushed(anns)
    assert started.answer["iss"]
    tokens = bank.redeem(started).json()

    assert tokens["token_type"] == "DPoP"
    assert bank.userinfo(tokens["access_token"]).status_code == 200


def test_t28_whom_it_signs_for_is_the_issuer_alone(nordljus: Tenant) -> None:
    bank = make_strict(nordljus)
    issuer = bank.claims()["aud"]
    told = []
    for audience in (f"{issuer}/token", [issuer], issuer):
        who = bank.who() | {"client_assertion": bank.assertion(aud=audience)}
        told.append(bank.ask_tokens(grant_type="refresh_token", refresh_token="any", **who).json()["error"])

    assert told == ["invalid_client", "invalid_client", "invalid_grant"]


def test_t28_it_signs_by_no_weak_algorithm(nordljus: Tenant) -> None:
    bank = make_strict(nordljus, algorithm=RS256)

    assert bank.push()[0].json()["error"] == "invalid_client"
    with pytest.raises(CannotBeApplication):
        make_strict(nordljus, id_token_alg="RS256")


def test_it_is_added_by_one_word(nordljus: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(set_of(new_key()))

    call_command(
        "oidc_application", "add", "Bank", "--everybody", "--redirect", CALLBACK, "--fapi", "--jwks", str(file),
        "--tenant", "nordljus",
    )  # fmt: skip

    assert Application.objects.get().keeps_fapi


def test_its_refresh_token_stays_the_same_and_is_worth_nothing_without_both_keys(
    nordljus: Tenant, anns: Client
) -> None:
    bank = make_strict(nordljus)
    token = bank.redeem(bank.start_pushed(anns)).json()["refresh_token"]

    for _ in range(2):
        renewed = bank.refresh(token)
        assert (renewed.status_code, renewed.json()["refresh_token"]) == (200, token)
    unproven = SigningParty(bank.slug, bank.application, "", key=bank.key)
    assert unproven.refresh(token).json()["error"] == "invalid_dpop_proof"
    bank.ask_tokens("revoke", token=token)
    assert bank.refresh(token).json()["error"] == "invalid_grant"


def test_and_ends_when_nobody_uses_it(nordljus: Tenant, anns: Client) -> None:
    bank = make_strict(nordljus)
    token = bank.redeem(bank.start_pushed(anns)).json()["refresh_token"]

    RefreshToken.objects.update(until="2020-01-01T00:00:00Z")

    assert bank.refresh(token).json()["error"] == "invalid_grant"
