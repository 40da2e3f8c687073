"""What an application that is not the organisation's own tries, to learn more than its people allowed (G05, T28)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from idp.oidc.applications.models import Application
from idp.oidc.consent.models import Consent
from idp.oidc.consent.services import ToBeTold, allow
from idp.oidc.documents import fetching, services
from idp.oidc.grants.models import Grant
from tests.support.pages import browser, send
from tests.support.people import make_group, make_person
from tests.support.phones import phone_of
from tests.support.relying import RelyingParty, answer_in, make_application, question
from tests.support.screens import make_television, turned_on
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.web.idp.oidc.test_consent import allows, says

HOST = "agent.example"
CLIENT_ID = f"https://{HOST}/client.json"


@pytest.fixture
def anns(ann: User) -> Client:
    return signed_in(ann, PASSWORD_PROOF)


@pytest.fixture
def payroll(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus)


@pytest.fixture
def shop(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, name="Shop", is_own=False)


def introspected(party: RelyingParty, token: str) -> dict[str, Any]:
    said: dict[str, Any] = party.ask_tokens("introspect", token=token).json()
    return said


def test_g05_it_hears_of_no_token_but_its_own(
    payroll: RelyingParty, shop: RelyingParty, anns: Client
) -> None:
    theirs = payroll.signs_in(anns)["access_token"]

    assert introspected(shop, theirs) == {"active": False}
    assert introspected(payroll, theirs)["active"] is True


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_g05_asking_about_a_token_tells_no_username_that_was_not_allowed(
    shop: RelyingParty, ann: User, anns: Client, kind: str
) -> None:
    bare = shop.redeem(allows(shop, anns, scope="openid")).json()
    whole = shop.redeem(allows(shop, anns, scope="openid profile")).json()

    assert "username" not in introspected(shop, bare[kind])
    assert introspected(shop, bare[kind])["active"] is True
    assert introspected(shop, whole[kind])["username"] == ann.username


def asked_silently(party: RelyingParty, client: Client, **asked: str) -> str:
    return party.start(client, prompt="none", **asked).answer["error"]


def test_t13_without_being_allowed_it_does_not_learn_who_is_signed_in(
    shop: RelyingParty, nordljus: Tenant, ann: User, anns: Client
) -> None:
    ben = make_person(nordljus, "ben")

    def by_subject(person: User) -> str:
        return json.dumps({"id_token": {"sub": {"value": str(person.pk)}}})

    answers = {
        asked_silently(shop, anns),
        *(asked_silently(shop, anns, login_hint=person.username) for person in (ann, ben)),
        *(asked_silently(shop, anns, claims=by_subject(person)) for person in (ann, ben)),
        asked_silently(shop, anns, max_age="0"),
        asked_silently(shop, anns, acr_values="phishing_resistant"),
    }

    assert answers == {"consent_required"}
    allows(shop, anns)
    assert asked_silently(shop, anns, login_hint=ben.username) == "login_required"
    assert asked_silently(shop, browser(), login_hint=ann.username) == "login_required"


def test_t13_nor_whether_they_could_use_it(shop: RelyingParty, nordljus: Tenant, anns: Client) -> None:
    Application.objects.update(is_for_everybody=False)
    shop.application.groups.set([make_group(nordljus, "Others")])

    assert asked_silently(shop, anns) == "consent_required"


def test_t28_a_no_uses_what_was_pushed(shop: RelyingParty, anns: Client) -> None:
    started = shop.start_pushed(anns)
    page = started.page

    assert answer_in(says(anns, page, "deny"))["error"] == "access_denied"
    again = says(anns, page, "allow")

    assert again.heading == "This link does not work"
    assert not Grant.objects.exists()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("change", [{"may_stay": True}, {"name": "Your bank"}])
def test_g05_a_yes_is_to_what_stood_on_the_page(
    nordljus: Tenant, anns: Client, change: dict[str, Any]
) -> None:
    shop = make_application(nordljus, name="Shop", is_own=False, may_stay=False)
    page = shop.start(anns).page
    Application.objects.update(**change)

    asked_again = says(anns, page, "allow")

    assert not Consent.objects.exists()
    assert "wants to know who you are" in asked_again.heading
    assert answer_in(says(anns, asked_again, "allow"))["code"]


@pytest.mark.parametrize("change", [{"may_stay": True}, {"name": "Your bank"}, {"is_own": False}])
def test_g05_so_is_a_yes_to_a_screen(nordljus: Tenant, anns: Client, change: dict[str, Any]) -> None:
    television = turned_on(make_television(nordljus, is_own="is_own" in change, may_stay=False))
    page = television.scanned(anns)
    Application.objects.update(**change)

    send(anns, page, "number", answer="let_in", number=television.number)

    assert not Consent.objects.exists()
    assert not Grant.objects.exists()
    television.let_in(anns)
    assert television.hears() == ""


def test_g05_it_asks_the_phone_of_nobody_who_has_not_allowed_it(nordljus: Tenant, ann: User) -> None:
    bank = make_application(nordljus, name="Bank", redirect_uris=[], delivery="poll", is_own=False)
    phone = phone_of(ann)
    phone.tell_capabilities()

    assert bank.ask_phone(login_hint=ann.username).json()["error"] == "unknown_user_id"
    assert not ApprovalRequest.objects.filter(kind="ciba").exists()
    allow(bank.application, ann, ToBeTold(["openid"]))
    assert bank.ask_phone(login_hint=ann.username, scope="openid email").status_code == 400
    assert bank.ask_phone(login_hint=ann.username).status_code == 200


@pytest.mark.parametrize(("scope", "has_receipt"), [("openid", False), ("openid profile", True)])
def test_g05_a_receipt_tells_no_username_that_was_not_allowed(
    nordljus: Tenant, ann: User, scope: str, has_receipt: bool
) -> None:
    bank = make_application(nordljus, name="Bank", redirect_uris=[], delivery="poll", is_own=False)
    allow(bank.application, ann, ToBeTold(scope.split()))
    phone = phone_of(ann)
    phone.tell_capabilities()
    asked = bank.ask_phone(login_hint=ann.username, scope=scope).json()["auth_req_id"]
    phone.says_yes(question())

    assert ("receipt" in bank.poll(asked).json()) is has_receipt


@pytest.fixture
def document(nordljus: Tenant, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the document says; `while_it_is_read` is done in the meantime."""
    services.believe(nordljus, HOST, actor=None)
    said: dict[str, Any] = {"client_id": CLIENT_ID, "redirect_uris": ["https://app.example/callback"]}
    meanwhile: dict[str, Any] = {"said": said, "while_it_is_read": lambda: None}

    def fetched(client_id: str) -> bytes:
        meanwhile["while_it_is_read"]()
        return json.dumps(meanwhile["said"]).encode()

    monkeypatch.setattr(fetching, "_fetch", fetched)
    return meanwhile


def test_t24_a_host_that_is_believed_no_more_is_not_known_by_a_slow_answer(
    nordljus: Tenant, document: dict[str, Any], anns: Client
) -> None:
    """A host that answers slowly, and is asked without end, has a question under way whenever it is forgotten."""
    document["while_it_is_read"] = lambda: services.forget(nordljus, HOST, actor=None)

    agent = RelyingParty(nordljus.slug, Application(client_id=CLIENT_ID, name="Agent"), "")

    page = agent.start(anns).page

    assert page.heading == "This link does not work"
    assert not Application.objects.exists()
