"""Refresh tokens: each used once, and everything behind them looked at again (T28, T29, E19)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.sessions.models import Session
from accounts.tenants.models import Tenant
from accounts.users import services
from accounts.users.models import User
from idp.housekeeping import forget_grants
from idp.oidc.applications.services import remove
from idp.oidc.grants.ending import end
from idp.oidc.grants.models import Grant, RefreshToken
from idp.oidc.grants.standing import look_again, standing_of
from tests.support.clock import travel
from tests.support.people import make_group, set_part, switch_off, take_out_of_use
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in

DAY = 24 * 3600
IN_SESSION = "openid profile"


@pytest.fixture
def tokens(payroll: RelyingParty, anns: Client) -> dict[str, str]:
    """What the application was given, to stay."""
    return payroll.signs_in(anns)


def is_over(payroll: RelyingParty, tokens: dict[str, str]) -> bool:
    """Is nothing given for the refresh token any more, and nothing told for the access token?"""
    refused, told = payroll.refresh(tokens["refresh_token"]), payroll.userinfo(tokens["access_token"])
    assert (refused.status_code == 200) == (told.status_code == 200)
    return bool(refused.status_code == 400 and refused.json()["error"] == "invalid_grant")


def test_each_is_used_once_for_the_next(payroll: RelyingParty, tokens: dict[str, str], ann: User) -> None:
    renewed = payroll.refresh(tokens["refresh_token"]).json()

    assert renewed["refresh_token"] != tokens["refresh_token"]
    said = payroll.verified(renewed["id_token"])
    before = payroll.verified(tokens["id_token"])
    assert "nonce" not in said
    for name in ("sub", "aud", "iss", "auth_time", "acr", "amr", "sid"):
        assert said[name] == before[name]
    assert payroll.userinfo(renewed["access_token"]).json()["sub"] == str(ann.pk)
    assert payroll.refresh(renewed["refresh_token"]).status_code == 200


def test_t28_what_somebody_ended_meanwhile_is_seen(tokens: dict[str, str]) -> None:
    ended, gone = Grant.objects.get(), Grant.objects.get()

    end(Grant.objects.get())
    look_again(ended)
    Grant.objects.all().delete()
    look_again(gone)

    assert [standing_of(one).reason for one in (ended, gone)] == ["ended", "ended"]


def test_t28_one_that_is_used_twice_ends_all_that_came_of_it(
    payroll: RelyingParty, tokens: dict[str, str]
) -> None:
    renewed = payroll.refresh(tokens["refresh_token"]).json()

    again = payroll.refresh(tokens["refresh_token"])

    assert again.json()["error"] == "invalid_grant"
    assert is_over(payroll, renewed)
    assert AuditEvent.objects.get(tag="user:application:reused").details["twice"] == "refresh_token"


def test_another_sign_in_of_the_same_person_goes_on(payroll: RelyingParty, anns: Client) -> None:
    one, other = payroll.signs_in(anns), payroll.signs_in(anns)
    payroll.refresh(one["refresh_token"])

    payroll.refresh(one["refresh_token"])

    assert payroll.refresh(other["refresh_token"]).status_code == 200


def test_less_can_be_asked_for_and_not_more(payroll: RelyingParty, tokens: dict[str, str]) -> None:
    less = payroll.refresh(tokens["refresh_token"], scope="openid").json()
    more = payroll.refresh(less["refresh_token"], scope="openid admin")
    again = payroll.refresh(less["refresh_token"]).json()

    assert less["scope"] == "openid"
    assert set(payroll.userinfo(less["access_token"]).json()) == {"sub"}
    assert more.json()["error"] == "invalid_scope"
    assert "email" in again["scope"]


def test_without_openid_there_is_no_userinfo(payroll: RelyingParty, tokens: dict[str, str]) -> None:
    less = payroll.refresh(tokens["refresh_token"], scope="profile").json()

    refused = payroll.userinfo(less["access_token"])
    assert (refused.status_code, refused.json()["error"]) == (403, "insufficient_scope")
    assert "id_token" not in less


def test_t28_another_applications_is_none(
    payroll: RelyingParty, nordljus: Tenant, tokens: dict[str, str]
) -> None:
    other = make_application(nordljus, name="Other")

    assert other.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert not is_over(payroll, tokens)


def test_it_has_an_absolute_life_however_often_it_is_renewed(
    payroll: RelyingParty, tokens: dict[str, str]
) -> None:
    now = clock.seconds()
    for day in (10, 20, 29):
        with travel(now + day * DAY):
            tokens = payroll.refresh(tokens["refresh_token"]).json()

    with travel(now + 30 * DAY + 60):
        assert payroll.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_one_that_nobody_used_for_two_weeks_is_over(payroll: RelyingParty, tokens: dict[str, str]) -> None:
    RefreshToken.objects.update(until="2020-01-01T00:00:00Z")

    assert payroll.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert not AuditEvent.objects.filter(tag="user:application:reused").exists()


ENDS: dict[str, Callable[[User], object]] = {
    "disabled": lambda ann: services.disable(ann, actor=None),
    "blocked": services.block,
    "all sessions ended": lambda ann: services.end_sessions(ann, actor=None, why="test"),
    "organisation out of use": lambda ann: take_out_of_use(ann.tenant),
    "the way in turned off": lambda ann: switch_off(ann.tenant, "password"),
    "application for nobody": lambda ann: ann.tenant.applications.update(is_for_everybody=False),
}


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("scope", ["openid offline_access", IN_SESSION])
def test_t29_it_ends_at_once_with_what_it_rests_on(
    payroll: RelyingParty, anns: Client, ann: User, how: str, scope: str
) -> None:  # T08 E19
    tokens = payroll.signs_in(anns, scope=scope)

    ENDS[how](ann)

    if how == "organisation out of use":
        assert payroll.refresh(tokens["refresh_token"]).status_code == 404
        assert payroll.userinfo(tokens["access_token"]).status_code == 404
    else:
        assert is_over(payroll, tokens)


def test_e10_a_strength_that_is_required_since_ends_what_is_too_weak(
    payroll: RelyingParty, tokens: dict[str, str], ann: User
) -> None:
    rule = {"application": payroll.application.key, "strength": "passwordless", "state": "on"}

    set_part(ann.tenant, "strengths", applications=[rule])

    assert is_over(payroll, tokens)


def test_who_leaves_the_group_leaves_the_application(nordljus: Tenant, ann: User, anns: Client) -> None:
    pilots = make_group(nordljus, "Pilots", ann)
    hangar = make_application(nordljus, is_for_everybody=False, groups=[pilots])
    tokens = hangar.signs_in(anns)

    pilots.members.remove(ann)

    assert is_over(hangar, tokens)


def test_what_an_application_had_ends_with_it(payroll: RelyingParty, tokens: dict[str, str]) -> None:
    remove(payroll.application, actor=None)

    assert payroll.refresh(tokens["refresh_token"]).json()["error"] == "invalid_client"
    assert payroll.userinfo(tokens["access_token"]).status_code == 401


def test_signing_out_ends_what_was_given_for_the_session_alone(
    payroll: RelyingParty, anns: Client, ann: User
) -> None:
    staying, in_session = payroll.signs_in(anns), payroll.signs_in(anns, scope=IN_SESSION)

    anns.post("/sign-out/")

    assert not Session.objects.filter(user=ann).exists()
    assert is_over(payroll, in_session)
    assert not is_over(payroll, staying)


def test_only_an_application_that_may_stay_does(nordljus: Tenant, ann: User, anns: Client) -> None:
    guest = make_application(nordljus, may_stay=False)

    tokens = guest.signs_in(anns)

    assert "offline_access" not in tokens["scope"]
    Session.objects.filter(user=ann).delete()
    assert is_over(guest, tokens)


def test_a_password_that_was_changed_in_the_session_ends_what_stays_and_not_the_session(
    payroll: RelyingParty, ann: User
) -> None:  # A19
    client = signed_in(ann, PASSWORD_PROOF)
    staying = payroll.signs_in(client)
    User.objects.filter(pk=ann.pk).update(session_epoch=1)

    assert is_over(payroll, staying)


def test_what_is_over_is_forgotten_a_day_later_and_what_stands_is_not(
    payroll: RelyingParty, anns: Client, tokens: dict[str, str]
) -> None:
    left = payroll.start(anns)
    ended = payroll.signs_in(anns)
    payroll.ask_tokens("revoke", token=ended["refresh_token"])
    Grant.objects.filter(redeemed_at=None).update(code_until="2020-01-01T00:00:00Z")
    forget_grants()
    assert Grant.objects.count() == 2, left

    Grant.objects.filter(ended_at__isnull=False).update(ended_at="2020-01-01T00:00:00Z")
    forget_grants()

    assert Grant.objects.count() == 1
    assert not is_over(payroll, tokens)
