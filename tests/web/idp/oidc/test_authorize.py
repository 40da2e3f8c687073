"""What an application may ask for, and what it is answered that asks for what cannot be (T28, A22)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from accounts import clock
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from idp.oidc.grants.models import Grant
from tests.support.clock import travel
from tests.support.pages import browser, read, send, write_password
from tests.support.people import PASSWORD, make_person, set_part
from tests.support.phones import SigningPhone, account_of
from tests.support.relying import (
    CALLBACK,
    RelyingParty,
    answer_in,
    make_application,
    open_address,
)
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, proof_of, signed_in

NOT_THEIRS = [
    {"client_id": None},
    {"client_id": ""},
    {"client_id": "unknown"},
    {"client_id": "\0"},
    {"client_id": "a" * 5000},
    {"redirect_uri": None},
    {"redirect_uri": ""},
    {"redirect_uri": f"{CALLBACK}/"},
    {"redirect_uri": "https://evil.example/callback"},
    {"redirect_uri": "javascript:alert(1)"},
    {"state": "a" * 5000},
    {"state": "\0"},
]
WRONG = [
    ({"response_type": None}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_mode": "fragment"}, "invalid_request"),
    ({"scope": None}, "invalid_scope"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"code_challenge": None}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"code_challenge": "a" * 43 + "="}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"request_uri": "https://app.example/request"}, "request_uri_not_supported"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"prompt": "create"}, "invalid_request"),
    ({"max_age": "-1"}, "invalid_request"),
    ({"max_age": "soon"}, "invalid_request"),
    ({"claims": "{"}, "invalid_request"),
    ({"claims": "[]"}, "invalid_request"),
    ({"claims": '{"id_token": []}'}, "invalid_request"),
    ({"id_token_hint": "not.a.token"}, "invalid_request"),
    (
        {"claims": '{"id_token": {"acr": {"essential": true, "value": "gold"}}}'},
        "unmet_authentication_requirements",
    ),
]


@pytest.mark.parametrize("asked", NOT_THEIRS)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_t28_nobody_is_sent_to_an_address_that_is_not_the_applications(
    payroll: RelyingParty, anns: Client, asked: dict[str, str | None], is_signed_in: bool
) -> None:  # T25
    page = payroll.start(anns if is_signed_in else browser(), **asked).page

    assert (page.status, page.redirected_to, page.heading) == (400, "", "This link does not work")
    assert not any("evil" in link or "alert" in link for link in page.links.values())
    assert not Grant.objects.exists()


def test_t28_an_unknown_application_and_a_wrong_address_are_one_page(payroll: RelyingParty) -> None:
    one = payroll.start(browser(), client_id="unknown").page
    other = payroll.start(browser(), redirect_uri="https://evil.example/").page

    assert one.text == other.text


@pytest.mark.parametrize(("asked", "error"), WRONG)
def test_t28_what_cannot_be_is_said_to_the_application(
    payroll: RelyingParty, anns: Client, asked: dict[str, str | None], error: str
) -> None:
    started = payroll.start(anns, **asked)

    assert (started.answer["error"], started.answer["state"]) == (error, started.state)
    assert started.answer["iss"].endswith("/t/nordljus")
    assert not Grant.objects.exists()


@pytest.mark.parametrize("name", ["scope", "state", "code_challenge", "nonce", "response_type", "other"])
def test_t28_what_is_said_twice_is_refused(payroll: RelyingParty, anns: Client, name: str) -> None:
    given, _verifier = payroll.parameters()
    again = [(name, given.get(name, "x"))]

    page = read(_get(anns, payroll, [*given.items(), *again, *again]))

    assert answer_in(page)["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_t28_two_applications_or_addresses_are_none(payroll: RelyingParty, anns: Client, name: str) -> None:
    given, _verifier = payroll.parameters()

    page = read(_get(anns, payroll, [*given.items(), (name, given[name])]))

    assert (page.status, page.redirected_to) == (400, "")


def _get(client: Client, party: RelyingParty, pairs: list[tuple[str, str]]) -> Any:
    return client.get(f"{party.address('authorize')}?{urlencode(pairs)}")


def test_a_form_that_is_sent_here_is_opened_with_the_browsers_cookies(
    payroll: RelyingParty, anns: Client
) -> None:
    given, _verifier = payroll.parameters()

    sent = anns.post(payroll.address("authorize"), given)

    assert sent.status_code == 303
    assert not Grant.objects.exists()
    assert "code" in answer_in(open_address(anns, sent["Location"]))


def test_the_answer_can_be_a_form_that_may_be_sent_to_the_application_alone(
    payroll: RelyingParty, anns: Client
) -> None:
    started = payroll.start(anns, response_mode="form_post")

    assert started.page.status == 200
    assert set(started.answer) == {"code", "state", "iss"}
    assert [form.action for form in started.page.forms] == [CALLBACK]
    assert started.page.inline == []
    policy = anns.get(
        payroll.address("authorize"), query_params=payroll.parameters(response_mode="form_post")[0]
    )["Content-Security-Policy"]
    assert "form-action https://app.example;" in policy + ";"
    assert payroll.redeem(started).status_code == 200


def test_errors_come_by_the_form_as_well(payroll: RelyingParty, anns: Client) -> None:
    started = payroll.start(anns, response_mode="form_post", scope="profile")

    assert started.answer["error"] == "invalid_scope"


def test_what_is_said_back_can_break_out_of_nothing(payroll: RelyingParty, anns: Client) -> None:
    state = '"><script>alert(1)</script>&iss=evil#'

    by_form = payroll.start(anns, response_mode="form_post", state=state)
    by_query = payroll.start(anns, state=state)

    assert "<script>alert" not in by_form.page.html
    assert escape(state) in by_form.page.html
    assert by_query.answer["state"] == state
    assert by_query.answer["iss"].endswith("/t/nordljus")


def test_somebody_who_comes_through_our_forms_is_led_on_by_a_page(payroll: RelyingParty, ann: User) -> None:
    client = browser()
    send(client, payroll.start(client).page, "username", username=ann.username)

    page = write_password(client)

    assert (page.status, page.redirected_to) == (200, "")
    assert page.heading == "On to Payroll"
    assert 'http-equiv="refresh"' in page.html
    assert "code" in answer_in(page)


class TestPrompt:
    """`prompt`, `max_age`: fresh proof, or nothing that is shown (A22)."""

    @pytest.mark.parametrize("asked", [{}, {"max_age": "100000"}, {"login_hint": "ann@nordljus.example"}])
    def test_none_answers_whoever_is_signed_in_as_is_wanted(
        self, payroll: RelyingParty, anns: Client, asked: dict[str, str]
    ) -> None:
        assert "code" in payroll.start(anns, prompt="none", **asked).answer

    def test_none_shows_a_stranger_nothing(self, payroll: RelyingParty, ann: User) -> None:
        started = payroll.start(browser(), prompt="none")

        assert started.answer["error"] == "login_required"

    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"max_age": "60"}, "login_required"),
            ({"login_hint": "bo@nordljus.example"}, "login_required"),
            ({"claims": '{"id_token": {"sub": {"value": "somebody-else"}}}'}, "login_required"),
            ({"acr_values": "two_step"}, "interaction_required"),
            (
                {"claims": '{"id_token": {"acr": {"essential": true, "value": "passwordless"}}}'},
                "interaction_required",
            ),
        ],
    )
    def test_none_says_what_would_have_to_be_asked(
        self, payroll: RelyingParty, ann: User, asked: dict[str, str], error: str
    ) -> None:
        client = signed_in(ann, PASSWORD_PROOF, minutes_ago=5)

        started = payroll.start(client, prompt="none", **asked)

        assert started.answer["error"] == error
        assert not Grant.objects.exists()

    @pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "60"}])
    def test_who_signed_in_too_long_ago_proves_it_once_more_and_once_only(
        self, payroll: RelyingParty, ann: User, asked: dict[str, str]
    ) -> None:
        client = signed_in(ann, PASSWORD_PROOF, minutes_ago=5)
        before = proof_of(client).auth_time

        started = payroll.start(client, **asked)
        assert started.page.address == "/sign-in/password/"
        started.answer = answer_in(write_password(client))

        said = payroll.verified(payroll.redeem(started).json()["id_token"])
        assert said["auth_time"] >= before + 250

    def test_the_mark_of_one_request_is_none_for_another(self, payroll: RelyingParty, ann: User) -> None:
        given, _verifier = payroll.parameters(prompt="login")
        with travel(clock.seconds() - 600):
            marked = browser().get(payroll.address("authorize"), query_params=given)["Location"]
        mark = dict(parse_qsl(urlsplit(marked).query))["asked"]
        client = signed_in(ann, PASSWORD_PROOF, minutes_ago=5)
        assert "code" in answer_in(open_address(client, marked)), "that of its own request is one"
        later = {**payroll.parameters(prompt="login")[0], "asked": mark}

        page = open_address(client, f"{payroll.address('authorize')}?{urlencode(later)}")

        assert page.address.startswith("/sign-in/")

    def test_an_old_mark_is_none(self, payroll: RelyingParty, ann: User) -> None:
        given, _verifier = payroll.parameters(prompt="login")
        marked = browser().get(payroll.address("authorize"), query_params=given)["Location"]

        with travel(clock.seconds() + 3700):
            client = signed_in(ann, PASSWORD_PROOF, minutes_ago=5)
            page = open_address(client, marked)

        assert page.address.startswith("/sign-in/")

    def test_the_accounts_of_this_browser_are_shown_where_one_is_to_be_chosen(
        self, payroll: RelyingParty, anns: Client
    ) -> None:  # A23
        started = payroll.start(anns, prompt="select_account")

        assert started.page.address == "/sign-in/"
        assert "ann@nordljus.example" in started.page.text
        onward = next(link for link in started.page.links.values() if "/authorize" in link)
        started.answer = answer_in(open_address(anns, onward))
        assert payroll.redeem(started).status_code == 200

    def test_another_who_is_named_by_a_token_of_theirs_is_not_answered_for(
        self, payroll: RelyingParty, nordljus: Tenant, anns: Client
    ) -> None:
        theirs = payroll.signs_in(signed_in(make_person(nordljus, "bo"), PASSWORD_PROOF))["id_token"]

        silent = payroll.start(anns, prompt="none", id_token_hint=theirs)
        shown = payroll.start(anns, id_token_hint=theirs)

        assert silent.answer["error"] == "login_required"
        assert shown.page.address == "/sign-in/"
        onward = next(link for link in shown.page.links.values() if "/authorize" in link)
        assert answer_in(open_address(anns, onward))["error"] == "login_required"

    def test_a_token_of_another_application_names_nobody(
        self, payroll: RelyingParty, nordljus: Tenant, anns: Client
    ) -> None:  # T28
        other = make_application(nordljus, name="Other").signs_in(anns)["id_token"]

        assert payroll.start(anns, id_token_hint=other).answer["error"] == "invalid_request"


class TestStrength:
    """`acr_values`, the essential `acr`, and what the organisation requires for the application (E10)."""

    @pytest.mark.parametrize(
        "asked",
        [
            {"acr_values": "passwordless"},
            {"acr_values": "gold passwordless phishing_resistant"},
            {"claims": '{"id_token": {"acr": {"essential": true, "values": ["passwordless"]}}}'},
        ],
    )
    def test_more_is_asked_where_the_session_is_too_weak(
        self, payroll: RelyingParty, anns: Client, phone: SigningPhone, asked: dict[str, str]
    ) -> None:  # A22
        page = payroll.start(anns, **asked).page

        assert page.address == f"{payroll.address('authorize')}"
        assert page.status == 403
        assert not Grant.objects.exists()

    def test_a_session_that_is_strong_enough_is_answered_at_once(
        self, payroll: RelyingParty, ann: User, phone: SigningPhone
    ) -> None:
        client = signed_in(ann, PHONE_PROOF, device=account_of(ann))

        for asked in ({"acr_values": "passwordless"}, {"acr_values": "two_step"}, {"acr_values": "gold"}):
            assert "code" in payroll.start(client, **asked).answer

    def test_what_the_organisation_requires_for_the_application_is_asked(
        self, payroll: RelyingParty, ann: User, anns: Client, phone: SigningPhone
    ) -> None:  # E10
        rule = {"application": payroll.application.key, "strength": "passwordless", "state": "on"}
        set_part(ann.tenant, "strengths", applications=[rule])

        weak = payroll.start(anns)
        strong = payroll.start(signed_in(ann, PHONE_PROOF, device=account_of(ann)))

        assert (weak.page.status, weak.answer) == (403, {})
        assert payroll.start(anns, prompt="none").answer["error"] == "interaction_required"
        assert "code" in strong.answer


class TestHints:
    """`login_hint` skips the username page; `ui_locales` is the language until somebody chooses one (A22, D09)."""

    def test_a_name_that_is_given_is_not_asked_for_and_wakes_nobody(
        self, payroll: RelyingParty, ann: User, phone: SigningPhone
    ) -> None:  # A22 T35
        client = browser()

        started = payroll.start(client, login_hint=ann.username)
        again = payroll.start(client, login_hint=ann.username)

        assert started.page.address in {"/sign-in/phone/", "/sign-in/password/"}
        assert again.page.address == started.page.address
        assert not ApprovalRequest.objects.filter(kind="signin").exists()
        started.answer = answer_in(write_password(client, PASSWORD))
        assert "code" in started.answer

    @pytest.mark.parametrize(
        "hint", ["ann@elsewhere.example", "not a name", "\u202e", "a" * 400, "+46 70 123"]
    )
    def test_a_hint_that_is_no_username_here_is_as_none(
        self, payroll: RelyingParty, ann: User, hint: str
    ) -> None:
        assert payroll.start(browser(), login_hint=hint).page.address == "/sign-in/"

    def test_t13_a_name_that_nobody_has_is_led_on_as_any(self, payroll: RelyingParty, ann: User) -> None:
        known = payroll.start(browser(), login_hint=ann.username).page
        unknown = payroll.start(browser(), login_hint="nobody@nordljus.example").page

        assert (known.status, known.address) == (unknown.status, unknown.address)
        assert known.text.replace(ann.username, "X") == unknown.text.replace("nobody@nordljus.example", "X")

    def test_another_than_who_is_signed_in_chooses(self, payroll: RelyingParty, anns: Client) -> None:
        page = payroll.start(anns, login_hint="bo@nordljus.example").page

        assert page.address == "/sign-in/"
        assert page.fields["username"] == "bo@nordljus.example"

    def test_pages_speak_the_language_that_the_application_names(
        self, payroll: RelyingParty, ann: User
    ) -> None:
        client = browser()

        page = payroll.start(client, ui_locales="xx sv-SE en").page

        assert '<html lang="sv">' in page.html

    def test_but_not_another_than_its_person_has_chosen(self, payroll: RelyingParty, ann: User) -> None:
        client = browser()
        client.cookies["language"] = "en"

        assert '<html lang="en">' in payroll.start(client, ui_locales="sv").page.html
