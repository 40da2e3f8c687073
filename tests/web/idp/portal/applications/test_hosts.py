"""Hosts whose documents are believed, in the portal (G09, decision 0123)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.documents.models import DocumentHost
from idp.oidc.documents.services import believe
from tests.support.pages import read
from tests.support.people import make_person
from tests.web.idp.portal.applications.conftest import listed
from tests.web.idp.portal.applications.test_changing import changes
from tests.web.idp.portal.conftest import Organisation, SignIn


def page_of(organisation: Organisation, rest: str = "") -> str:
    return f"{listed(organisation)}hosts/{rest}"


def known_at(organisation: Organisation, host: str) -> Application:
    return Application.objects.create(
        tenant=organisation.tenant, client_id=f"https://{host}/client.json", name="Agent", kind="native"
    )


def test_a_host_is_believed_and_it_is_in_the_log(admin: Client, nordljus: Organisation) -> None:
    empty = read(admin.get(page_of(nordljus)))

    told = read(admin.post(page_of(nordljus), {"host": " Agent.Example "}, follow=True))

    assert "No host is believed" in empty.text
    assert [row.host for row in DocumentHost.objects.filter(tenant=nordljus.tenant)] == ["agent.example"]
    assert "agent.example is believed from now on." in told.text
    assert changes("host_believed") == [{"host": "agent.example"}]
    assert read(admin.get(listed(nordljus))).links["Hosts that tell of applications themselves"] == page_of(
        nordljus
    )


@pytest.mark.parametrize("wrong", ["", "https://agent.example/", "agent", "*.example", "10.0.0.7:443"])
def test_t24_what_is_no_host_is_told_and_stays_in_its_field(
    admin: Client, nordljus: Organisation, wrong: str
) -> None:
    answer = admin.post(page_of(nordljus), {"host": wrong})

    page = read(answer)
    assert answer.status_code == 400
    assert "the name of a host" in page.text
    assert page.fields["host"] == wrong
    assert not DocumentHost.objects.exists()


def test_believing_it_no_more_is_asked_and_ends_what_was_known_by_it(
    admin: Client, nordljus: Organisation
) -> None:
    row = believe(nordljus.tenant, "agent.example", actor=None)
    known_at(nordljus, "agent.example")
    other = known_at(nordljus, "agent.example.org")
    asked = read(admin.get(page_of(nordljus, f"{row.pk}/remove/")))
    still = Application.objects.count()

    told = read(admin.post(page_of(nordljus, f"{row.pk}/remove/"), follow=True))

    assert (asked.heading, still) == ("Believe this host no more?", 2)
    assert "Agent" in asked.text
    assert "agent.example is believed no more." in told.text
    assert [*Application.objects.all()] == [other]
    assert not DocumentHost.objects.exists()
    assert admin.get(page_of(nordljus, f"{row.pk}/remove/")).status_code == 404


def test_e03_a_reader_looks_and_changes_nothing(nordljus: Organisation, sign_in: SignIn) -> None:
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))
    row = believe(nordljus.tenant, "agent.example", actor=None)

    page = read(reader.get(page_of(nordljus)))

    assert "agent.example" in page.text
    assert "Believe this host" not in page.text
    assert reader.post(page_of(nordljus), {"host": "other.example"}).status_code == 403
    assert reader.post(page_of(nordljus, f"{row.pk}/remove/")).status_code == 403
    assert DocumentHost.objects.count() == 1


def test_t09_a_host_of_another_organisation_is_not_there(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:
    theirs = believe(fjordbank.tenant, "agent.example", actor=None)

    assert "agent.example" not in read(admin.get(page_of(nordljus))).text
    assert admin.post(page_of(nordljus, f"{theirs.pk}/remove/")).status_code == 404
    assert DocumentHost.objects.exists()
