"""A screen asks: its codes, how often it may ask for an answer, and what it gets (RFC 8628, G03, G13)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from idp import housekeeping
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.screens import asking
from idp.oidc.screens.codes import ScreenCode
from idp.oidc.screens.models import ScreenRequest
from tests.support.pages import send
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, account_of
from tests.support.relying import RelyingParty, make_application
from tests.support.screens import DEVICE_CODE, Television, make_television, turned_on, wait
from tests.support.sessions import PASSWORD_PROOF, PHONE_PROOF, signed_in


def test_a_screen_is_told_its_codes_and_where_people_go(
    televisions: RelyingParty, settings: Settings
) -> None:  # G03 G13
    told = turned_on(televisions).told

    page = f"{settings.PUBLIC_URL}/t/nordljus/device"
    assert re.fullmatch(r"[BCDFGHJKLMNPRSTVWXZ]{4}-[BCDFGHJKLMNPRSTVWXZ]{4}-[0-9]{2}", told["user_code"])
    assert told["verification_uri"] == page
    assert told["verification_uri_complete"] == f"{page}?user_code={told['user_code'].rpartition('-')[0]}"
    assert (told["expires_in"], told["interval"]) == (600, 5)
    configuration = televisions.server.get("/t/nordljus/.well-known/openid-configuration").json()
    assert configuration["device_authorization_endpoint"] == f"{page}_authorization"
    assert DEVICE_CODE in configuration["grant_types_supported"]


def test_once_somebody_lets_it_in_it_gets_tokens_of_theirs_that_say_how_they_signed_in(
    television: Television, ann: User, phone: SigningPhone
) -> None:  # G13
    client = signed_in(ann, PHONE_PROOF, device=account_of(ann))
    assert television.hears() == "authorization_pending"

    television.let_in(client)
    tokens = television.asks().json()

    said = television.party.verified(tokens["id_token"])
    assert (said["sub"], said["acr"]) == (str(ann.pk), "passwordless")
    assert "sid" not in said
    assert television.party.userinfo(tokens["access_token"]).json()["preferred_username"] == ann.username
    assert television.party.refresh(tokens["refresh_token"]).status_code == 200


def test_a_screen_of_an_application_with_a_secret_shows_it_twice(nordljus: Tenant, anns: Client) -> None:
    kiosks = make_application(nordljus, name="Kiosk", is_for_screens=True)
    kiosk = turned_on(kiosks)
    kiosk.let_in(anns)

    assert kiosks.ask_tokens("device_authorization", scope="openid", client_secret="wrong").status_code == 401
    assert kiosk.asks(client_secret="wrong").status_code == 401
    assert kiosk.asks().status_code == 200


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"client_id": "nobody"}, "invalid_client"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    televisions: RelyingParty, fields: dict[str, str], error: str
) -> None:
    refused = televisions.ask_tokens("device_authorization", **{"scope": "openid"} | fields)

    assert refused.json()["error"] == error
    assert not ScreenRequest.objects.exists()


def test_an_application_that_was_not_added_for_screens_may_not_ask(payroll: RelyingParty) -> None:
    refused = payroll.ask_tokens("device_authorization", scope="openid")

    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")


def test_one_is_added_by_command_without_a_redirect_address(nordljus: Tenant) -> None:  # G02
    call_command(
        "oidc_application", "add", "Television", "--kind", "native", "--screens", "--everybody", "--tenant", "nordljus"
    )  # fmt: skip

    application = Application.objects.get()
    assert (application.is_for_screens, application.redirect_uris) == (True, [])


def test_whoever_asks_too_soon_is_told_to_slow_down_from_then_on(television: Television) -> None:
    row = television.row

    assert television.hears() == "authorization_pending"
    assert television.hears() == "slow_down"
    wait(5)
    assert television.hears() == "slow_down"
    wait(15)
    assert television.hears() == "authorization_pending"
    wait(15)
    assert television.hears() == "authorization_pending"
    row.refresh_from_db()
    assert row.pace.total_seconds() == 15


def test_an_answer_comes_however_soon_it_is_asked_for(television: Television, anns: Client) -> None:
    assert television.hears() == "authorization_pending"

    television.let_in(anns)

    assert television.hears() == ""


def test_a_code_is_over_after_ten_minutes(television: Television, anns: Client) -> None:
    page = television.scanned(anns)
    wait(601)

    late = send(anns, page, "number", answer="let_in", number=television.number)

    assert "No screen waits with this code" in late.text
    assert television.hears() == "expired_token"
    assert not Grant.objects.exists()


def test_what_nobody_fetched_in_time_is_not_given_later(television: Television, anns: Client) -> None:
    television.let_in(anns)
    wait(601)
    Grant.objects.update(code_until=television.row.until)

    assert television.hears() == "expired_token"


def test_t28_a_device_code_is_used_once_and_twice_ends_all_of_it(
    television: Television, anns: Client
) -> None:
    television.let_in(anns)
    tokens = television.asks().json()

    assert television.hears() == "invalid_grant"
    assert television.party.userinfo(tokens["access_token"]).status_code == 401
    assert television.party.refresh(tokens["refresh_token"]).status_code == 400


@pytest.mark.parametrize("field", ["device_code", "client_id"])
def test_t28_a_device_code_is_its_own_applications_alone(
    nordljus: Tenant, television: Television, anns: Client, field: str
) -> None:
    television.let_in(anns)
    other = make_television(nordljus, name="Other")
    fields = {"client_id": other.client_id} if field == "client_id" else {"device_code": "guessed"}

    assert television.asks(**fields).json()["error"] == "invalid_grant"
    assert television.hears() == ""


def test_t09_a_device_code_means_nothing_at_another_organisation(
    television: Television, anns: Client
) -> None:
    television.let_in(anns)
    theirs = make_television(make_tenant("globex"))

    refused = theirs.ask_tokens(grant_type=DEVICE_CODE, device_code=television.told["device_code"])

    assert refused.json()["error"] == "invalid_grant"


def test_t28_a_device_code_is_no_authorization_code_and_the_other_way_round(
    nordljus: Tenant, anns: Client
) -> None:
    both = make_application(nordljus, is_for_screens=True)
    screen = turned_on(both)
    screen.let_in(anns)
    started = both.start(anns)

    as_code = both.redeem(started, code=screen.told["device_code"])
    as_device_code = both.ask_tokens(grant_type=DEVICE_CODE, device_code=started.code)

    assert {as_code.json()["error"], as_device_code.json()["error"]} == {"invalid_grant"}


def test_guessed_device_codes_are_counted(televisions: RelyingParty) -> None:  # T29
    statuses = [
        televisions.ask_tokens(grant_type=DEVICE_CODE, device_code=f"guess{n}").status_code for n in range(61)
    ]

    assert statuses == [400] * 60 + [429]


@pytest.mark.parametrize("ends", ["signs out there", "signs out everywhere", "is blocked"])
def test_it_outlives_the_browser_that_let_it_in_and_ends_with_its_person(
    television: Television, anns: Client, ann: User, ends: str
) -> None:
    television.let_in(anns)
    if ends == "signs out there":
        anns.post(reverse("signin:sign_out"))
    elif ends == "is blocked":
        User.objects.filter(pk=ann.pk).update(is_active=False)
    else:
        User.objects.filter(pk=ann.pk).update(session_epoch=ann.session_epoch + 1)

    assert television.hears() == ("" if ends == "signs out there" else "invalid_grant")


def test_what_a_screen_was_told_is_kept_as_digests(television: Television) -> None:  # I10
    kept = str(ScreenRequest.objects.values())

    assert television.told["device_code"] not in kept
    assert television.told["user_code"][:9].replace("-", "") not in kept.upper()


def test_letters_that_are_anothers_are_drawn_anew(
    television: Television, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = ScreenCode(television.told["user_code"][:9].replace("-", ""), "11")
    drawn = iter([taken, taken, ScreenCode("BBBBBBBB", "22")])
    monkeypatch.setattr(asking, "new_code", lambda: next(drawn))

    assert turned_on(television.party).told["user_code"] == "BBBB-BBBB-22"


def test_one_network_asks_so_often_a_minute(televisions: RelyingParty) -> None:  # T30
    def ask() -> Any:
        return televisions.ask_tokens("device_authorization", scope="openid")

    answers = [ask() for _ in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].json()["error"] == "temporarily_unavailable"
    assert ScreenRequest.objects.count() == 20


def test_so_many_screens_of_an_application_wait_at_once(
    nordljus: Tenant, television: Television, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_WAITING", 1)

    refused = television.party.ask_tokens("device_authorization", scope="openid")
    others = turned_on(make_television(nordljus, name="Other"))
    wait(601)
    later = turned_on(television.party)

    assert refused.status_code == 429
    assert others.hears() == "expired_token"
    assert later.hears() == "authorization_pending"


def test_a_day_after_its_time_it_is_forgotten_with_what_nobody_fetched(
    television: Television, anns: Client
) -> None:
    television.let_in(anns)
    turned_on(television.party)
    wait(2 * 24 * 3600)
    Grant.objects.update(code_until=television.row.until)

    housekeeping.forget_grants()
    housekeeping.forget_grants()

    assert (ScreenRequest.objects.count(), Grant.objects.count()) == (0, 0)


def test_somebody_else_of_the_organisation_may_let_it_in_too(
    television: Television, nordljus: Tenant
) -> None:
    bo = make_person(nordljus, "bo")

    television.let_in(signed_in(bo, PASSWORD_PROOF))

    assert television.party.verified(television.asks().json()["id_token"])["sub"] == str(bo.pk)


def test_asking_wakes_nobody_and_gives_no_cookie(television: Television, ann: User) -> None:
    assert television.hears() == "authorization_pending"

    assert not television.party.server.cookies
    assert not ApprovalRequest.objects.exists()
