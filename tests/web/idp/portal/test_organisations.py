"""An operator makes an organisation and hands it over; groups and the audit log of its admins."""

from html import unescape

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.policy.facts import allowance_of
from accounts.tenants.models import Domain, Tenant
from accounts.users.models import Group, User
from tests.support.pages import read
from tests.support.people import make_person, make_tenant
from tests.web.idp.portal.conftest import Organisation, SignIn

NEW = {
    "name": "Älvdal Energi",
    "domains": "alvdal.example\nalvdal.test",
    "admins": "Eva@alvdal.example",
    "phones_for_admins": "on",
}


def test_an_organisation_is_made_with_domains_first_admins_and_a_policy(
    operator: User, sign_in: SignIn
) -> None:
    response = sign_in(operator).post("/portal/organisations/add/", NEW)

    tenant = Tenant.objects.get(name="Älvdal Energi")
    eva = User.objects.get(username="eva@alvdal.example")
    somebody = User.objects.create_user("bo@alvdal.example", tenant=tenant)
    assert response["Location"] == f"/portal/organisations/{tenant.pk}/change/"
    assert set(tenant.domains.values_list("name", "is_verified")) == {
        ("alvdal.example", True),
        ("alvdal.test", True),
    }
    assert (tenant.slug, tenant.kind, eva.role) == ("alvdal-energi", "organisation", "tenant_admin")
    assert allowance_of(somebody, "password").is_allowed
    assert not allowance_of(somebody, "phone").is_allowed
    assert allowance_of(eva, "phone").is_allowed
    tags = list(AuditEvent.objects.filter(tenant=tenant, actor=operator).values_list("tag", flat=True))
    assert sorted(tags) == ["tenant:organisation:added", "tenant:policy:changed", "user:account:added"]


def test_a_first_admin_comes_all_the_way_in_by_a_link(
    operator: User, sign_in: SignIn, client: Client
) -> None:
    browser = sign_in(operator)
    browser.post("/portal/organisations/add/", NEW)
    eva = User.objects.get(username="eva@alvdal.example")

    page = browser.post(f"/portal/users/{eva.pk}/help/one-time-link/").content.decode()
    address = page.partition("http://localhost:8000")[2].partition("<")[0]
    response = client.post(address)

    assert response["Location"] == "/security-info/"
    told = read(client.get("/portal/"))
    assert (told.status, told.heading) == (403, "This needs a stronger sign-in")
    assert "best the Handslag app" in told.text


def test_without_the_wish_phone_sign_in_is_off_for_all(operator: User, sign_in: SignIn) -> None:
    sign_in(operator).post("/portal/organisations/add/", {**NEW, "phones_for_admins": ""})

    assert not allowance_of(User.objects.get(username="eva@alvdal.example"), "phone").is_allowed
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"domains": "not a domain"},
        {"domains": "nordljus.example"},
        {"domains": ""},
        {"admins": "eva@elsewhere.example"},
        {"admins": "eva"},
        {"admins": ""},
    ],
)
def test_what_cannot_be_is_refused_whole(
    nordljus: Organisation, operator: User, sign_in: SignIn, changes: dict[str, str]
) -> None:
    before = (Tenant.objects.count(), User.objects.count(), Domain.objects.count())

    response = sign_in(operator).post("/portal/organisations/add/", {**NEW, **changes})

    assert response.status_code == 200
    assert (Tenant.objects.count(), User.objects.count(), Domain.objects.count()) == before


def test_an_admin_makes_no_organisation(nordljus: Organisation, sign_in: SignIn) -> None:
    assert sign_in(nordljus.admin).post("/portal/organisations/add/", NEW).status_code == 403
    assert not Tenant.objects.filter(name="Älvdal Energi").exists()


