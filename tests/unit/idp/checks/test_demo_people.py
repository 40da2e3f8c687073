"""The demo's people do not serve strangers when their database goes to production (H03)."""

import pytest
from django.core.checks import CheckMessage
from django.db import OperationalError, connection
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from pytest_django import Settings

from accounts.users.models import User
from idp.checks.demo_people import nobody_has_the_demo_password
from idp.demo import PASSWORD, make_demo
from tests.support.people import make_person, make_tenant


@pytest.fixture
def production(settings: Settings, db: None) -> Settings:
    settings.PRODUCTION = True
    return settings


def refusals() -> list[CheckMessage]:
    return nobody_has_the_demo_password(databases=["default"])


def test_the_demos_people_with_their_printed_password_are_refused(production: Settings) -> None:
    make_demo()

    [refusal] = refusals()

    assert refusal.id == "idp.E013"
    assert "admin@nordljus.example" in refusal.msg
    assert "DATABASE_URL" in str(refusal.hint)


def test_one_who_kept_it_is_enough(production: Settings) -> None:
    make_demo()
    for user in User.objects.exclude(username="bo@nordljus.example"):
        user.set_password("chosen by themselves")
        user.save()

    [refusal] = refusals()

    assert "bo@nordljus.example" in refusal.msg
    assert "ann@nordljus.example" not in refusal.msg


def test_people_of_the_same_name_with_a_password_of_their_own_may_stay(production: Settings) -> None:
    make_person(make_tenant("nordljus"), "ann")

    assert refusals() == []


def test_trying_out_is_not_asked(production: Settings) -> None:
    production.PRODUCTION = False
    make_demo()

    assert refusals() == []


def test_the_database_is_not_touched_unless_it_may_be(production: Settings) -> None:
    make_demo()

    assert nobody_has_the_demo_password(databases=None) == []


def test_a_database_not_migrated_yet_holds_nobody(
    production: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)

    assert refusals() == []


def test_a_database_that_does_not_answer_is_said_so(
    production: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away(_introspection: BaseDatabaseIntrospection) -> list[str]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(BaseDatabaseIntrospection, "table_names", is_away)

    [refusal] = refusals()

    assert refusal.id == "idp.E014"
    assert "connection refused" in refusal.msg
    assert refusal.hint


def test_nobody_else_is_told_the_password(production: Settings) -> None:  # I10
    make_demo()

    assert all(PASSWORD not in f"{refusal.msg} {refusal.hint}" for refusal in refusals())
