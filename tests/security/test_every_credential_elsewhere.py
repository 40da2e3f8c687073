"""T09, T28: whatever an application was given is nothing at another organisation, and nothing to another application.

All that there is, at every address that takes it; afterwards each is worth at home what it was.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.limits import forget_tries
from tests.support.pages import read
from tests.support.people import make_tenant
from tests.support.phones import phone_of
from tests.support.relying import (
    CALLBACK,
    CIBA,
    RelyingParty,
    Started,
    make_application,
    open_address,
    question,
)
from tests.support.screens import DEVICE_CODE, Television, turned_on
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.support.signing import AS_SERVICE, SigningParty, make_signing

FORMS = ("introspect", "revoke", "token", "par", "bc-authorize", "device_authorization")


class Given:
    """Everything that one application has, and was given, for one person; none of it used."""

    def __init__(self, party: RelyingParty, person: User) -> None:
        self.party, self.browser = party, signed_in(person, PASSWORD_PROOF)
        phone = phone_of(person)
        phone.tell_capabilities()
        self.started: Started = party.start(self.browser)
        self.tokens: dict[str, Any] = party.signs_in(self.browser)
        self.auth_req_id: str = party.ask_phone(login_hint=person.username).json()["auth_req_id"]
        phone.says_yes(question())
        self.television: Television = turned_on(party)
        self.television.let_in(self.browser)
        answered, self.pushed = party.push()
        self.request_uri: str = answered.json()["request_uri"]

    def fields(self) -> dict[str, dict[str, str]]:
        """How each is used at the token endpoint."""
        return {
            "code": {
                "grant_type": "authorization_code",
                "code": self.started.code,
                "redirect_uri": CALLBACK,
                "code_verifier": self.started.verifier,
            },
            "refresh token": {"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]},
            "approval": {"grant_type": CIBA, "auth_req_id": self.auth_req_id},
            "device code": {
                "grant_type": DEVICE_CODE,
                "device_code": self.television.told["device_code"],
            },
        }

    def is_worth_what_it_was(self) -> bool:
        forget_tries()
        assert self.party.userinfo(self.tokens["access_token"]).status_code == 200
        query = {"client_id": self.party.client_id, "request_uri": self.request_uri}
        assert self.party.go_on(self.pushed, self.browser, query).answer["code"]
        for name, fields in self.fields().items():
            assert self.party.ask_tokens(**fields).status_code == 200, name
        return True


ABLE: dict[str, Any] = {"delivery": "poll", "is_for_screens": True}


@pytest.fixture
def given(nordljus: Tenant, ann: User) -> Given:
    return Given(make_application(nordljus, **ABLE), ann)


@pytest.fixture(params=["another organisation", "another application"])
def other(request: pytest.FixtureRequest, nordljus: Tenant) -> RelyingParty:
    """One that may do all that this one may."""
    is_foreign = request.param == "another organisation"
    return make_application(make_tenant("globex") if is_foreign else nordljus, name="Other", **ABLE)


def test_t09_nothing_that_one_was_given_is_anything_to_another(given: Given, other: RelyingParty) -> None:
    for name, fields in given.fields().items():
        assert other.ask_tokens(**fields).json()["error"] == "invalid_grant", name
    for token in (*given.fields()["refresh token"].values(), given.tokens["access_token"]):
        assert other.ask_tokens("revoke", token=token).status_code == 200
    assert other.ask_tokens("introspect", token=given.tokens["refresh_token"]).json() == {"active": False}
    hint = {"id_token_hint": given.tokens["id_token"]}
    assert other.ask_phone(**hint).json()["error"] == "invalid_request"
    query = f"client_id={other.client_id}&request_uri={given.request_uri}"
    page = open_address(given.browser, f"{other.address('authorize')}?{query}")
    assert page.heading == "This link does not work"

    assert given.is_worth_what_it_was()


def test_t09_at_another_organisation_an_application_is_nobody(given: Given) -> None:
    make_tenant("globex")
    there = {
        "introspect": {"token": given.tokens["access_token"]},
        "revoke": {"token": given.tokens["refresh_token"]},
        "bc-authorize": {"scope": "openid", "login_hint": "ann@nordljus.example"},
        "device_authorization": {"scope": "openid"},
        "par": given.party.parameters()[0],
    }

    for path in FORMS:
        called = [there[path]] if path in there else given.fields().values()
        for fields in called:
            answer = given.party.ask_tokens(path, slug="globex", **fields)
            assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), path
    assert given.party.userinfo(given.tokens["access_token"], slug="globex").status_code == 401
    hint = {"id_token_hint": given.tokens["id_token"]}
    assert given.browser.get("/t/globex/log-out", hint).status_code == 400
    assert (
        read(given.browser.get(f"/t/globex/device?user_code={given.television.told['user_code'][:9]}")).status
        == 403
    )

    assert given.is_worth_what_it_was()


def test_t09_an_assertion_for_one_organisation_shows_nothing_at_another(nordljus: Tenant) -> None:
    """Of an application that both know by the same name and the same key."""
    here = make_signing(nordljus)
    globex = make_tenant("globex")
    made = make_application(globex, public_keys=here.application.public_keys)
    made.application.client_id = here.client_id
    made.application.save()
    there = SigningParty("globex", made.application, "", key=here.key)
    shown = here.who()

    refused = RelyingParty.ask_tokens(there, "introspect", token="any", **shown)

    assert refused.status_code == 401
    assert RelyingParty.ask_tokens(here, "introspect", token="any", **shown).status_code == 200


def test_t09_what_a_service_has_is_nothing_at_another_organisation(nordljus: Tenant) -> None:
    nightly = make_application(nordljus, **AS_SERVICE)
    other = make_application(make_tenant("globex"))
    token = nightly.ask_tokens(grant_type="client_credentials").json()["access_token"]

    assert other.ask_tokens("introspect", token=token).json() == {"active": False}
    assert nightly.ask_tokens(slug="globex", grant_type="client_credentials").status_code == 401
    assert Client().get("/t/globex/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert nightly.ask_tokens("introspect", token=token).json()["active"] is True