def test_a_domain_with_people_stays_and_one_without_may_go(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    browser = sign_in(operator)
    address = f"/portal/organisations/{nordljus.tenant.pk}/change/"

    browser.post(
        address, {"name": "Nordljus", "is_active": "on", "domains": "nordljus.example\nnordljus.test"}
    )
    browser.post(address, {"name": "Nordljus", "is_active": "on", "domains": "nordljus.test"})
    assert set(nordljus.tenant.domains.values_list("name", flat=True)) == {
        "nordljus.example",
        "nordljus.test",
    }
    browser.post(address, {"name": "Nordljus", "is_active": "on", "domains": "nordljus.example"})

    assert list(nordljus.tenant.domains.values_list("name", flat=True)) == ["nordljus.example"]
    assert AuditEvent.objects.filter(tag="tenant:organisation:changed", actor=operator).count() == 2


def test_an_organisation_out_of_use_is_closed_to_its_people_at_once(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    admins_browser = sign_in(nordljus.admin)

    sign_in(operator).post(
        f"/portal/organisations/{nordljus.tenant.pk}/change/",
        {"name": "Nordljus", "domains": "nordljus.example"},
    )

    assert admins_browser.get("/portal/").status_code == 302


def test_an_operator_does_not_close_the_organisation_they_are_in(operator: User, sign_in: SignIn) -> None:
    browser = sign_in(operator)
    address = f"/portal/organisations/{operator.tenant_id}/change/"

    browser.post(address, {"name": "We", "domains": "operators.example"})

    tenant = Tenant.objects.get(pk=operator.tenant_id)
    assert (tenant.name, tenant.is_active) == ("We", True)
    assert "You cannot close the organisation you are in" in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        ("STRASSE.example", "strasse.example", "strasse.example"),
        ("\uff53trasse.example.", "strasse.example", "strasse.example"),
        ("\u200bstrasse.example", "strasse.example", "strasse.example"),
        ("maßanfertigung.example", "xn--maanfertigung-cdb.example", "maßanfertigung.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", "bücher.example"),
        ("例え。example", "xn--r8jz45g.example", "例え.example"),
    ],
)
def test_domains_are_kept_as_a_labels_and_shown_as_usernames_end(
    operator: User, sign_in: SignIn, written: str, kept: str, shown: str
) -> None:  # T14
    browser = sign_in(operator)

    browser.post("/portal/organisations/add/", {**NEW, "domains": written, "admins": f"Eva@{written}"})
    again = browser.post("/portal/organisations/add/", {**NEW, "domains": written, "admins": f"Bo@{written}"})

    eva = User.objects.get(username=f"eva@{shown}")
    assert list(eva.tenant.domains.values_list("name", flat=True)) == [kept]
    assert f"Another organisation has this domain: {shown}" in again.content.decode()
    form = browser.get(f"/portal/organisations/{eva.tenant.pk}/change/").content.decode()
    assert f"{shown}</textarea>" in form
    assert shown in browser.get("/portal/organisations/", {"q": written.strip()}).content.decode()


def test_one_domain_in_two_spellings_is_one_organisations(
    operator: User, sign_in: SignIn
) -> None:  # T14, T09
    browser = sign_in(operator)
    browser.post(
        "/portal/organisations/add/", {**NEW, "domains": "bücher.example", "admins": "a@bücher.example"}
    )

    again = browser.post(
        "/portal/organisations/add/",
        {**NEW, "domains": "xn--bcher-kva.example", "admins": "b@xn--bcher-kva.example"},
    )

    assert "Another organisation has this domain: bücher.example" in again.content.decode()
    assert Tenant.objects.filter(name=NEW["name"]).count() == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("nord ljus.example", "This does not look like a domain: nord ljus.example"),
        ("nordljus", "This does not look like a domain: nordljus"),
        ("https://new.example/", "Write the domain alone, without https:// before it: https://new.example/"),
        ("@new.example", "Write only what stands after the @: @new.example"),
        ("*.new.example", "Write the domain itself, without a *"),
        ("new.example:443", "Write the domain without a port: new.example:443"),
        ("new.example/start", "Write the domain alone, without what follows the /: new.example/start"),
        ("n\u0435w.example", "A domain keeps to one alphabet; \u0435 (U+0435) is of another"),
        (
            "\u0441\u043e\u0441\u043e.example",
            "looks the same as coco.example, which another organisation has",
        ),
    ],
)
def test_what_is_no_domain_is_said_with_the_reason(
    operator: User, sign_in: SignIn, written: str, said: str
) -> None:
    make_tenant("coco")

    response = sign_in(operator).post("/portal/organisations/add/", {**NEW, "domains": written})

    assert said in unescape(response.content.decode())
    assert not Tenant.objects.filter(name=NEW["name"]).exists()


def test_an_organisation_may_have_two_domains_that_are_drawn_alike(operator: User, sign_in: SignIn) -> None:
    both = "coco.example\n\u0441\u043e\u0441\u043e.example"

    sign_in(operator).post(
        "/portal/organisations/add/", {**NEW, "domains": both, "admins": "eva@coco.example"}
    )

    assert Domain.objects.filter(tenant__name=NEW["name"]).count() == 2


@pytest.mark.parametrize(
    "admins",
    ["\u0435va@alvdal.example", "coco@alvdal.example\n\u0441\u043e\u0441\u043e@alvdal.example"],
)
def test_first_admins_are_not_taken_for_each_other(operator: User, sign_in: SignIn, admins: str) -> None:
    response = sign_in(operator).post("/portal/organisations/add/", {**NEW, "admins": admins})

    assert response.status_code == 200
    assert not Tenant.objects.filter(name=NEW["name"]).exists()


