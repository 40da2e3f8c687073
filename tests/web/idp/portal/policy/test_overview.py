"""The policy at a glance: in words what is on for whom, and each row leads to its own page (E01, E02)."""

from __future__ import annotations

import re

from accounts.methods import registry
from accounts.policy import parts
from accounts.policy.changing import policy_as_it_stands
from accounts.tenants.models import Tenant
from idp.portal.policy.sections import of_everybody, of_methods
from tests.support.pages import read
from tests.support.people import allow, change_policy, make_group, make_person, set_part, turn_off
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, glance, save


def test_each_way_says_for_whom_it_is_how_many_these_are_and_what_it_is_at_best(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E01 E02
    crew = make_group(nordljus.tenant, "Crew", nordljus.admin)
    allow(nordljus.tenant, "phone", include=[nordljus.group, crew], exclude=[nordljus.other])
    turn_off(nordljus.tenant, "recovery_code")

    page = read(sign_in(nordljus.admin).get(glance(nordljus)))

    assert "Phone sign-in Two steps by itself For 2 groups, 1 group left out 2 people" in page.text
    assert "Authenticator codes One step, asked after another way For everyone 2 people" in page.text
    assert re.search("Recovery codes [^.]*Off", page.text)


def test_each_part_says_what_is_set_of_it(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)
    before = read(browser.get(glance(nordljus))).text
    allow(nordljus.tenant, "phone")
    set_part(nordljus.tenant, "campaign", is_on=True, method="phone", include=(nordljus.group.pk,))
    change_policy(nordljus.tenant, two_step=True)

    after = read(browser.get(glance(nordljus))).text

    assert "Two-step verification Off" in before
    assert "Registration campaign Off" in before
    assert "Letters about what is suspicious Off" in before
    assert "How sign-in looks Its name, in our colours" in before
    assert "Two-step verification A password alone is not enough" in after
    assert "For groups: 1" in after.partition("Registration campaign")[2]
    assert "Ends after so long without use: 12 hours" in after


def test_a_page_says_who_has_it_ready_and_whom_it_meets(nordljus: Organisation, sign_in: SignIn) -> None:
    make_person(nordljus.tenant, "bo")
    allow(nordljus.tenant, "phone")

    page = read(sign_in(nordljus.admin).get(address(nordljus, "phone")))

    assert "Now For everyone May use it 3 people Have it ready 1 person" in page.text


def test_saved_it_stays_on_its_page_and_says_so(nordljus: Organisation, sign_in: SignIn) -> None:
    browser = sign_in(nordljus.admin)

    saved = save(browser, nordljus, {"phone-for": "everyone"})
    again = save(browser, nordljus, {"phone-for": "everyone"})

    assert saved["Location"] == again["Location"] == address(nordljus, "phone")
    page = read(browser.get(address(nordljus, "phone")))
    assert "Saved. It counts from the next request on." in page.text
    assert "Nothing was changed." in page.text


def test_every_setting_says_what_follows_from_it(nordljus: Organisation) -> None:
    tenant: Tenant = nordljus.tenant
    stands = policy_as_it_stands(tenant)

    silent = [
        name
        for section in [*of_methods(), *of_everybody(tenant)]
        for name, field in section.fields(tenant, stands).items()
        if not field.help_text and not name.endswith("-for")
    ]

    assert silent == []


def test_the_pages_are_those_of_the_registries(nordljus: Organisation) -> None:
    of_parts = [section.key for section in of_everybody(nordljus.tenant)]

    assert [section.key for section in of_methods()] == [method.key for method in registry.by_policy()]
    assert of_parts == ["two_step", *(part.key for part in parts.parts_of(nordljus.tenant) if not part.page)]


def test_a_page_that_no_method_or_part_has_is_not_there(nordljus: Organisation, sign_in: SignIn) -> None:
    assert sign_in(nordljus.admin).get(address(nordljus, "telepathy")).status_code == 404
