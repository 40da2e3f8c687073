"""Every route, for every role, and with another tenant's objects: absent, and nothing changed (T09, T23)."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.users.models import Group, User
from devices.phones.models import PhoneAccount
from tests.support.people import policy_of, rule_of
from tests.web.idp.portal.conftest import Organisation, SignIn

# Each address, made of an organisation's objects; then what the organisation's own admin, and an operator, get.
ROUTES: dict[str, tuple[Callable[[Organisation], str], int, int]] = {
    "home": (lambda _o: "", 200, 200),
    "organisations": (lambda _o: "organisations/", 403, 200),
    "add organisation": (lambda _o: "organisations/add/", 403, 200),
    "organisation": (lambda o: f"organisations/{o.tenant.pk}/change/", 404, 200),
    "delete organisation": (lambda o: f"organisations/{o.tenant.pk}/delete/", 404, 403),
    "users": (lambda _o: "users/", 200, 200),
    "add user": (lambda _o: "users/add/", 200, 200),
    "user": (lambda o: f"users/{o.member.pk}/change/", 200, 200),
    "delete user": (lambda o: f"users/{o.member.pk}/delete/", 403, 403),
    "one-time link": (lambda o: f"users/{o.member.pk}/help/one-time-link/", 200, 200),
    "end sessions": (lambda o: f"users/{o.member.pk}/end-sessions/", 200, 200),
    "groups": (lambda _o: "groups/", 200, 200),
    "add group": (lambda _o: "groups/add/", 200, 200),
    "group": (lambda o: f"groups/{o.group.pk}/change/", 200, 200),
    "delete group": (lambda o: f"groups/{o.group.pk}/delete/", 200, 200),
    "phones": (lambda _o: "phones/", 200, 200),
    "remove phone": (lambda o: f"users/{o.member.pk}/remove/phone/{o.phone.pk}/", 200, 200),
    "whose policy": (lambda _o: "policy/", 302, 200),
    "policy": (lambda o: f"policy/{o.tenant.pk}/", 200, 200),
    "audit": (lambda _o: "audit/", 200, 200),
}
WITH_AN_OBJECT = [
    name
    for name, (address, _a, _b) in ROUTES.items()
    if "<" not in name and address.__code__.co_varnames == ("o",)
]


@pytest.mark.parametrize("route", ROUTES)
def test_each_role_reaches_its_own_pages(
    nordljus: Organisation, operator: User, client: Client, sign_in: SignIn, route: str
) -> None:
    address, for_admin, for_operator = ROUTES[route]
    url = f"/portal/{address(nordljus)}"

    assert client.get(url).status_code == 302
    assert sign_in(nordljus.member).get(url).status_code == 403
    assert sign_in(nordljus.admin).get(url).status_code == for_admin
    assert sign_in(operator).get(url).status_code == for_operator


@pytest.mark.parametrize("route", WITH_AN_OBJECT)
def test_what_belongs_to_another_organisation_is_absent_for_its_admins(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, route: str
) -> None:
    url = f"/portal/{ROUTES[route][0](fjordbank)}"
    browser = sign_in(nordljus.admin)
    before = _everything_of(fjordbank)

    assert browser.get(url).status_code == 404
    assert browser.post(url, {"post": "yes", "name": "Mine", "display_name": "Mine"}).status_code == 404
    assert _everything_of(fjordbank) == before


@pytest.mark.parametrize("listed", ["users/", "groups/", "phones/", "audit/"])
def test_lists_show_own_things_only(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, listed: str
) -> None:
    sign_in(fjordbank.admin).post(f"/portal/users/{fjordbank.member.pk}/end-sessions/")

    page = sign_in(nordljus.admin).get(f"/portal/{listed}").content.decode()

    assert "fjordbank" not in page.lower()


@pytest.mark.parametrize(
    "query",
    [
        "q=ann@fjordbank.example",
        "organisation={tenant}",
        "group={group}",
        "tenant__id__exact={tenant}",
        "password__startswith=argon2",
        "one_time_links__token_digest__startswith=a",
        "session_epoch__gte=0",
        "group=0+OR+1",
    ],
)
def test_nothing_in_the_address_widens_a_list_or_asks_for_a_hidden_column(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, query: str
) -> None:
    filled = query.format(tenant=fjordbank.tenant.pk, group=fjordbank.group.pk)

    response = sign_in(nordljus.admin).get(f"/portal/users/?{filled}")

    assert response.status_code in (200, 302, 400)
    # What was asked for stands in the field, and in the address that exports the list.
    page = unquote(response.content.decode())
    assert "fjordbank" not in page.replace("ann@fjordbank.example", "")
    if "__" in query:
        assert response.status_code == 400


def test_filters_offer_own_groups_only(
    nordljus: Organisation, fjordbank: Organisation, operator: User, sign_in: SignIn
) -> None:
    assert "Pilots of fjordbank" not in sign_in(nordljus.admin).get("/portal/users/").content.decode()
    assert "Pilots of fjordbank" in sign_in(operator).get("/portal/users/").content.decode()


def test_the_audit_log_of_somebody_elses_person_cannot_be_searched(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:
    sign_in(fjordbank.admin).post(f"/portal/users/{fjordbank.member.pk}/end-sessions/")

    page = sign_in(nordljus.admin).get("/portal/audit/", {"q": fjordbank.member.username}).content.decode()

    assert "Nothing matches" in page


def test_a_foreign_member_cannot_be_put_into_a_group(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:
    response = sign_in(nordljus.admin).post(
        f"/portal/groups/{nordljus.group.pk}/change/",
        {"name": "Pilots", "members": [str(fjordbank.member.pk)]},
    )

    assert response.status_code == 200
    assert list(nordljus.group.members.all()) == [nordljus.member]


def test_a_person_cannot_be_put_into_a_foreign_group(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:
    response = sign_in(nordljus.admin).post(
        f"/portal/users/{nordljus.member.pk}/change/",
        {"display_name": "Ann", "is_active": "on", "role": "member", "groups": [fjordbank.group.pk]},
    )

    assert response.status_code == 200
    assert list(fjordbank.group.members.all()) == [fjordbank.member]


def test_a_group_made_by_an_admin_is_of_their_own_tenant_whatever_is_sent(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn
) -> None:
    sign_in(nordljus.admin).post("/portal/groups/add/", {"name": "New", "tenant": str(fjordbank.tenant.pk)})

    assert Group.objects.get(name="New").tenant == nordljus.tenant


def test_an_operator_acts_for_every_organisation(
    nordljus: Organisation, fjordbank: Organisation, operator: User, sign_in: SignIn
) -> None:
    browser = sign_in(operator)

    for organisation in (nordljus, fjordbank):
        browser.post(f"/portal/users/{organisation.member.pk}/remove/phone/{organisation.phone.pk}/")

    assert not PhoneAccount.objects.filter(
        user__tenant__in=(nordljus.tenant, fjordbank.tenant), state="active"
    ).exists()


def _everything_of(organisation: Organisation) -> list[object]:
    tenant = organisation.tenant
    return [
        list(User.objects.filter(tenant=tenant).order_by("pk").values()),
        list(Group.objects.filter(tenant=tenant).values("name", "members")),
        list(PhoneAccount.objects.filter(user__tenant=tenant).values("state", "phone_sign_in")),
        [policy_of(tenant), rule_of(tenant, "password"), rule_of(tenant, "phone")],
        AuditEvent.objects.filter(tenant=tenant).count(),
    ]
