"""An application that is not the organisation's own: its people are asked what it may know (G05, T28)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.housekeeping import forget_grants
from idp.oidc.consent.models import Consent
from idp.oidc.consent.services import REMEMBERED_FOR, take_back
from idp.oidc.grants.models import Grant
from tests.support.pages import Page, browser, send
from tests.support.people import make_person
from tests.support.relying import RelyingParty, Started, answer_in, make_application, open_address
from tests.support.sessions import PASSWORD_PROOF, signed_in


@pytest.fixture
def shop(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, name="Shop", is_own=False)


def says(client: Client, page: Page, word: str) -> Page:
    """Press one of the two buttons, and follow where it leads."""
    action = next(one for one in page.actions() if "/consent" in one)
    return send(client, page, action=action, answer=word)


def allows(party: RelyingParty, client: Client, **asked: str | None) -> Started:
    started = party.start(client, **asked)
    started.answer = answer_in(says(client, started.page, "allow"))
    return started


def test_it_asks_in_words_and_gets_what_was_allowed(
    shop: RelyingParty, ann: User, anns: Client
) -> None:  # G05
    started = shop.start(anns, scope="openid email offline_access")

    assert started.page.heading == "Shop wants to know who you are"
    assert "Your mail address" in started.page.text
    assert "while you are not there" in started.page.text
    assert "The groups" not in started.page.text
    assert "app.example" in started.page.text
    assert not Consent.objects.exists()
    started.answer = answer_in(says(anns, started.page, "allow"))
    tokens = shop.redeem(started).json()
    assert shop.userinfo(tokens["access_token"]).json()["sub"] == str(ann.pk)
    event = AuditEvent.objects.get(tag="user:application:allowed")
    assert event.subject_id == ann.pk
    assert event.details["may_know"] == ["openid", "email", "offline_access"]


def test_what_was_allowed_is_remembered_and_more_is_asked(shop: RelyingParty, anns: Client) -> None:  # G05
    allows(shop, anns, scope="openid profile")

    assert "code" in shop.start(anns, scope="openid profile").answer
    assert "code" in shop.start(anns, scope="openid", prompt="none").answer
    more = shop.start(anns, scope="openid email")
    assert more.page.heading == "Shop wants to know who you are"
    by_name = shop.start(anns, scope="openid", claims=json.dumps({"userinfo": {"groups": None}}))
    assert "The groups that you are in" in by_name.page.text
    told_already = shop.start(anns, scope="openid profile", claims=json.dumps({"id_token": {"name": None}}))
    assert "code" in told_already.answer


def test_a_no_is_told_and_not_remembered(shop: RelyingParty, ann: User, anns: Client) -> None:
    started = shop.start(anns)

    answer = answer_in(says(anns, started.page, "deny"))

    assert (answer["error"], answer["state"]) == ("access_denied", started.state)
    assert not Consent.objects.exists()
    assert not Grant.objects.exists()
    assert AuditEvent.objects.get(tag="user:application:denied").subject_id == ann.pk
    assert shop.start(anns).page.heading == "Shop wants to know who you are"


def test_where_nothing_may_be_shown_the_application_hears_that_it_must_ask(
    shop: RelyingParty, anns: Client
) -> None:
    assert shop.start(anns, prompt="none").answer["error"] == "consent_required"
    allows(shop, anns)
    assert "code" in shop.start(anns, prompt="none").answer


def test_it_is_asked_again_where_the_application_wants_that(shop: RelyingParty, anns: Client) -> None:
    allows(shop, anns)
    Consent.objects.update(given_at=clock.now() - timedelta(minutes=1))

    again = shop.start(anns, prompt="consent")

    assert again.page.heading == "Shop wants to know who you are"
    again.answer = answer_in(says(anns, again.page, "allow"))
    assert shop.redeem(again).status_code == 200


def test_the_organisations_own_ask_nobody(payroll: RelyingParty, anns: Client) -> None:
    assert "code" in payroll.start(anns, prompt="consent").answer
    assert "code" in payroll.start(anns, prompt="none").answer


def test_one_word_is_for_one_person_and_one_application(
    nordljus: Tenant, shop: RelyingParty, ann: User, anns: Client
) -> None:
    allows(shop, anns)
    other = make_application(nordljus, name="Other", is_own=False)
    bobs = signed_in(make_person(nordljus, "bob"), PASSWORD_PROOF)

    assert other.start(anns, prompt="none").answer["error"] == "consent_required"
    assert shop.start(bobs, prompt="none").answer["error"] == "consent_required"


def test_t28_the_answer_is_ours_alone(shop: RelyingParty, anns: Client) -> None:
    page = shop.start(anns).page
    address = next(one for one in page.actions() if "/consent" in one)
    strict = browser(strict=True)
    strict.cookies = anns.cookies

    refused = strict.post(address, {"answer": "allow"}, headers={"Origin": "https://evil.example"})

    assert refused.status_code == 403
    assert not Consent.objects.exists()


def test_t35_answers_are_counted_as_requests_are(
    shop: RelyingParty, anns: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The request, and once more with since when it is asked.
    monkeypatch.setattr("idp.oidc.grants.giving.CODES_A_MINUTE", 2)
    started = shop.start(anns)

    assert says(anns, started.page, "deny").status == 429
    assert not AuditEvent.objects.filter(tag="user:application:denied").exists()


def test_t28_an_answer_to_nothing_that_was_asked_gives_nothing(shop: RelyingParty, anns: Client) -> None:
    page = shop.start(anns).page
    address = next(one for one in page.actions() if "/consent" in one)
    without_mark = address.partition("&asked=")[0]

    opened = open_address(anns, address)
    led_back = anns.post(without_mark, page.fields | {"answer": "allow"})
    nobodys = browser().post(address, page.fields | {"answer": "allow"})

    assert opened.heading == "Shop wants to know who you are"
    assert (led_back.status_code, nobodys.status_code) == (303, 303)
    assert not Consent.objects.exists()


def test_what_is_taken_back_ends_at_once_and_is_asked_again(
    shop: RelyingParty, ann: User, anns: Client
) -> None:  # G05
    tokens = shop.redeem(allows(shop, anns)).json()

    assert take_back(shop.application, ann)

    assert shop.refresh(tokens["refresh_token"]).status_code == 400
    assert shop.userinfo(tokens["access_token"]).status_code == 401
    assert shop.start(anns, prompt="none").answer["error"] == "consent_required"
    assert AuditEvent.objects.get(tag="user:application:taken_back").subject_id == ann.pk
    assert not take_back(shop.application, ann)


def test_where_nothing_is_remembered_nothing_is_given(shop: RelyingParty, anns: Client) -> None:  # G05
    tokens = shop.redeem(allows(shop, anns)).json()
    started = shop.start(anns)
    Consent.objects.all().delete()

    assert shop.redeem(started).status_code == 400
    assert shop.refresh(tokens["refresh_token"]).status_code == 400
    assert shop.userinfo(tokens["access_token"]).status_code == 401


def test_a_word_is_remembered_for_a_year(shop: RelyingParty, anns: Client) -> None:
    allows(shop, anns)
    Consent.objects.update(given_at=clock.now() - REMEMBERED_FOR - timedelta(seconds=1))

    assert shop.start(anns, prompt="none").answer["error"] == "consent_required"
    forget_grants()
    assert not Consent.objects.exists()


def test_whoever_may_not_use_it_is_not_asked(shop: RelyingParty, anns: Client) -> None:
    type(shop.application).objects.update(is_for_everybody=False)

    assert shop.start(anns).answer["error"] == "access_denied"
