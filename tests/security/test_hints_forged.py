"""Who an ID token that comes back names is believed of our own alone, whatever one is made to look like (T28)."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.grants.models import Grant
from idp.oidc.keys import services
from idp.oidc.keys.models import TokenKey
from tests.support.pages import is_signed_in, read
from tests.support.people import make_person, make_tenant
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in


@pytest.fixture(params=["ES256", "RS256"])
def party(request: pytest.FixtureRequest, nordljus: Tenant) -> RelyingParty:
    """An application whose ID tokens are signed so; the organisation has keys of both kinds."""
    make_application(nordljus, name="Other", id_token_alg="RS256")
    return make_application(nordljus, id_token_alg=request.param)


@pytest.fixture
def anns(ann: User) -> Client:
    return signed_in(ann, PASSWORD_PROOF)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def by_mac(header: dict[str, Any], body: str, secret: bytes) -> str:
    """By hand: the library would refuse a public key for a secret."""
    signed = f"{part(header)}.{body}"
    mac = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def forged(token: str) -> dict[str, str]:
    """The same token, as somebody makes it who has our public keys and none of the private ones."""
    header, body, signature = token.split(".")
    shown = json.loads(base64.urlsafe_b64decode(header + "=="))
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    keys = {row.algorithm: row for row in TokenKey.objects.all()}
    other = keys["RS256" if shown["alg"] == "ES256" else "ES256"]
    own: dict[str, Any] = {"ES256": ECKey.generate_key("P-256"), "RS256": RSAKey.generate_key(2048)}
    key_class = ECKey if shown["alg"] == "ES256" else RSAKey
    public = key_class.import_key(keys[shown["alg"]].public_jwk)
    made = {
        f"a mac by the public key, as {kind}": by_mac({**shown, "alg": "HS256"}, body, secret)
        for kind, secret in {
            "a file": public.as_pem(private=False),
            "bytes": public.as_der(private=False),
            "a JWK": json.dumps(keys[shown["alg"]].public_jwk).encode(),
        }.items()
    }
    mine = own[shown["alg"]]
    return {
        **made,
        "none": f"{part({**shown, 'alg': 'none'})}.{body}.",
        "None": f"{part({**shown, 'alg': 'None'})}.{body}.{signature}",
        "by a key of their own": jwt.encode(shown, said, mine, algorithms=[shown["alg"]]),
        "by one that it brings": jwt.encode(
            {**shown, "jwk": mine.as_dict(private=False)}, said, mine, algorithms=[shown["alg"]]
        ),
        "by one to be fetched": jwt.encode(
            {**shown, "jku": "https://evil.example/jwks"}, said, mine, algorithms=[shown["alg"]]
        ),
        "the other key is named": f"{part({**shown, 'kid': other.kid})}.{body}.{signature}",
        "the other way of signing is named": f"{part({**shown, 'alg': other.algorithm})}.{body}.{signature}",
        "both are": f"{part({**shown, 'alg': other.algorithm, 'kid': other.kid})}.{body}.{signature}",
        "another who": f"{header}.{part({**said, 'sub': 'somebody'})}.{signature}",
        "a path for a key": f"{part({**shown, 'kid': '../../dev/null'})}.{body}.{signature}",
        "a question for a key": f"{part({**shown, 'kid': chr(39) + ' OR 1=1 --'})}.{body}.{signature}",
        "a zero signature": f"{header}.{body}.{base64.urlsafe_b64encode(bytes(64)).rstrip(b'=').decode()}",
    }


def test_t28_a_hint_that_we_did_not_sign_names_nobody_and_ends_nothing(
    party: RelyingParty, anns: Client
) -> None:
    hint = party.signs_in(anns)["id_token"]
    given = Grant.objects.count()

    for name, text in forged(hint).items():
        assert party.start(anns, id_token_hint=text).answer["error"] == "invalid_request", name
        page = read(anns.get(party.address("log-out"), query_params={"id_token_hint": text}))
        assert (page.status, page.heading) == (400, "This link does not work"), name

    assert is_signed_in(anns)
    assert Grant.objects.count() == given
    assert "code" in party.start(anns, id_token_hint=hint).answer, "the real one"


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_t28_a_token_of_another_kind_is_no_hint(party: RelyingParty, anns: Client, which: str) -> None:
    token = party.signs_in(anns)[which]

    assert party.start(anns, id_token_hint=token).answer["error"] == "invalid_request"
    assert anns.get(party.address("log-out"), query_params={"id_token_hint": token}).status_code == 400
    assert is_signed_in(anns)


def test_t28_a_hint_of_a_key_that_was_withdrawn_ends_nothing(
    party: RelyingParty, anns: Client, nordljus: Tenant
) -> None:
    hint = party.signs_in(anns)["id_token"]

    services.replace(nordljus, party.application.id_token_alg, actor=None)

    assert anns.get(party.address("log-out"), query_params={"id_token_hint": hint}).status_code == 400
    assert is_signed_in(anns)


@pytest.mark.parametrize("prompt", [None, "none", "login"])
def test_t09_somebody_of_another_organisation_is_answered_for_nowhere(
    party: RelyingParty, prompt: str | None
) -> None:
    theirs = signed_in(make_person(make_tenant("globex"), "eva"), PASSWORD_PROOF)

    started = party.start(theirs, prompt=prompt)

    assert "code" not in started.answer
    assert not Grant.objects.exists()
    if prompt == "none":
        assert started.answer["error"] == "login_required"
    else:
        assert started.page.heading == "Another account is needed"
