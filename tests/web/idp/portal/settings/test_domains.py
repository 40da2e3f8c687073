"""Domains in the portal: claimed, proven by the worker, removed; and what is said of each (E04)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.domains.models import DomainClaim
from accounts.domains.working import look, look_at
from accounts.tenants.models import Domain
from accounts.users.models import User
from idp.portal.settings.domains import removing
from tests.support.dns_server import DnsServer
from tests.support.pages import read
from tests.support.people import add_domain, make_person, make_personal
from tests.web.idp.portal.conftest import Organisation, SignIn

NAME = "solvik.example"


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def listed(organisation: Organisation) -> str:
    return f"/portal/settings/{organisation.tenant.pk}/domains/"


def claimed(admin: Client, organisation: Organisation, name: str = NAME) -> DomainClaim:
    admin.post(listed(organisation), {"domain": name})
    return DomainClaim.objects.get(tenant=organisation.tenant)


def at(claim: DomainClaim) -> str:
    return f"/portal/settings/{claim.tenant_id}/domains/waiting/{claim.pk}/"


def test_settings_lead_to_domains(admin: Client, nordljus: Organisation) -> None:
    settings = admin.get("/portal/settings/", follow=True).content.decode()

    assert listed(nordljus) in settings
    assert "nordljus.example" in read(admin.get(listed(nordljus))).text


def test_an_admin_is_shown_the_record_and_is_told_once_it_is_found(
    admin: Client, nordljus: Organisation, dns_server: DnsServer
) -> None:  # E04
    shown = read(admin.post(listed(nordljus), {"domain": NAME}, follow=True))
    claim = DomainClaim.objects.get()
    dns_server.texts[NAME] = [claim.record]

    look_at(claim.pk)
    after = read(admin.get(at(claim), follow=True))

    assert claim.record in shown.text
    assert after.address == listed(nordljus)
    assert NAME in after.text
    assert "Proven by its record" in after.text
    assert "Entered by whoever runs this installation" in after.text  # its other one


def test_check_now_has_the_worker_look(
    admin: Client, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(type(look), "enqueue", lambda _task, claim: asked.append(claim))
    claim = claimed(admin, nordljus)

    told = read(admin.post(at(claim), {"look": "yes"}, follow=True))

    assert asked == [str(claim.pk)]
    assert "We are looking" in told.text


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["handslag-verify=else"], "another value"),
        ([], "not there yet"),
        (None, "does not know this domain"),
    ],
)
def test_what_was_found_is_said(
    admin: Client, nordljus: Organisation, dns_server: DnsServer, texts: list[str] | None, told: str
) -> None:
    claim = claimed(admin, nordljus)
    if texts is not None:
        dns_server.texts[NAME] = texts

    look_at(claim.pk)
    page = read(admin.get(at(claim))).text

    assert told in page
    assert all(text in page for text in texts or ())


def test_that_somebody_else_has_it_is_said_without_whom(
    admin: Client, nordljus: Organisation, fjordbank: Organisation, dns_server: DnsServer
) -> None:  # T09 T23
    add_domain(fjordbank.tenant, NAME)
    claim = claimed(admin, nordljus)
    dns_server.texts[NAME] = [claim.record]

    look_at(claim.pk)
    page = read(admin.get(at(claim))).text

    assert "was given to somebody else here before" in page
    assert fjordbank.tenant.name not in page


@pytest.mark.parametrize("written", ["", "gmail.com", "https://solvik.example/", "nordljus.example"])
def test_what_cannot_be_is_refused_with_the_reason(
    admin: Client, nordljus: Organisation, written: str
) -> None:
    answer = admin.post(listed(nordljus), {"domain": written})

    assert answer.status_code == 400
    assert "field-problem" in answer.content.decode()
    assert not DomainClaim.objects.exists()


def test_personal_accounts_that_were_there_are_told_of_by_number(
    admin: Client, nordljus: Organisation, dns_server: DnsServer
) -> None:  # A11
    User.objects.create_user(f"eva@{NAME}", tenant=make_personal())
    claim = claimed(admin, nordljus)
    dns_server.texts[NAME] = [claim.record]
    look_at(claim.pk)

    page = read(admin.get(listed(nordljus))).text
    refused = read(admin.post("/portal/users/add/", {"username": f"eva@{NAME}", "role": "member"})).text

    assert "1 personal account with an address of this domain was here before." in page
    assert "eva@" not in page
    assert "somebody's personal account" in refused


def test_one_that_is_used_names_who_uses_it_and_stays(admin: Client, nordljus: Organisation) -> None:
    domain = Domain.objects.get(name="nordljus.example")
    where = f"{listed(nordljus)}{domain.pk}/remove/"

    page = read(admin.get(where)).text
    admin.post(where)

    assert "nordljus.example is still used" in page
    assert nordljus.member.username in page
    assert Domain.objects.filter(pk=domain.pk).exists()


def test_of_very_many_who_use_one_it_is_said_that_there_are_more(
    admin: Client, nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removing, "MOST_COUNTED", 1)
    domain = Domain.objects.get(name="nordljus.example")

    page = read(admin.get(f"{listed(nordljus)}{domain.pk}/remove/")).text

    assert "more than 1 usernames end in it" in page


def test_one_that_nobody_uses_is_removed_after_asking(admin: Client, nordljus: Organisation) -> None:
    add_domain(nordljus.tenant, NAME)
    domain = Domain.objects.get(name=NAME)
    where = f"{listed(nordljus)}{domain.pk}/remove/"

    asked = read(admin.get(where)).text
    told = read(admin.post(where, follow=True)).text

    assert f"Remove {NAME}?" in asked
    assert "is the organisation's no more" in told
    assert not Domain.objects.filter(pk=domain.pk).exists()


def test_another_organisations_claims_and_domains_are_not_there(
    admin: Client, nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:  # T09 T23
    theirs = claimed(sign_in(fjordbank.admin), fjordbank)
    domain = Domain.objects.get(name="fjordbank.example")

    mixed = admin.get(f"{listed(nordljus)}waiting/{theirs.pk}/", follow=True)
    removed = admin.post(f"{listed(nordljus)}{domain.pk}/remove/")

    assert NAME not in read(mixed).text
    assert removed.status_code == 404
    assert Domain.objects.filter(pk=domain.pk).exists()


def test_personal_accounts_have_no_domains_to_prove(operator: User, sign_in: SignIn) -> None:
    personal = make_personal()

    assert sign_in(operator).get(f"/portal/settings/{personal.pk}/domains/").status_code == 404


def test_whoever_may_not_proves_nothing(nordljus: Organisation, sign_in: SignIn) -> None:  # E03 T23
    reader = sign_in(make_person(nordljus.tenant, "reader", role=User.Role.READER))

    assert reader.post(listed(nordljus), {"domain": NAME}).status_code == 404
    assert not DomainClaim.objects.exists()


def test_one_that_waits_is_given_up_after_a_question(admin: Client, nordljus: Organisation) -> None:  # E04
    claim = claimed(admin, nordljus)

    asks = read(admin.post(at(claim), {"give_up": "ask"}))
    still = DomainClaim.objects.exists()
    page = read(admin.post(at(claim), {"give_up": "yes"}, follow=True))

    assert (asks.heading, asks.links["Keep it"]) == (f"Give {NAME} up?", at(claim))
    assert (still, DomainClaim.objects.exists()) == (True, False)
    assert f"{NAME} is not looked for any more." in page.text
