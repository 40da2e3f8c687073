"""Breaking the glass: a link made on the server opens the portal when nothing else does (E03)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import clock
from accounts.alerts.models import Alert
from accounts.audit.models import AuditEvent
from accounts.methods.registry import by_policy
from accounts.users.models import Group, User
from accounts.users.services import disable
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.one_time_link.services import OPENING_LIFE, STAYS_OPEN
from idp.operators import find_or_make_operator
from tests.support.clock import travel
from tests.support.letters import carry_letters
from tests.support.pages import browser, is_signed_in
from tests.support.people import make_person, make_tenant, take_out_of_use, turn_off
from tests.web.idp.portal.conftest import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    """Of an organisation whose policy lets nobody in by anything."""
    made = find_or_make_operator("you@operators.example")
    for method in by_policy():
        turn_off(made.tenant, method.key)
    return made


def link_of(operator: User, *options: str) -> str:
    out = StringIO()
    call_command("operator", operator.username, *options, stdout=out)
    return out.getvalue().split()[-1].removeprefix("http://localhost:8000")


def come_in(operator: User) -> Client:
    client = browser()
    client.post(link_of(operator, "--break-glass"))
    return client


def test_it_opens_the_portal_though_the_policy_lets_nobody_in(operator: User) -> None:  # E03
    client = browser()

    answer = client.post(link_of(operator, "--break-glass"), follow=True)

    assert answer.redirect_chain[-1][0] == "/portal/"
    assert answer.status_code == 200


def test_what_is_wrong_is_put_right_from_there(operator: User) -> None:
    client = come_in(operator)

    seen = client.get(f"/portal/policy/{operator.tenant.pk}/")
    client.post("/portal/groups/add/", {"name": "Pilots", "tenant": str(operator.tenant.pk)})

    assert seen.status_code == 200
    assert Group.objects.get(name="Pilots").tenant == operator.tenant


def test_an_ordinary_link_of_an_operators_does_not(operator: User) -> None:  # T21
    client = browser()

    client.post(link_of(operator))

    assert client.get("/portal/").status_code in {302, 403}


def test_it_works_once(operator: User) -> None:  # T21
    first, second = browser(), browser()
    address = link_of(operator, "--break-glass")
    first.post(address)

    assert second.post(address).status_code == 410
    assert not is_signed_in(second)


def test_it_works_for_a_quarter_of_an_hour(operator: User) -> None:
    link_of(operator, "--break-glass")

    link = OneTimeLink.objects.get(user=operator)
    assert link.expires_at - link.created_at == pytest.approx(OPENING_LIFE, abs=timedelta(seconds=30))


def test_what_it_opened_closes_after_half_an_hour(operator: User) -> None:  # T37
    client = come_in(operator)

    with travel(clock.now() + STAYS_OPEN - timedelta(minutes=1)):
        assert client.get("/portal/").status_code == 200
    with travel(clock.now() + STAYS_OPEN + timedelta(minutes=1)):
        assert client.get("/portal/").status_code != 200


def test_whoever_is_no_operator_any_more_is_out_at_once(operator: User) -> None:  # T37
    client = come_in(operator)

    User.objects.filter(pk=operator.pk).update(role="tenant_admin")

    assert client.get("/portal/").status_code != 200


def test_it_is_told_to_every_operator_and_stands_in_the_alerts(operator: User) -> None:  # T23
    other = make_person(make_tenant("elsewhere"), "other", role="operator")
    make_person(operator.tenant, "admin", role="tenant_admin")

    link_of(operator, "--break-glass")

    told = {address for letter in carry_letters() for address in letter.to}
    assert Alert.objects.get().kind == "broken_glass"
    assert told == {other.username, operator.username}
    assert AuditEvent.objects.filter(tag="user:one_time_link:granted", details__why="break_glass").exists()


def test_an_operator_who_was_disabled_comes_back_by_it(operator: User) -> None:
    disable(operator, actor=None)

    client = come_in(operator)

    assert client.get("/portal/").status_code == 200


def test_of_an_organisation_out_of_use_it_says_what_to_do(operator: User) -> None:
    take_out_of_use(operator.tenant)

    with pytest.raises(CommandError, match="out of use"):
        link_of(operator, "--break-glass")


def test_nobody_else_breaks_the_glass(nordljus: Organisation) -> None:
    with pytest.raises(CommandError, match="not an operator"):
        link_of(nordljus.admin, "--break-glass")
