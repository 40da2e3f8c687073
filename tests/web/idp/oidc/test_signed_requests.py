"""What applications sign that they ask for: pushed, in an address, of phones (RFC 9101; CIBA Core, 7.1.1) (G03)."""

from __future__ import annotations

import hmac
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.signatures.encoding import encode
from idp.oidc.applications.models import Application
from idp.oidc.applications.services import CannotBeApplication
from idp.oidc.ciba.models import BackchannelRequest
from tests.support.clock import travel
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import AFTER, CALLBACK, Started, make_application, open_address, question
from tests.support.signing import EDDSA, ES256, PS256, RS256, SigningParty, make_signing, new_key, sign

TIMES = {"exp", "nbf", "iat"}
ASKED = {"scope": "openid", "login_hint": "ann@nordljus.example"}


@pytest.fixture
def bank(nordljus: Tenant) -> SigningParty:
    return make_signing(nordljus, name="Bank", delivery="poll")


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    added = phone_of(ann)
    added.tell_capabilities()
    return added


def asks_phone(bank: SigningParty, request: str, **beside: str) -> Any:
    return bank.ask_tokens("bc-authorize", request=request, **beside)


def opens(bank: SigningParty, client: Client, request: str, verifier: str = "", **beside: str) -> Started:
    """A browser is sent here with what was signed, in the address."""
    started = Started(verifier, "", "", open_address(client, "/"))
    return bank.go_on(started, client, {"client_id": bank.client_id, "request": request} | beside)


def is_answered(started: Started) -> bool:
    return bool(started.answer) or "does not work" not in started.page.text


@pytest.mark.parametrize("algorithm", [ES256, PS256, EDDSA])
def test_g03_what_is_signed_is_asked_of_the_phone(
    nordljus: Tenant, phone: SigningPhone, ann: User, algorithm: str
) -> None:
    bank = make_signing(nordljus, algorithm=algorithm, name="Bank", delivery="poll")
    details = [{"type": "payment", "amount": "129.90", "currency": "SEK", "to": "Bo"}]

    answered = asks_phone(
        bank,
        bank.signed(ASKED, binding_message="W4SCT", authorization_details=details, requested_expiry=60),
    )

    assert answered.status_code == 200, answered.content
    assert answered.json()["expires_in"] == 60
    [seen] = phone.requests()
    assert (seen.binding_message, seen.context["details"]) == ("W4SCT", details)
    phone.says_yes(question())
    assert bank.poll(answered.json()["auth_req_id"]).json()["authorization_details"] == details


@pytest.mark.parametrize(
    "said",
    [
        {"iss": None},
        {"iss": "another"},
        {"aud": None},
        {"aud": "https://other.example"},
        {"aud": ["https://other.example"]},
        {"exp": None},
        {"exp": "-1"},
        {"exp": True},
        {"exp": "+3601"},
        {"nbf": None},
        {"nbf": "-3600", "exp": "+60"},
        {"nbf": "+600", "exp": "+900"},
        {"iat": None},
        {"iat": "+600"},
        {"jti": None},
        {"jti": ""},
        {"sub": "CLIENT"},
        {"client_id": "another"},
        {"request": "x"},
        {"request_uri": "https://app.example/request"},
        {"scope": ["openid"]},
        {"scope": True},
        {"binding_message": {"a": "b"}},
    ],
)
def test_t28_what_is_signed_must_be_for_us_and_for_now(
    bank: SigningParty, phone: SigningPhone, said: dict[str, Any]
) -> None:
    now = int(time.time())
    given = {
        name: now + int(value) if name in TIMES and isinstance(value, str) else value
        for name, value in said.items()
    }
    if "sub" in given:
        given["sub"] = bank.client_id

    answered = asks_phone(bank, bank.signed(ASKED | given))

    assert (answered.status_code, answered.json()["error"]) == (400, "invalid_request"), answered.content
    assert phone.requests() == []
    pushed = bank.ask_tokens("par", request=bank.signed(bank.parameters()[0] | given))
    assert (pushed.status_code, pushed.json()["error"]) == (400, "invalid_request_object")


