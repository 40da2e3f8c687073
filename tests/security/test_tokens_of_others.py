"""T09 for tokens: those of one organisation mean nothing at another. T28: forged ones mean nothing anywhere."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.grants.models import Grant
from idp.oidc.keys import services
from tests.support.people import make_tenant
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in


@pytest.fixture
def payroll(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus)


@pytest.fixture
def theirs(db: None) -> RelyingParty:
    """An application of another organisation."""
    return make_application(make_tenant("globex"))


@pytest.fixture
def anns(ann: User) -> Client:
    return signed_in(ann, PASSWORD_PROOF)


def test_t09_a_code_is_worth_nothing_at_another_organisation(
    payroll: RelyingParty, theirs: RelyingParty, anns: Client
) -> None:
    started = payroll.start(anns)

    assert theirs.redeem(started).json()["error"] == "invalid_grant"
    payroll.slug = "globex"
    assert payroll.redeem(started).json()["error"] == "invalid_client"
    payroll.slug = "nordljus"
    assert payroll.redeem(started).status_code == 200


def test_t09_no_token_is_worth_anything_at_another_organisation(
    payroll: RelyingParty, theirs: RelyingParty, anns: Client
) -> None:
    tokens = payroll.signs_in(anns)

    assert theirs.userinfo(tokens["access_token"]).status_code == 401
    assert theirs.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    for kind in ("access_token", "refresh_token"):
        assert theirs.ask_tokens("introspect", token=tokens[kind]).json() == {"active": False}
        assert theirs.ask_tokens("revoke", token=tokens[kind]).status_code == 200
    assert payroll.userinfo(tokens["access_token"]).status_code == 200
    assert payroll.refresh(tokens["refresh_token"]).status_code == 200


def test_t09_an_application_is_none_at_another_organisation(
    payroll: RelyingParty, theirs: RelyingParty, anns: Client
) -> None:
    given, _verifier = payroll.parameters()

    page = anns.get("/t/globex/authorize", query_params=given)

    assert (page.status_code, "Location" in page) == (400, False)
    assert not Grant.objects.exists()
    assert (
        theirs.start(anns, id_token_hint=payroll.signs_in(anns)["id_token"]).answer["error"]
        == "invalid_request"
    )


def test_t09_what_another_organisations_key_signed_is_not_believed(
    payroll: RelyingParty, theirs: RelyingParty, anns: Client, nordljus: Tenant
) -> None:
    tokens = payroll.signs_in(anns)
    said = payroll.verified(tokens["access_token"])
    foreign = services.signer_of(theirs.application.tenant, "ES256")

    forged = jwt.encode({"alg": "ES256", "kid": foreign.kid, "typ": "at+jwt"}, said, foreign.key)

    assert payroll.userinfo(forged).status_code == 401
    assert theirs.userinfo(forged).status_code == 401


def forgeries(token: str, jwks: dict[str, Any]) -> dict[str, str]:
    """An access token as one would like to have it, made without our key."""
    header, body, signature = token.split(".")
    shown = json.loads(base64.urlsafe_b64decode(header + "=="))
    said = jwt.decode(token, ECKey.import_key(jwks["keys"][0]), algorithms=["ES256"]).claims
    own, rsa = ECKey.generate_key("P-256"), RSAKey.generate_key(2048)
    public = json.dumps(jwks["keys"][0]).encode()

    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return {
        "no algorithm": f"{part({**shown, 'alg': 'none'})}.{body}.",
        "no signature": f"{header}.{body}.",
        "a mac by the public key": jwt.encode(
            {**shown, "alg": "HS256"}, said, OctKey.import_key(public), algorithms=["HS256"]
        ),
        "a key of their own": jwt.encode(shown, said, own),
        "a key of their own, brought along": jwt.encode(
            {**shown, "jwk": own.as_dict(private=False)}, said, own
        ),
        "another algorithm": jwt.encode({**shown, "alg": "RS256"}, said, rsa),
        "no key named": f"{part({name: value for name, value in shown.items() if name != 'kid'})}.{body}.{signature}",
        "a key that is none": f"{part({**shown, 'kid': 'x' * 43})}.{body}.{signature}",
        "a key that is no text": f"{part({**shown, 'kid': [shown['kid']]})}.{body}.{signature}",
        "a larger scope": f"{header}.{part({**said, 'scope': 'openid admin'})}.{signature}",
        "no head": f".{body}.{signature}",
        "deep": f"{base64.urlsafe_b64encode(b'[' * 9000).decode()}.{body}.{signature}",
    }


def test_t28_a_token_that_we_did_not_sign_like_that_is_none(payroll: RelyingParty, anns: Client) -> None:
    token = payroll.signs_in(anns)["access_token"]
    made = forgeries(token, payroll.server.get(payroll.address("jwks")).json())

    answers = {name: payroll.userinfo(forged).status_code for name, forged in made.items()}

    assert answers == dict.fromkeys(made, 401)
    assert payroll.userinfo(token).status_code == 200


def test_t28_a_token_of_a_key_that_was_withdrawn_is_none(
    payroll: RelyingParty, anns: Client, nordljus: Tenant
) -> None:
    token = payroll.signs_in(anns)["access_token"]

    services.replace(nordljus, "ES256", actor=None)

    assert payroll.userinfo(token).status_code == 401
    assert payroll.userinfo(payroll.signs_in(anns)["access_token"]).status_code == 200


def test_an_id_token_is_never_taken_for_an_access_token_by_its_type(
    payroll: RelyingParty, anns: Client
) -> None:
    tokens = payroll.signs_in(anns)

    types = {
        kind: jws.extract_compact(tokens[kind].encode()).headers()["typ"]
        for kind in ("id_token", "access_token")
    }
    assert types == {"id_token": "JWT", "access_token": "at+jwt"}
