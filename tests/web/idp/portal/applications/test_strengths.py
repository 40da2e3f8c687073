"""An organisation's own applications among what a strength can be required for, and in What if (E10)."""

from __future__ import annotations

from django.test import Client

from accounts.policy.changing import policy_as_it_stands
from accounts.policy.strengths import applications
from accounts.policy.strengths.settings import KEY, strengths_in
from accounts.policy.strengths.words import source
from tests.support.pages import read
from tests.support.people import allow
from tests.support.relying import RelyingParty, make_application
from tests.web.idp.portal.applications.conftest import at
from tests.web.idp.portal.conftest import Organisation
from tests.web.idp.portal.policy.writing import save


def page_of(organisation: Organisation) -> str:
    return f"/portal/policy/{organisation.tenant.pk}/set/{KEY}/"


def test_e10_an_application_stands_by_its_name_where_strengths_are_required(
    admin: Client, nordljus: Organisation, fjordbank: Organisation, payroll: RelyingParty
) -> None:
    theirs = make_application(fjordbank.tenant, name="Fish market").application

    page = read(admin.get(page_of(nordljus)))

    assert "Payroll" in page.text
    assert f"{KEY}-{payroll.application.key}_strength" in page.html
    assert theirs.key not in page.html
    assert page_of(nordljus) == read(admin.get(at(payroll.application))).links["Require a strength for it"]


def test_e10_a_strength_is_required_for_it_by_the_page(
    admin: Client, nordljus: Organisation, payroll: RelyingParty
) -> None:
    key = payroll.application.key
    allow(nordljus.tenant, "passkey")

    save(admin, nordljus, {f"{KEY}-{key}_strength": "phishing_resistant"})

    settings = strengths_in(policy_as_it_stands(nordljus.tenant).parts)
    assert [(one.application, one.strength) for one in settings.applications] == [(key, "phishing_resistant")]


def test_whoever_may_use_it_is_whom_a_strength_is_asked_of(
    nordljus: Organisation, fjordbank: Organisation, payroll: RelyingParty
) -> None:
    few = make_application(nordljus.tenant, name="Few", is_for_everybody=False, groups=[nordljus.group])
    found = [applications.find(one.application.key) for one in (payroll, few)]
    everybody, members = [list(one.people(nordljus.tenant)) for one in found if one is not None]

    assert {nordljus.member, nordljus.admin} <= {*everybody}
    assert members == [nordljus.member]
    assert not [
        list(one.people(fjordbank.tenant))
        for one in found
        if one is not None and one.people(fjordbank.tenant)
    ]


def test_one_that_is_gone_has_a_name_in_the_log(payroll: RelyingParty) -> None:
    key = payroll.application.key
    there = source(key)
    payroll.application.delete()

    assert (there, source(key)) == ("Payroll", "an application that is gone")


def test_what_if_asks_by_it(admin: Client, nordljus: Organisation, payroll: RelyingParty) -> None:
    page = f"/portal/policy/{nordljus.tenant.pk}/what-if/"
    form = {"person": nordljus.member.username, "application": payroll.application.key, "browser": "new"}

    told = read(admin.post(page, form))

    assert told.status == 200
    assert f'value="{payroll.application.key}" selected' in told.html