@pytest.mark.parametrize("name", ["HS256", "none", "RS256", "typ", "crit", "kid", "key"])
def test_t28_only_its_own_key_signs_and_by_no_weak_algorithm(
    nordljus: Tenant, bank: SigningParty, phone: SigningPhone, name: str
) -> None:
    _head, body, _signature = bank.signed(ASKED).split(".")
    if name == "HS256":
        said = encode(b'{"alg":"HS256"}') + "." + body
        forged = said + "." + encode(hmac.digest(bank.key.as_pem(private=False), said.encode(), "sha256"))
    elif name == "none":
        forged = encode(b'{"alg":"none"}') + f".{body}."
    elif name == "RS256":
        bank = make_signing(nordljus, algorithm=RS256, delivery="poll")
        forged = bank.signed(ASKED)
    elif name == "key":
        forged = bank.signed(ASKED, key=new_key())
    else:
        headers: dict[str, dict[str, Any]] = {
            "typ": {"typ": "dpop+jwt"},
            "crit": {"crit": ["b64"], "b64": True},
            "kid": {"kid": "another"},
        }
        forged = bank.signed(ASKED, header=headers[name])

    assert asks_phone(bank, forged).json()["error"] == "invalid_request"
    assert phone.requests() == []


def test_t28_an_assertion_of_who_it_is_asks_for_nothing(bank: SigningParty, phone: SigningPhone) -> None:
    said = bank.claims(nbf=int(time.time()), **ASKED)

    assert asks_phone(bank, sign(bank.key, said)).json()["error"] == "invalid_request"
    assert phone.requests() == []


def test_t28_what_is_signed_counts_once(bank: SigningParty, phone: SigningPhone) -> None:
    signed = bank.signed(ASKED)
    forged = bank.signed(ASKED, key=new_key(), jti="mine")

    assert asks_phone(bank, signed).status_code == 200
    assert asks_phone(bank, signed).json()["error"] == "invalid_request"
    assert asks_phone(bank, forged).json()["error"] == "invalid_request"
    assert asks_phone(bank, bank.signed(ASKED, jti="mine")).status_code == 200
    pushed = bank.signed(bank.parameters()[0])
    assert bank.ask_tokens("par", request=pushed).status_code == 201
    assert bank.ask_tokens("par", request=pushed).json()["error"] == "invalid_request_object"


def test_t28_beside_what_is_signed_nothing_is_asked_of_phones(
    bank: SigningParty, phone: SigningPhone
) -> None:
    for name, value in (("binding_message", "Another"), ("scope", "openid profile"), ("login_hint", "ann")):
        answered = asks_phone(bank, bank.signed(ASKED), **{name: value})
        assert answered.json()["error"] == "invalid_request"

    assert phone.requests() == []


def test_g03_an_audience_of_several_has_us_among_them(bank: SigningParty, phone: SigningPhone) -> None:
    issuer = bank.claims()["aud"]

    assert asks_phone(bank, bank.signed(ASKED, aud=["https://other.example", issuer])).status_code == 200


def test_g03_what_is_signed_is_pushed(bank: SigningParty, anns: Client) -> None:
    given, verifier = bank.parameters(scope="openid", claims=None)
    claims = {"id_token": {"acr": {"essential": True, "values": ["one_step"]}}}

    pushed = bank.ask_tokens("par", request=bank.signed(given, claims=claims, max_age=600), scope="evil")

    assert pushed.status_code == 201, pushed.content
    name = {"client_id": bank.client_id, "request_uri": pushed.json()["request_uri"]}
    started = bank.go_on(
        Started(verifier, given["state"], given["nonce"], open_address(anns, "/")), anns, name
    )
    assert started.answer["state"] == given["state"]
    assert bank.redeem(started).status_code == 200


