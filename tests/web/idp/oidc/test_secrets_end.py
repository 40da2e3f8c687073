"""Admins are written to before a secret ends, twice, whatever starts again meanwhile (G02)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import clock
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications import services
from idp.oidc.applications.ending import look_at_secrets
from idp.oidc.applications.models import ClientSecret
from tests.support.letters import carry_letters
from tests.support.people import make_person, make_tenant
from tests.support.relying import RelyingParty, make_application


@pytest.fixture
def admin(nordljus: Tenant) -> User:
    return make_person(nordljus, "admin", role=User.Role.TENANT_ADMIN)


def ends_in(party: RelyingParty, span: timedelta) -> None:
    ClientSecret.objects.filter(application=party.application).update(ends_at=clock.now() + span)


def letters() -> list[tuple[list[str], str]]:
    """What a look writes: to whom, and its subject."""
    look_at_secrets.call()
    return [(list(one.to), str(one.subject)) for one in carry_letters()]


def test_g02_admins_hear_of_it_two_weeks_and_two_days_before_once_each(
    admin: User, ann: User, payroll: RelyingParty
) -> None:
    told = [(["admin@nordljus.example"], "The secret of Payroll ends soon")]
    ends_in(payroll, timedelta(days=15))
    early = letters()
    ends_in(payroll, timedelta(days=13))
    first, again = letters(), letters()
    ends_in(payroll, timedelta(days=1))
    second, over = letters(), letters()

    assert (early, first, again, second, over) == ([], told, [], told, [])


def test_the_letter_says_which_and_until_when_and_leads_to_its_page(
    admin: User, payroll: RelyingParty
) -> None:
    ends_in(payroll, timedelta(days=1))
    look_at_secrets.call()
    [letter] = carry_letters()

    assert f"/portal/applications/{payroll.application.tenant_id}/{payroll.application.pk}/" in str(
        letter.body
    )
    assert "Payroll (Nordljus)" in str(letter.body)
    assert payroll.secret not in str(letter.body)


def test_nobody_is_told_of_what_does_not_matter(admin: User, nordljus: Tenant, payroll: RelyingParty) -> None:
    services.change_secret(payroll.application, actor=None)
    former = ClientSecret.objects.filter(application=payroll.application).order_by("pk")[0]
    over, lasting = make_application(nordljus, name="Over"), make_application(nordljus, name="Lasting")
    ends_in(over, timedelta(days=-1))

    assert former.ends_at is not None
    assert ClientSecret.objects.get(application=lasting.application).ends_at is None
    assert letters() == []


def test_t09_admins_of_another_organisation_hear_nothing(admin: User, payroll: RelyingParty) -> None:
    other = make_tenant("globex")
    make_person(other, "boss", role=User.Role.TENANT_ADMIN)
    ends_in(payroll, timedelta(days=1))

    assert [to for to, _subject in letters()] == [["admin@nordljus.example"]]