def test_a_first_admin_written_twice_is_made_once(operator: User, sign_in: SignIn) -> None:
    sign_in(operator).post(
        "/portal/organisations/add/", {**NEW, "admins": "eva@alvdal.example\nEVA@alvdal.example"}
    )

    assert User.objects.get(username="eva@alvdal.example").tenant.name == NEW["name"]


def test_the_name_of_an_organisation_hides_and_turns_nothing(operator: User, sign_in: SignIn) -> None:  # T26
    sign_in(operator).post("/portal/organisations/add/", {**NEW, "name": " \u202eÄlvdal\u200b \u00a0 Energi"})

    assert Tenant.objects.filter(name="Älvdal Energi").exists()


def test_an_operator_chooses_whose_a_group_is(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    sign_in(operator).post("/portal/groups/add/", {"name": "Crew", "tenant": str(nordljus.tenant.pk)})

    assert Group.objects.get(name="Crew").tenant == nordljus.tenant


def test_a_group_takes_members_and_says_so_in_the_audit_log(nordljus: Organisation, sign_in: SignIn) -> None:
    sign_in(nordljus.admin).post(
        f"/portal/groups/{nordljus.group.pk}/change/", {"name": "Crew", "members": [str(nordljus.admin.pk)]}
    )

    event = AuditEvent.objects.get(tag="tenant:group:changed")
    assert list(nordljus.group.members.all()) == [nordljus.admin]
    assert event.details["changed"]["members"] == [["ann@nordljus.example"], ["admin@nordljus.example"]]


def test_group_names_are_taken_once_in_a_tenant(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:
    browser = sign_in(nordljus.admin)

    assert browser.post("/portal/groups/add/", {"name": nordljus.group.name}).status_code == 200
    assert browser.post("/portal/groups/add/", {"name": fjordbank.group.name}).status_code == 302


def test_a_groups_name_hides_and_turns_nothing_and_is_taken_once(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # T26
    browser = sign_in(nordljus.admin)

    browser.post("/portal/groups/add/", {"name": "Night\u202e\u200b  shift"})
    again = browser.post("/portal/groups/add/", {"name": "Night shift\u2069"})
    nothing = browser.post("/portal/groups/add/", {"name": "\u202e\u3164"})

    assert Group.objects.filter(name="Night shift").count() == 1
    assert (again.status_code, nothing.status_code) == (200, 200)


@pytest.fixture
def operator_inside(nordljus: Organisation) -> User:
    """An operator who belongs to an organisation with an admin of its own, and to one of its groups."""
    operator = make_person(nordljus.tenant, "op", role=User.Role.OPERATOR)
    nordljus.group.members.add(operator)
    return operator


def test_an_admin_neither_puts_an_operator_into_a_group_nor_takes_them_out(
    nordljus: Organisation, operator_inside: User, sign_in: SignIn
) -> None:  # T23
    browser = sign_in(nordljus.admin)
    group, other = nordljus.group, nordljus.other
    both = [str(nordljus.admin.pk), str(operator_inside.pk)]

    browser.post(f"/portal/groups/{group.pk}/change/", {"name": group.name, "members": both[:1]})
    browser.post(f"/portal/groups/{other.pk}/change/", {"name": other.name, "members": both})

    assert set(group.members.all()) == {nordljus.admin, operator_inside}
    assert list(other.members.all()) == [nordljus.admin]


def test_an_operators_box_is_locked_for_an_admin_and_left_out_changes_nothing(
    nordljus: Organisation, operator_inside: User, sign_in: SignIn
) -> None:  # T23
    browser, group = sign_in(nordljus.admin), nordljus.group

    page = browser.get(f"/portal/groups/{group.pk}/change/").content.decode()
    browser.post(
        f"/portal/groups/{group.pk}/change/", {"name": group.name, "members": [str(nordljus.member.pk)]}
    )

    assert f'value="{operator_inside.pk}" id="id_members_2" checked disabled' in page
    assert page.count(" disabled") == 1
    assert set(group.members.all()) == {nordljus.member, operator_inside}
    assert not AuditEvent.objects.filter(tag="tenant:group:changed").exists()


def test_an_operator_puts_anybody_into_a_group(
    nordljus: Organisation, operator_inside: User, operator: User, sign_in: SignIn
) -> None:
    sign_in(operator).post(
        f"/portal/groups/{nordljus.other.pk}/change/",
        {"name": "Reception", "members": [str(operator_inside.pk)]},
    )

    assert list(nordljus.other.members.all()) == [operator_inside]