def test_t28_of_an_address_what_is_signed_counts_and_nothing_else(bank: SigningParty, anns: Client) -> None:
    given, verifier = bank.parameters(scope="openid")
    beside = {"redirect_uri": "https://evil.example/", "state": "another", "scope": "openid email"}

    started = opens(bank, anns, bank.signed(given), verifier, **beside)

    assert started.answer["state"] == given["state"]
    tokens = bank.redeem(started).json()
    assert tokens["scope"] == "openid"


def test_t28_in_an_address_too_it_is_signed_by_its_key_and_sends_nobody_elsewhere(
    bank: SigningParty, anns: Client
) -> None:
    given = bank.parameters(scope="openid")[0]
    shown = {"redirect_uri": CALLBACK, "state": "s"}

    assert not is_answered(opens(bank, anns, bank.signed(given, key=new_key()), **shown))
    assert not is_answered(opens(bank, anns, bank.signed(given | {"exp": 1000}), **shown))
    assert not is_answered(opens(bank, anns, bank.signed(given | {"redirect_uri": "https://evil.example/"})))
    assert not is_answered(opens(bank, anns, bank.signed(given | {"redirect_uri": None}), **shown))
    assert not is_answered(opens(bank, anns, bank.signed(given), client_id=AFTER))
    assert is_answered(opens(bank, anns, bank.signed(given)))


def test_g03_whoever_takes_long_to_sign_in_comes_back_to_what_was_good_then(
    bank: SigningParty, anns: Client
) -> None:
    with travel("2031-05-01T10:00:00Z", tick=False):
        signed = bank.signed(bank.parameters(scope="openid", prompt="login")[0])
        leads = anns.get(
            f"{bank.address('authorize')}?{urlencode({'client_id': bank.client_id, 'request': signed})}"
        )
    address = leads.headers["Location"]

    with travel("2031-05-01T10:20:00Z", tick=False):
        assert "does not work" not in open_address(anns, address).text
        assert not is_answered(opens(bank, anns, signed))


def test_t28_who_signs_what_they_ask_for_asks_for_nothing_unsigned(
    nordljus: Tenant, phone: SigningPhone, anns: Client
) -> None:
    bank = make_signing(nordljus, delivery="poll", signs_requests=True)
    given, verifier = bank.parameters(scope="openid")

    assert bank.ask_phone(**ASKED).json()["error"] == "invalid_request"
    assert bank.push()[0].json()["error"] == "invalid_request"
    assert bank.start(anns).answer["error"] == "invalid_request"
    assert not BackchannelRequest.objects.exists()

    assert asks_phone(bank, bank.signed(ASKED)).status_code == 200
    assert opens(bank, anns, bank.signed(given), verifier).answer["code"]
    name = bank.ask_tokens("par", request=bank.signed(given)).json()["request_uri"]
    begun = Started(verifier, given["state"], given["nonce"], open_address(anns, "/"))
    assert bank.go_on(begun, anns, {"client_id": bank.client_id, "request_uri": name}).answer["code"]


def test_what_signs_what_it_asks_for_has_keys(nordljus: Tenant) -> None:
    with pytest.raises(CannotBeApplication):
        make_application(nordljus, signs_requests=True)
    with pytest.raises(CommandError):
        call_command(
            "oidc_application", "add", "Bank", "--tenant", "nordljus", "--everybody", "--redirect", CALLBACK,
            "--signed-only",
        )  # fmt: skip
    assert not Application.objects.exists()


def test_g03_discovery_says_how_it_may_be_signed(bank: SigningParty) -> None:
    told = bank.server.get(bank.address(".well-known/openid-configuration")).json()

    algorithms = told["backchannel_authentication_request_signing_alg_values_supported"]
    assert "none" not in algorithms
    assert "RS256" not in algorithms
    assert {"ES256", "PS256"} <= set(algorithms)
    assert told["request_object_signing_alg_values_supported"] == algorithms
    assert told["request_parameter_supported"] is True
