"""Networks: where unknown names were tried from, and blocking one (T39)."""

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.audit.unknown_names import count_unknown_name
from accounts.policy.networks import LONGEST_WRITTEN, MOST_BLOCKED
from accounts.users.models import User
from tests.support.pages import Page, read
from tests.web.idp.portal.conftest import Organisation, SignIn

NETWORK = "203.0.113.9"


def address(organisation: Organisation) -> str:
    return f"/portal/networks/{organisation.tenant.pk}/"


def send(
    client: Client, organisation: Organisation, network: str = NETWORK, *, release: bool = False
) -> Page:
    button = {"release": "yes"} if release else {}
    return read(client.post(address(organisation), {"network": network, **button}, follow=True))


def blocked(organisation: Organisation) -> list[str]:
    organisation.tenant.refresh_from_db()
    return list(organisation.tenant.blocked_networks)


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def test_an_admin_sees_how_often_names_were_tried_and_from_where(
    admin: Client, nordljus: Organisation
) -> None:
    for _ in range(3):
        count_unknown_name(nordljus.tenant.pk, network=NETWORK)

    page = read(admin.get("/portal/networks/", follow=True))

    assert page.address == address(nordljus)
    assert f"{NETWORK}" in page.text
    assert "3 tries in the last 24 hours" in page.text


def test_before_anything_happened_it_says_so(admin: Client, nordljus: Organisation) -> None:
    page = read(admin.get(address(nordljus)))

    assert "No network is blocked." in page.text
    assert "Nobody has tried one in the last thirty days." in page.text


def test_a_network_is_blocked_and_released_and_both_are_written_down(
    admin: Client, nordljus: Organisation
) -> None:
    page = send(admin, nordljus)
    assert f"{NETWORK} is blocked" in page.text
    assert blocked(nordljus) == [NETWORK]

    page = send(admin, nordljus, release=True)

    assert f"{NETWORK} is released" in page.text
    assert blocked(nordljus) == []
    told = AuditEvent.objects.filter(kind="tenant:network").order_by("pk")
    assert [(event.tag, event.actor, event.details) for event in told] == [
        ("tenant:network:blocked", nordljus.admin, {"network": NETWORK}),
        ("tenant:network:released", nordljus.admin, {"network": NETWORK}),
    ]


def test_blocking_twice_and_releasing_what_is_free_change_nothing(
    admin: Client, nordljus: Organisation
) -> None:
    send(admin, nordljus)
    send(admin, nordljus)
    send(admin, nordljus, "198.51.100.0/24", release=True)

    assert blocked(nordljus) == [NETWORK]
    assert AuditEvent.objects.filter(kind="tenant:network").count() == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" 203.0.113.9/24 ", "203.0.113.0/24"),
        ("2001:DB8:7::1/48", "2001:db8:7::/48"),
        ("203.0.113.9/32", "203.0.113.9"),
    ],
)
def test_a_network_is_kept_in_one_form(
    admin: Client, nordljus: Organisation, written: str, kept: str
) -> None:
    send(admin, nordljus, written)

    assert blocked(nordljus) == [kept]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "Write an address or a network."),
        ("everybody", "Write an address or a network, such as"),
        ("0.0.0.0/0", "people of your own would be in it"),
        ("203.0.0.0/15", "people of your own would be in it"),
        ("127.0.0.0/24", "You are in this network yourself"),
        ("9" * 1000, "Ensure this value has at most"),
    ],
)
def test_what_cannot_be_blocked_is_refused_with_the_reason_and_stays_written(
    admin: Client, nordljus: Organisation, written: str, told: str
) -> None:
    page = send(admin, nordljus, written)

    assert (page.status, told in page.text) == (400, True)
    assert page.fields["network"] == written[:LONGEST_WRITTEN]
    assert blocked(nordljus) == []


def test_a_hundred_are_enough(admin: Client, nordljus: Organisation) -> None:  # H08
    nordljus.tenant.blocked_networks = {
        f"203.0.113.{n}": "2026-11-26T08:00:00+00:00" for n in range(MOST_BLOCKED)
    }
    nordljus.tenant.save()

    page = send(admin, nordljus, "198.51.100.1")

    assert "A hundred networks are blocked already." in page.text
    assert len(blocked(nordljus)) == MOST_BLOCKED


def test_an_organisation_that_is_saved_meanwhile_keeps_what_is_blocked(
    admin: Client, nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:
    stale = nordljus.tenant
    send(admin, nordljus)

    form = {"name": "Nordljus Air", "domains": "nordljus.example", "is_active": "on"}
    sign_in(operator).post(f"/portal/organisations/{stale.pk}/change/", form)

    assert blocked(nordljus) == [NETWORK]
    assert nordljus.tenant.name == "Nordljus Air"


def test_another_organisations_networks_do_not_exist(
    admin: Client, nordljus: Organisation, fjordbank: Organisation
) -> None:  # T09, T23
    assert admin.get(address(fjordbank)).status_code == 404
    assert send(admin, fjordbank).status == 404
    assert blocked(fjordbank) == []


def test_an_operator_chooses_whose(
    operator: User, sign_in: SignIn, nordljus: Organisation, fjordbank: Organisation
) -> None:
    page = read(sign_in(operator).get("/portal/networks/"))

    assert {address(nordljus), address(fjordbank)} <= set(page.links.values())


def test_in_swedish_what_is_blocked_agrees_with_what_it_is(admin: Client, nordljus: Organisation) -> None:
    send(admin, nordljus)
    count_unknown_name(nordljus.tenant.pk, network=NETWORK)

    page = read(admin.get(address(nordljus), headers={"Accept-Language": "sv"}))

    assert "Blockerade nätverk" in page.text
    assert "Blockerat" in page.text
    assert "Blockerad " not in page.text
