"""From an alert to where its tries came from, to each of them in the log, and to blocking their network (E12, E17)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import clock
from accounts.alerts.models import Alert
from accounts.policy.networks import block
from accounts.sign_in_log.models import SignInAttempt
from devices.approvals.reporting.floods import FLOOD
from idp.portal.logs.sign_ins import around
from tests.support.pages import Page, read
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.logs.test_sign_ins import address, shown, try_of

THEIRS, OWN = "203.0.113.9", "198.51.100.7"
Result = SignInAttempt.Result


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


@pytest.fixture
def alert(nordljus: Organisation) -> Alert:
    return Alert.objects.create(
        kind=FLOOD.key, about="1", tenant=nordljus.tenant, user=nordljus.member, raised_at=clock.now()
    )


def tried(organisation: Organisation, network: str = THEIRS, many: int = 1, **said: Any) -> None:
    for _n in range(many):
        facts = {"result": Result.DENIED, "browser": "Firefox (Linux)", "is_new_browser": True}
        try_of(organisation, **{"network": network, "address": network, **facts, **said})


def look(client: Client, alert: Alert) -> Page:
    return read(client.get(f"/portal/alerts/{alert.pk}/"))


def test_an_alert_says_how_often_and_from_where_and_leads_to_those_very_tries(
    admin: Client, nordljus: Organisation, alert: Alert
) -> None:  # E12
    tried(nordljus, many=3)
    tried(nordljus, result=Result.NOT_FINISHED)
    tried(nordljus, at=clock.now() - around.BEFORE - timedelta(minutes=2))
    tried(nordljus, person=nordljus.admin)

    page = look(admin, alert)

    assert f"{THEIRS} New browser 3 denied on the phone 1 not finished Firefox on Linux" in page.text
    assert "Nobody was signed in by any of them." in page.text
    listed = page.links["See the tries"].removeprefix(address(nordljus))
    assert len(shown(admin, nordljus, listed)) == 4
    everything = page.links["See all of these in the log"].removeprefix(address(nordljus))
    assert len(shown(admin, nordljus, everything)) == 4


def test_that_somebody_came_in_is_said_first_and_networks_are_told_apart(
    admin: Client, nordljus: Organisation, alert: Alert
) -> None:  # E12
    tried(nordljus, many=2)
    tried(nordljus, OWN, result=Result.SIGNED_IN, is_new_browser=False)

    page = look(admin, alert)

    assert "By one of them somebody was signed in." in page.text
    assert "Nobody was signed in" not in page.text
    assert f"{OWN} 1 signed in" in page.text
    assert page.text.index(THEIRS) < page.text.index(OWN)


def test_where_the_log_has_nothing_it_says_so(admin: Client, alert: Alert) -> None:
    assert "The log has no sign-in of theirs around then." in look(admin, alert).text


def test_however_many_networks_ten_are_shown_and_the_rest_counted(
    admin: Client, nordljus: Organisation, alert: Alert
) -> None:  # H08
    for n in range(around.MOST_NETWORKS + 2):
        tried(nordljus, f"203.0.113.{n}")

    page = look(admin, alert)

    assert page.html.count("See the tries") == around.MOST_NETWORKS
    assert "And 2 networks more." in page.text


def test_however_much_happens_only_so_many_tries_are_looked_at(
    nordljus: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:  # H08
    monkeypatch.setattr(around, "TRIES_LOOKED_AT", 3)
    tried(nordljus, many=5)

    found = around.around(nordljus.member, clock.now(), asker=nordljus.admin)

    assert found is not None
    assert found.many == 3


def test_e03_t23_whoever_may_not_see_their_sign_ins_is_shown_none(
    nordljus: Organisation, fjordbank: Organisation
) -> None:
    tried(nordljus)

    for asker in (nordljus.member, fjordbank.admin):
        assert around.around(nordljus.member, clock.now(), asker=asker) is None


@pytest.mark.parametrize(
    ("role", "may_block"), [("tenant_admin", True), ("helpdesk", False), ("reader", False)]
)
def test_e03_the_way_to_block_it_is_there_for_whoever_may(
    nordljus: Organisation, sign_in: SignIn, alert: Alert, role: str, may_block: bool
) -> None:
    tried(nordljus)
    number = SignInAttempt.objects.get().pk
    client = sign_in(make_person(nordljus.tenant, "vera", role=role))

    pages = [
        look(client, alert).links.get("Block"),
        read(client.get(address(nordljus, f"{number}/"))).links.get("Block this network"),
        read(client.get(address(nordljus, f"?network={THEIRS}"))).links.get("Block this network"),
    ]

    wanted = f"/portal/networks/{nordljus.tenant.pk}/?network={THEIRS}#typed" if may_block else None
    assert pages == [wanted] * 3


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("tenant_admin", "block the network that it came from. On their page you can block their sign-in"),
        ("helpdesk", "by a number that you know. On their page you can block their sign-in"),
        ("policy_admin", "block the network that it came from. An admin can do the rest."),
        ("reader", "by a number that you know. An admin can do the rest."),
    ],
)
def test_e03_it_says_what_they_can_do_and_no_more(
    nordljus: Organisation, sign_in: SignIn, alert: Alert, role: str, said: str
) -> None:
    client = sign_in(make_person(nordljus.tenant, "vera", role=role))

    page = look(client, alert)

    assert said in page.text
    is_helped = said.endswith("block their sign-in")
    assert ("See what you can do" in page.links) == ("When it is over" in page.text) == is_helped
    Alert.objects.update(settled_at=clock.now())
    assert "Nothing more: it is dealt with." in look(client, alert).text


def test_the_form_is_filled_in_and_what_is_blocked_says_so_everywhere(
    admin: Client, nordljus: Organisation, alert: Alert
) -> None:  # E12
    tried(nordljus)
    number = SignInAttempt.objects.get().pk
    form = read(admin.get(look(admin, alert).links["Block"].partition("#")[0]))
    assert form.fields["network"] == THEIRS

    admin.post(f"/portal/networks/{nordljus.tenant.pk}/", {"network": form.fields["network"]})

    for page in (
        look(admin, alert),
        read(admin.get(address(nordljus, f"{number}/"))),
        read(admin.get(address(nordljus, f"?network={THEIRS}"))),
    ):
        assert "Blocked" in page.text
        assert {"Block", "Block this network"}.isdisjoint(page.links)


def test_a_customers_network_of_ipv6_is_offered_whole(
    admin: Client, nordljus: Organisation, alert: Alert
) -> None:
    tried(nordljus, "2001:db8:7::/64")
    assert "network=2001%3Adb8%3A7%3A%3A%2F64" in look(admin, alert).links["Block"]

    block(nordljus.tenant, "2001:db8:7::/48", actor=nordljus.admin, asked_from=OWN)

    assert "Block" not in look(admin, alert).links


def test_what_is_no_network_cannot_be_blocked(admin: Client, nordljus: Organisation) -> None:
    page = read(admin.get(address(nordljus, "?network=everybody")))

    assert "Block this network" not in page.links


def test_a_try_that_let_nobody_in_does_not_promise_more(admin: Client, nordljus: Organisation) -> None:  # E12
    tried(nordljus)
    number = SignInAttempt.objects.get().pk

    page = read(admin.get(address(nordljus, f"{number}/")))

    assert "It is known once somebody is signed in; by this nobody was." in page.text


def test_a_persons_page_leads_to_their_alert_and_to_their_own_sign_ins(
    admin: Client, nordljus: Organisation, alert: Alert
) -> None:  # E04
    tried(nordljus)
    tried(nordljus, person=nordljus.admin)
    their_page = f"/portal/users/{nordljus.member.pk}/change/"

    page = read(admin.get(their_page))

    assert page.links["See from where, and what to do"] == f"/portal/alerts/{alert.pk}/"
    listed = page.links["See all sign-ins"].removeprefix(address(nordljus))
    assert len(shown(admin, nordljus, listed)) == 1
    admin.post(f"/portal/alerts/{alert.pk}/")
    assert "See from where, and what to do" not in read(admin.get(their_page)).links
