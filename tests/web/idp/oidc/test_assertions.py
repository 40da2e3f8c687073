"""Applications that show who they are by what they sign: private_key_jwt (RFC 7523, section 3) (G03)."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from devices.signatures.encoding import encode
from idp.oidc.applications import services
from idp.oidc.applications.keys import give_keys, read_set
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import CannotBeApplication
from tests.support.clock import travel
from tests.support.people import make_tenant
from tests.support.relying import CALLBACK, RelyingParty, make_application
from tests.support.signing import (
    EDDSA,
    ES256,
    PS256,
    RS256,
    SigningParty,
    make_signing,
    new_key,
    set_of,
    sign,
)

HEADS = {name: encode(f'{{"alg":"{name}"}}'.encode()) for name in ("HS256", "none")}
UNKNOWN = "the client is not known here, or did not show so"


@pytest.fixture
def signer(nordljus: Tenant) -> SigningParty:
    return make_signing(nordljus)


def refusal(party: SigningParty, assertion: str) -> str:
    """What the application hears that shows this; by a token that is none, so that being known is `invalid_grant`."""
    who = party.who() | {"client_assertion": assertion}
    answered = RelyingParty.ask_tokens(party, grant_type="refresh_token", refresh_token="any", **who)
    return str(answered.json()["error"])


@pytest.mark.parametrize("algorithm", [ES256, PS256, RS256, EDDSA])
def test_it_signs_people_in_by_its_key(nordljus: Tenant, anns: Client, algorithm: str) -> None:  # G03
    party = make_signing(nordljus, algorithm=algorithm)

    tokens = party.signs_in(anns)

    assert party.secret == ""
    assert party.refresh(tokens["refresh_token"]).status_code == 200
    assert party.ask_tokens("introspect", token=tokens["access_token"]).json()["active"] is True
    assert party.ask_tokens("revoke", token=tokens["access_token"]).status_code == 200
    assert party.ask_tokens("introspect", token=tokens["access_token"]).json() == {"active": False}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"iss": "another"}, "another's"),
        ({"sub": "another"}, "another's"),
        ({"iss": None}, "nobody's"),
        ({"aud": "https://other.example"}, "for another server"),
        ({"aud": None}, "for nobody"),
        ({"aud": ["ISSUER", "https://other.example"]}, "for us and another"),
        ({"jti": None}, "without a name"),
        ({"jti": ""}, "without a name"),
        ({"jti": "x" * 257}, "with too long a name"),
        ({"exp": None}, "without an end"),
        ({"exp": 1000}, "over"),
        ({"exp": True}, "no time"),
        ({"exp": "soon"}, "no time"),
        ({"exp": 99_999_999_999}, "for ever"),
        ({"iat": 99_999_999_999}, "of times to come"),
        ({"nbf": 99_999_999_999}, "not yet"),
    ],
)
def test_t28_what_it_signs_must_be_for_us_and_for_now(
    signer: SigningParty, said: dict[str, Any], why: str
) -> None:
    issuer = signer.claims()["aud"]
    if isinstance(said.get("aud"), list):
        said = {"aud": [issuer, *said["aud"][1:]]}

    assert refusal(signer, signer.assertion(**said)) in {"invalid_client", "invalid_request"}, why
    assert refusal(signer, signer.assertion()) == "invalid_grant"


def test_whom_it_is_for_is_our_issuer_or_our_token_endpoint_alone(signer: SigningParty) -> None:
    issuer = signer.claims()["aud"]

    for audience in (issuer, [issuer], f"{issuer}/token"):
        assert refusal(signer, signer.assertion(aud=audience)) == "invalid_grant"
    assert refusal(signer, signer.assertion(aud=[issuer, f"{issuer}/token"])) == "invalid_client"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "HS256"},
        {"alg": "none"},
        {"typ": "dpop+jwt"},
        {"typ": "at+jwt"},
        {"kid": "another"},
        {"crit": ["b64"], "b64": True},
        {"jku": "https://evil.example/keys"},
    ],
)
def test_t28_its_header_says_nothing_that_we_do_not_know(
    signer: SigningParty, header: dict[str, Any]
) -> None:
    _head, body, _signature = signer.assertion().split(".")
    if header.get("alg") == "HS256":
        # The public key as a secret that both sides know.
        signed = HEADS["HS256"] + "." + body
        forged = (
            signed + "." + encode(hmac.digest(signer.key.as_pem(private=False), signed.encode(), "sha256"))
        )
    elif header.get("alg") == "none":
        forged = HEADS["none"] + f".{body}."
    else:
        forged = sign(signer.key, signer.claims(), **({"alg": signer.algorithm} | header))

    assert refusal(signer, forged) in {"invalid_client", "invalid_request"}


def test_t28_only_its_own_key_signs(signer: SigningParty) -> None:
    forged = sign(new_key(), signer.claims())

    assert refusal(signer, forged) == "invalid_client"


def test_t28_an_assertion_is_taken_once(signer: SigningParty) -> None:
    assertion = signer.assertion()

    assert refusal(signer, assertion) == "invalid_grant"
    assert refusal(signer, assertion) == "invalid_client"


def test_one_that_is_refused_uses_up_nothing(signer: SigningParty) -> None:
    forged = sign(new_key(), signer.claims(jti="mine"))

    assert refusal(signer, forged) == "invalid_client"
    assert refusal(signer, signer.assertion(jti="mine")) == "invalid_grant"


def test_it_ends_when_it_says(signer: SigningParty) -> None:
    with travel("2031-05-01T10:00:00Z", tick=False):
        assertion = signer.assertion()
    with travel("2031-05-01T10:01:00Z", tick=False):
        assert refusal(signer, assertion) == "invalid_client"


def test_t28_of_each_application_only_its_own_way_counts(nordljus: Tenant, signer: SigningParty) -> None:
    by_secret = make_application(nordljus)
    page = make_application(nordljus, kind="single_page")

    for other in (by_secret, page):
        said = signer.claims(iss=other.client_id, sub=other.client_id)
        assert refusal(signer, sign(signer.key, said)) == "invalid_client"
    signer_by_nothing = RelyingParty(signer.slug, signer.application, "")
    assert signer_by_nothing.refresh("any").json()["error"] == "invalid_client"
    signer_by_nothing.secret = "guessed"
    assert signer_by_nothing.refresh("any").json()["error"] == "invalid_client"


def test_a_secret_counts_no_more_once_there_are_keys(nordljus: Tenant) -> None:
    party = make_application(nordljus)

    give_keys(party.application, read_set(set_of(new_key())), actor=None)

    assert party.refresh("any").json()["error"] == "invalid_client"
    with pytest.raises(CannotBeApplication):
        services.change_secret(party.application, actor=None)


@pytest.mark.parametrize(
    "more",
    [
        {"client_secret": "x"},
        {"client_id": "another"},
        {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
        {"client_assertion": "x"},
        {"client_assertion": ""},
    ],
)
def test_it_shows_who_it_is_in_one_way(signer: SigningParty, more: dict[str, str]) -> None:
    answered = RelyingParty.ask_tokens(signer, grant_type="refresh_token", refresh_token="any", **more)

    assert answered.json()["error"] in {"invalid_request", "invalid_client"}


def test_t09_at_another_organisation_it_is_unknown(signer: SigningParty) -> None:
    make_tenant("globex")

    answered = signer.ask_tokens(slug="globex", grant_type="refresh_token", refresh_token="any")

    assert answered.json() == {"error": "invalid_client", "error_description": UNKNOWN}


def test_of_several_keys_it_names_the_one_that_it_signs_by(nordljus: Tenant) -> None:
    old, new = new_key(), new_key()
    party = make_signing(nordljus)
    give_keys(party.application, read_set(set_of(old, new)), actor=None)

    for party.key in (old, new):
        assert refusal(party, party.assertion(header={"kid": party.key.thumbprint()})) == "invalid_grant"
        assert refusal(party, party.assertion()) == "invalid_client", "which of the two?"


def test_keys_are_given_by_command(
    nordljus: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keys.json"
    file.write_text(set_of(new_key()))
    here = ("--tenant", "nordljus")

    call_command(
        "oidc_application",
        "add",
        "Payroll",
        "--everybody",
        "--redirect",
        CALLBACK,
        "--jwks",
        str(file),
        *here,
    )
    assert "secret" not in capsys.readouterr().out
    application = Application.objects.get()
    file.write_text(set_of(new_key(), new_key(PS256)))
    call_command("oidc_application", "keys", application.client_id, str(file), *here)

    assert "keys of Payroll: 2" in capsys.readouterr().out
    assert len(Application.objects.get().public_keys) == 2
    assert len(AuditEvent.objects.get(tag="tenant:application:keys_changed").details["kids"]) == 2
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("oidc_application", "keys", application.client_id, str(tmp_path / "none"), *here)


def test_who_can_keep_no_secret_can_keep_no_key(nordljus: Tenant) -> None:
    page = make_application(nordljus, kind="single_page")

    with pytest.raises(CannotBeApplication):
        give_keys(page.application, read_set(set_of(new_key())), actor=None)
    with pytest.raises(CannotBeApplication):
        make_signing(nordljus, kind="native")


def test_t28_a_secret_that_is_left_over_is_none(nordljus: Tenant) -> None:
    party = make_application(nordljus)
    Application.objects.update(public_keys=read_set(set_of(new_key())))

    assert party.refresh("any").json()["error"] == "invalid_client"
