"""On a network that the organisation trusts the second step is not asked, where policy says so (E09)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.policy.steps.groups import KEY as GROUPS
from accounts.policy.steps.trusted import KEY
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.otp.services import apps_of
from tests.support.authenticators import Authenticator, authenticator_of
from tests.support.clock import travel
from tests.support.kept_log import keep_log
from tests.support.pages import FIREFOX, Page, read, wish_of, write_password, write_username
from tests.support.people import change_policy, make_group, make_person, make_tenant, set_part
from tests.support.sessions import proof_of

INSIDE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
CODE, IN = "Authenticator code", "You are signed in"


@pytest.fixture
def nordljus(db: None) -> Tenant:
    """Asks for two steps, but not in its office."""
    tenant = make_tenant(methods=("password", "authenticator_code", "one_time_link"), two_step=True)
    set_part(tenant, KEY, is_on=True, networks=["203.0.113.0/24 Office"])
    return tenant


@pytest.fixture
def app(ann: User) -> Authenticator:
    return authenticator_of(ann)[0]


def browser_at(address: str) -> Client:
    return Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR=address)


def first_step(client: Client, user: User) -> Page:
    write_username(client, user.username)
    return write_password(client)


def goes_on(client: Client, user: User) -> str:
    return first_step(client, user).heading


def test_there_one_step_is_enough_and_only_that_is_claimed(ann: User, app: Authenticator) -> None:  # E09
    client = browser_at(INSIDE)

    page = first_step(client, ann)

    assert page.heading == IN
    assert "A second step was not asked: you are on Office" in page.text
    signed_in = proof_of(client)
    assert (signed_in.amr, signed_in.acr) == (("pwd",), "one_step")


def test_the_log_says_on_which_network(ann: User, app: Authenticator) -> None:  # E09, E12
    first_step(browser_at(INSIDE), ann)

    said = AuditEvent.objects.filter(tag="user:sign_in:succeeded").latest("pk").details
    keep_log()

    assert said["reason"] == "on_trusted_network"
    assert said["needed"] == ["two_by_organisation", "trusted_network:Office"]
    assert SignInAttempt.objects.get(person=ann).needed == said["needed"]


def test_elsewhere_the_second_step_is_asked(ann: User, app: Authenticator) -> None:  # E09
    assert goes_on(browser_at(ELSEWHERE), ann) == CODE


def test_turned_off_it_is_asked_there_too(
    nordljus: Tenant, ann: User, app: Authenticator
) -> None:  # E09, E02
    set_part(nordljus, KEY, is_on=False)

    assert goes_on(browser_at(INSIDE), ann) == CODE


def test_the_network_is_that_of_the_request_that_goes_on_and_not_of_the_one_that_began(
    ann: User, app: Authenticator
) -> None:  # E09, T04
    client = browser_at(INSIDE)
    write_username(client, ann.username)
    client.defaults["REMOTE_ADDR"] = ELSEWHERE

    assert write_password(client).heading == CODE


def test_what_a_stranger_writes_of_their_address_counts_for_nothing(
    ann: User, app: Authenticator
) -> None:  # E09, T25
    client = Client(headers={"User-Agent": FIREFOX, "X-Forwarded-For": INSIDE}, REMOTE_ADDR=ELSEWHERE)

    assert goes_on(client, ann) == CODE


def test_the_portal_asks_for_two_steps_there_as_well(
    nordljus: Tenant, ann: User, app: Authenticator
) -> None:  # E09, E03
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)
    client = browser_at(INSIDE)
    first_step(client, ann)

    page = read(client.get("/portal/", follow=True))

    assert page.status == 403
    assert "needs a stronger proof that it is you" in page.text


def test_whoever_goes_to_the_portal_is_asked_for_the_second_step_on_the_way(
    nordljus: Tenant, ann: User, app: Authenticator
) -> None:  # E09, E03
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)
    client = browser_at(INSIDE)
    first = read(client.get("/portal/", follow=True))

    write_username(client, ann.username, wish=wish_of(first))

    assert write_password(client).heading == CODE


def removing(app: Authenticator, ann: User) -> str:
    return f"/security-info/remove/authenticator_code/{apps_of(ann).get().pk}/"


def test_changing_ways_to_sign_in_asks_for_all_that_guards_them(
    ann: User, app: Authenticator
) -> None:  # E09, T20
    client = browser_at(INSIDE)
    first_step(client, ann)

    client.post(removing(app, ann))

    assert apps_of(ann).exists()
    assert client.get(removing(app, ann)).status_code == 403


def test_whoever_proves_themselves_once_more_is_asked_for_both(ann: User, app: Authenticator) -> None:  # E09
    client = browser_at(INSIDE)
    first_step(client, ann)

    with travel(timezone.now() + timedelta(minutes=10)):
        client.get(removing(app, ann), follow=True)
        page = write_password(client)

    assert page.heading == CODE


def test_of_whom_no_two_steps_are_asked_nothing_is_said(
    nordljus: Tenant, ann: User, app: Authenticator
) -> None:  # E09
    change_policy(nordljus, two_step=False)

    page = first_step(browser_at(INSIDE), ann)

    assert page.heading == IN
    assert "Office" not in page.text


def test_members_of_groups_alone_are_asked_and_those_left_out_are_not(
    nordljus: Tenant, ann: User, app: Authenticator
) -> None:  # E09
    bo = make_person(nordljus, "bo")
    staff = make_group(nordljus, "Staff", ann)
    set_part(nordljus, GROUPS, include=[staff.pk])
    asked = goes_on(browser_at(ELSEWHERE), ann), goes_on(browser_at(ELSEWHERE), bo)
    night = make_group(nordljus, "Night", ann)
    set_part(nordljus, GROUPS, exclude=[night.pk])

    assert asked == (CODE, IN)
    assert goes_on(browser_at(ELSEWHERE), ann) == IN


def test_whoever_is_taken_into_such_a_group_on_the_way_is_asked_at_the_next_step(
    nordljus: Tenant, ann: User, app: Authenticator
) -> None:  # E09, E19, T08
    staff = make_group(nordljus, "Staff")
    set_part(nordljus, GROUPS, include=[staff.pk])
    client = browser_at(ELSEWHERE)
    write_username(client, ann.username)
    staff.members.add(ann)

    assert write_password(client).heading == CODE
