"""Making API tokens, revoking them, and what ends them (E24)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import serializers
from django.db.models.functions import Now
from pytest_django import Settings

from accounts import clock
from accounts.api_tokens import services
from accounts.api_tokens.calling import token_shown
from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.refusals import NameTaken, TooManyTokens, UnusableToken
from accounts.api_tokens.scopes import SCOPES
from accounts.api_tokens.services import make, offered_to, revoke
from accounts.audit.models import AuditEvent
from accounts.security_info.securing.services import secure
from accounts.tenants.models import Tenant
from accounts.undoing.registry import CannotUndo, find
from accounts.users.models import User
from accounts.users.roles import Act
from accounts.users.services import appoint
from idp.housekeeping import forget_api_tokens
from tests.support.people import make_person, make_tenant

WEEK = timedelta(days=7)


@pytest.fixture
def admin(nordljus: Tenant) -> User:
    return make_person(nordljus, "disa", role=User.Role.TENANT_ADMIN)


def made(admin: User, name: str = "Script", *, life: timedelta = WEEK) -> tuple[ApiToken, str]:
    return make(admin.tenant, name, scopes=["people:read"], life=life, actor=admin)


def works(secret: str) -> bool:
    try:
        token_shown(secret, address="127.0.0.1")
    except UnusableToken:
        return False
    return True


def test_i10_the_tables_hold_nothing_by_which_one_could_call(admin: User) -> None:
    # I10, E24
    token, secret = made(admin)

    kept = serializers.serialize("json", [*ApiToken.objects.all(), *AuditEvent.objects.all()])

    assert secret not in kept
    assert secret.removeprefix(services.PREFIX) not in kept
    assert works(secret)
    assert len(secret) > 40
    assert token.digest not in json.dumps([event.details for event in AuditEvent.objects.all()])


def test_a_former_secret_key_still_knows_its_tokens(admin: User, settings: Settings) -> None:
    _token, secret = made(admin)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    with_it = works(secret)
    settings.SECRET_KEY_FALLBACKS = []

    assert (with_it, works(secret)) == (True, False)


def test_a_token_lives_a_year_at_most(admin: User) -> None:
    token, _secret = made(admin, life=timedelta(days=4000))

    assert token.ends_at <= clock.now() + services.LONGEST_LIFE


def test_an_organisation_has_twenty_that_work_and_each_its_name(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_TOKENS", 2)
    made(admin, "One")
    made(admin, "Two")

    with pytest.raises(NameTaken):
        made(admin, " One ")
    with pytest.raises(TooManyTokens):
        made(admin, "Three")
    ApiToken.objects.filter(name="One").update(ends_at=Now())
    made(admin, "Three")


def test_only_scopes_of_what_one_may_do_oneself_are_offered(nordljus: Tenant, admin: User) -> None:
    # T23
    reader = make_person(nordljus, "reader", role=User.Role.READER)
    other = make_tenant("fjordbank")

    assert offered_to(admin, nordljus) == list(SCOPES)
    assert {act for scope in offered_to(reader, nordljus) for act in scope.acts} == {
        Act.SEE_PEOPLE,
        Act.SEE_GROUPS,
        Act.SEE_POLICY,
        Act.SEE_SIGN_INS,
        Act.SEE_LOG,
    }
    assert offered_to(admin, other) == []


def test_t19_its_maker_is_told_and_can_take_it_back(admin: User) -> None:
    # T19, D07
    _token, secret = made(admin)
    event = AuditEvent.objects.latest("pk")
    undo = find(event.tag)

    assert undo is not None
    undo.undo(event)

    assert not works(secret)
    with pytest.raises(CannotUndo):
        undo.undo(event)


def test_revoking_it_twice_is_recorded_once(admin: User) -> None:
    token, secret = made(admin)

    assert (revoke(token, actor=admin), revoke(token, actor=admin)) == (True, False)
    assert not works(secret)
    assert AuditEvent.objects.filter(tag="user:api_token:revoked").count() == 1


def test_d10_whoever_stops_everything_stops_their_tokens(admin: User) -> None:
    # D10, T19
    _token, secret = made(admin)

    secure(admin, keep_session=None, keep=None, why="own_word")

    assert not works(secret)


def test_another_role_ends_what_was_made_in_the_former_one(nordljus: Tenant, admin: User) -> None:
    # T23
    operator = make_person(nordljus, "root", role=User.Role.OPERATOR)
    _token, secret = made(admin)

    appoint(admin, User.Role.HELPDESK, actor=operator)
    appoint(admin, User.Role.TENANT_ADMIN, actor=operator)

    assert not works(secret)


def test_long_after_its_end_it_is_forgotten(admin: User) -> None:
    made(admin, "Long ago")
    made(admin, "Just now")
    ApiToken.objects.filter(name="Long ago").update(ends_at=clock.now() - timedelta(days=31))
    ApiToken.objects.filter(name="Just now").update(ends_at=clock.now() - timedelta(days=29))

    forget_api_tokens()

    assert [token.name for token in ApiToken.objects.all()] == ["Just now"]


def test_a_token_goes_with_its_maker(admin: User) -> None:
    made(admin)

    admin.delete()

    assert not ApiToken.objects.exists()
