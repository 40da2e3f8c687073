"""*Try it*: a real sign-in of the admin's own browser, and what the application would be told (G02)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client

from accounts import clock
from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.trying import beginning
from tests.support.clock import travel
from tests.support.pages import Page, read
from tests.support.people import make_person
from tests.support.relying import RelyingParty, make_application, open_address
from tests.web.idp.portal.applications.conftest import at
from tests.web.idp.portal.conftest import Organisation, SignIn


def begin(client: Client, application: Application, **form: str) -> str:
    """Press the button; return the address of the authorization endpoint that it leads to."""
    address = client.post(at(application, "try/"), form).headers["Location"]
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def answer(client: Client, address: str) -> str:
    """Follow this browser to where it is answered, and return that address without opening it."""
    response = client.get(address)
    parts = urlsplit(response.headers["Location"])
    return f"{parts.path}?{parts.query}"


def try_it(client: Client, application: Application) -> Page:
    return read(client.get(answer(client, begin(client, application))))


def given(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def test_g02_what_the_application_would_be_told_is_shown_in_words(
    admin: Client, nordljus: Organisation, payroll: RelyingParty
) -> None:
    page = try_it(admin, payroll.application)

    assert page.heading == "It works"
    for words in (
        str(nordljus.admin.pk),
        "the person, for good: keep this, not the username",
        payroll.client_id,
        nordljus.admin.username,
        "two_step",
        "ES256, kid ",
        "openid profile email groups",
    ):
        assert words in page.text


def test_the_address_says_what_will_be_asked_first(admin: Client, payroll: RelyingParty) -> None:
    page = read(admin.get(at(payroll.application, "try/")))

    assert "their name, username, language and time zone" in page.text
    assert not Grant.objects.exists()


def test_what_is_shown_opens_nothing(admin: Client, payroll: RelyingParty) -> None:
    page = try_it(admin, payroll.application)

    grant = Grant.objects.get()
    assert grant.ended_at is not None
    assert "eyJ" not in page.html
    assert not [token for token in grant.refresh_tokens.all() if token.digest in page.html]


def test_it_is_answered_once(admin: Client, payroll: RelyingParty) -> None:
    address = answer(admin, begin(admin, payroll.application))
    admin.get(address)

    again = admin.get(address)

    assert again.status_code == 400
    assert read(again).heading == "This try is over"
    assert Grant.objects.count() == 1


def test_it_can_ask_to_sign_in_anew(nordljus: Organisation, sign_in: SignIn, payroll: RelyingParty) -> None:
    admin = sign_in(nordljus.admin, minutes_ago=5)

    page = open_address(admin, begin(admin, payroll.application, anew="yes"))

    assert page.address.startswith("/sign-in/")
    assert not Grant.objects.exists()


def test_t28_the_address_of_tries_is_no_redirect_address(
    admin: Client, payroll: RelyingParty, sign_in: SignIn, nordljus: Organisation
) -> None:
    begun = given(begin(admin, payroll.application))
    own, _verifier = payroll.parameters(redirect_uri=begun["redirect_uri"])
    authorize = payroll.address("authorize")
    other = make_application(nordljus.tenant, name="Wiki")

    refused = {
        "a link of somebody's": admin.get(f"{authorize}?{urlencode(own)}"),
        "another challenge": admin.get(
            f"{authorize}?{urlencode(begun | {'code_challenge': own['code_challenge']})}"
        ),
        "another state": admin.get(f"{authorize}?{urlencode(begun | {'state': own['state']})}"),
        "no state": admin.get(f"{authorize}?{urlencode({k: v for k, v in begun.items() if k != 'state'})}"),
        "another browser": sign_in(nordljus.member).get(f"{authorize}?{urlencode(begun)}"),
        "another application": admin.get(f"{authorize}?{urlencode(begun | {'client_id': other.client_id})}"),
        "a longer address": admin.get(
            f"{authorize}?{urlencode(begun | {'redirect_uri': begun['redirect_uri'] + '?x=y'})}"
        ),
    }

    assert {why: one.headers.get("Location", "") for why, one in refused.items()} == dict.fromkeys(
        refused, ""
    )
    assert not Grant.objects.exists()
    assert answer(admin, f"{authorize}?{urlencode(begun)}").startswith(at(payroll.application, "try/done/"))


def test_t28_a_try_is_over_after_an_hour(admin: Client, payroll: RelyingParty) -> None:
    address = begin(admin, payroll.application)

    with travel(clock.now() + timedelta(seconds=beginning.LIFE_SECONDS + 60)):
        refused = admin.get(address)

    assert "Location" not in refused.headers


def test_t28_the_code_of_a_try_is_of_no_use_to_the_application(admin: Client, payroll: RelyingParty) -> None:
    begun = begin(admin, payroll.application)
    code = given(answer(admin, begun))["code"]

    refused = payroll.ask_tokens(
        grant_type="authorization_code",
        code=code,
        redirect_uri=given(begun)["redirect_uri"],
        code_verifier="x" * 43,
    )

    assert refused.json()["error"] == "invalid_grant"


def test_t28_another_code_is_not_taken_for_the_answer(
    admin: Client, payroll: RelyingParty, nordljus: Organisation, sign_in: SignIn
) -> None:
    # Somebody else's sign-in, put into this browser.
    theirs = payroll.start(sign_in(nordljus.member))
    address = answer(admin, begin(admin, payroll.application))
    said = given(address)

    swapped = admin.get(f"{at(payroll.application, 'try/done/')}?{urlencode(said | {'code': theirs.code})}")

    assert read(swapped).heading == "The code was over, or what it rests on has ended"
    assert nordljus.member.username not in read(swapped).text


@pytest.mark.parametrize("wrong", [{"state": "another"}, {"iss": "https://evil.example"}])
def test_t28_an_answer_of_anybody_else_is_not_read(
    admin: Client, payroll: RelyingParty, wrong: dict[str, str]
) -> None:
    said = given(answer(admin, begin(admin, payroll.application)))

    page = admin.get(f"{at(payroll.application, 'try/done/')}?{urlencode(said | wrong)}")

    assert page.status_code == 400
    assert Grant.objects.get().redeemed_at is None


def test_whoever_may_not_use_it_is_told_why(
    admin: Client, nordljus: Organisation, payroll: RelyingParty
) -> None:
    Application.objects.update(is_for_everybody=False)
    before = read(admin.get(at(payroll.application, "try/")))

    page = try_it(admin, payroll.application)

    assert "so you will be refused" in before.text
    assert page.heading == "You may not use this application"
    assert "access_denied" in page.text
    assert not Grant.objects.exists()


def test_t09_an_operator_of_another_organisation_tries_none(
    operator: User, sign_in: SignIn, payroll: RelyingParty
) -> None:
    client = sign_in(operator)

    page = read(client.get(at(payroll.application)))

    assert "Try it" not in page.links
    assert client.post(at(payroll.application, "try/")).status_code == 403


def test_nobody_without_the_right_begins_one(
    nordljus: Organisation, sign_in: SignIn, payroll: RelyingParty
) -> None:
    # E03
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))

    begun = reader.post(at(payroll.application, "try/"))
    done = reader.get(at(payroll.application, "try/done/"))

    assert [begun.status_code, done.status_code] == [403, 403]
