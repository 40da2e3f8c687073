"""A session by a pass: it adds ways to sign in and does nothing else, and ends with what it rests on (E05, T21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.methods import registry
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import disable, enable, end_sessions
from accounts.ways.access_pass import services
from accounts.ways.password.services import set_password
from devices.otp.services import apps_of
from devices.phones.models import PhoneAccount
from tests.support.authenticators import authenticator_of
from tests.support.clock import travel
from tests.support.pages import browser, is_signed_in, read, send, sign_in_by_password, write_password
from tests.support.passes import ADDING, as_if_it_ended, make_pass, sign_in_by_pass, use_passes
from tests.support.people import PASSWORD, allow, change_policy, make_person, switch_off
from tests.support.phones import phone_of
from tests.support.recovering import address_of
from tests.support.sessions import proof_of
from tests.web.devices.enrolment.test_finish import add_a_phone


def end_all(ann: User) -> None:
    end_sessions(ann, actor=None, why="admin")


def disabled_and_enabled(ann: User) -> None:
    disable(ann, actor=None)
    enable(ann, actor=None)


def another_password(ann: User) -> None:
    set_password(ann, "seven wet umbrellas", actor=None)


SHUT = [
    "/signed-in/",
    "/security-info/",
    "/security-info/default/",
    "/security-info/phones/",
]


@pytest.fixture
def own(ann: User) -> Client:
    """Ann's browser, signed in by a pass."""
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))
    return client


@pytest.mark.parametrize("address", SHUT)
def test_everything_else_is_shut_and_leads_to_adding_a_way(own: Client, address: str) -> None:  # E05, T21
    page = read(own.get(address, follow=True))

    assert (page.status, page.address, page.heading) == (200, ADDING, "Add a way to sign in")


def test_an_admins_pass_opens_no_portal(ann: User) -> None:  # T21, E03
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)
    ann.refresh_from_db()
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    assert read(client.get("/portal/", follow=True)).address == ADDING


def test_what_was_sent_elsewhere_is_not_done_and_that_is_said(own: Client, ann: User) -> None:  # T21
    page = read(own.post("/security-info/default/", {"method": "password"}, follow=True))

    ann.refresh_from_db()
    assert (page.address, ann.default_method) == (ADDING, "")
    assert "so what you sent was not done" in page.text


def test_it_adds_a_way_and_removes_none(ann: User) -> None:  # T20, E05
    phone_of(ann)
    allow(ann.tenant, "authenticator_code")
    authenticator_of(ann)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))
    account = PhoneAccount.objects.get(user=ann)

    for address in (
        f"/security-info/remove/phone/{account.pk}/",
        f"/security-info/phones/{account.pk}/lost/",
        f"/security-info/phones/{account.pk}/rename/",
        f"/security-info/remove/authenticator_code/{apps_of(ann)[0].pk}/",
    ):
        assert read(client.post(address, {"name": "Mine"}, follow=True)).address == ADDING

    account.refresh_from_db()
    assert (account.state, apps_of(ann).count()) == ("active", 1)
    assert read(client.post("/security-info/phones/add/", follow=True)).code


@pytest.mark.parametrize("key", [method.key for method in registry.in_order() if method.add])
def test_every_way_that_can_be_added_is_added_in_it(nordljus: Tenant, key: str) -> None:  # E05, B13
    bare, client = make_person(nordljus, "bare", password=None), browser()
    sign_in_by_pass(client, bare, make_pass(bare))
    allow(nordljus, key)

    page = read(client.post(reverse(registry.get(key).add), follow=True))

    assert page.address != ADDING, "its page must be guarded by guards_adding"


@pytest.mark.parametrize("key", ["password", "mail_code"])
def test_what_there_is_one_of_is_replaced_in_no_such_session(own: Client, ann: User, key: str) -> None:  # T21
    allow(ann.tenant, key)
    address_of(ann)

    page = read(own.post(reverse(registry.get(key).add), follow=True))

    assert page.address == ADDING


def test_b13_after_the_first_phone_it_is_an_ordinary_session(own: Client) -> None:
    own.post(f"{add_a_phone(own)}finish/")

    proof = proof_of(own)
    assert (proof.methods, proof.is_strong, [one.until for one in proof.proofs]) == (("phone",), True, [0])
    assert read(own.get("/security-info/")).heading == "Security info"


def test_what_is_too_little_for_the_organisation_is_no_way_to_go_on(ann: User) -> None:  # E05, F01
    change_policy(ann.tenant, two_step=True)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    page = read(client.get(ADDING))

    assert "You have a way of your own to sign in." not in page.text
    assert "Handslag app" in page.text


def test_after_a_first_way_it_says_how_to_go_on(ann: User) -> None:  # E05
    allow(ann.tenant, "authenticator_code")
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    page = read(client.get(ADDING))
    assert "You have a way of your own to sign in." in page.text
    asked = send(client, page, "wish")
    assert asked.address == "/sign-in/password/"
    write_password(client)

    assert proof_of(client).methods == ("password",)
    assert read(client.get("/signed-in/")).heading == "You are signed in"


def test_somebody_who_has_nothing_of_their_own_reads_of_no_way_to_go_on(ann: User) -> None:  # E05
    eva = make_person(ann.tenant, "eva", password=None)

    page = sign_in_by_pass(browser(), eva, make_pass(eva))

    assert "You have a way of your own" not in page.text
    assert "Handslag app" in page.text


def test_where_nothing_can_be_added_it_says_who_can_help(own: Client, ann: User) -> None:  # E05
    switch_off(ann.tenant, "phone")

    assert "Nothing that you could add is on for you." in read(own.get(ADDING)).text


def test_when_the_pass_has_ended_so_has_its_session(own: Client) -> None:  # E05, T21
    as_if_it_ended()

    page = read(own.get(ADDING, follow=True))

    assert page.address == "/sign-in/"
    assert "What you signed in with has ended, and your session with it." in page.text
    assert "_auth_user_id" not in own.session


def test_when_the_pass_is_removed_its_session_ends(own: Client, ann: User) -> None:  # T08, T21
    services.remove(ann, actor=User.objects.get(username__startswith="disa"))

    assert read(own.get(ADDING, follow=True)).address == "/sign-in/"
    assert read(own.post("/security-info/phones/add/", follow=True)).address == "/sign-in/"


def test_when_a_new_pass_is_made_the_session_by_the_earlier_one_ends(own: Client, ann: User) -> None:  # T21
    make_pass(ann)

    assert read(own.get(ADDING, follow=True)).address == "/sign-in/"


def test_when_passes_are_turned_off_its_session_ends(own: Client, ann: User) -> None:  # E19, T37
    switch_off(ann.tenant, services.KEY)

    assert read(own.get(ADDING, follow=True)).address == "/sign-in/"


def test_where_the_policy_says_so_it_is_a_session_like_that_of_a_link(ann: User) -> None:  # E05
    use_passes(ann.tenant, only_adds=False)
    client = browser()

    page = sign_in_by_pass(client, ann, make_pass(ann))

    assert page.address == "/signed-in/"
    assert read(client.get("/security-info/")).heading == "Security info"
    assert read(client.get(ADDING, follow=True)).address == "/security-info/"


def test_and_it_ends_with_the_pass_as_well(ann: User) -> None:  # E05, T21
    use_passes(ann.tenant, only_adds=False)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    as_if_it_ended()

    assert read(client.get("/security-info/", follow=True)).address == "/sign-in/"


def test_and_it_never_opens_the_portal(ann: User) -> None:  # T21, T23
    use_passes(ann.tenant, only_adds=False)
    User.objects.filter(pk=ann.pk).update(role=User.Role.TENANT_ADMIN)
    ann.refresh_from_db()
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    assert client.get("/portal/").status_code == 403


def test_a_policy_that_becomes_narrower_narrows_its_sessions(ann: User) -> None:  # E05, T37
    use_passes(ann.tenant, only_adds=False)
    client = browser()
    sign_in_by_pass(client, ann, make_pass(ann))

    use_passes(ann.tenant, only_adds=True)

    assert read(client.get("/security-info/", follow=True)).address == ADDING


def test_a_policy_that_becomes_wider_widens_no_session(own: Client, ann: User) -> None:  # E05
    use_passes(ann.tenant, only_adds=False)

    assert read(own.get("/security-info/", follow=True)).address == ADDING


def test_it_may_add_for_half_an_hour_and_then_proves_itself_again(own: Client, ann: User) -> None:  # D02, T20
    with travel(timezone.now() + timedelta(minutes=29)):
        assert read(own.post("/security-info/phones/add/", follow=True)).code
    with travel(timezone.now() + timedelta(minutes=31)):
        page = read(own.post("/security-info/phones/add/", follow=True))

    assert (page.code, page.address) == ("", "/sign-in/password/")


def test_no_other_session_is_asked_about_passes(ann: User) -> None:  # E05
    client = browser()
    sign_in_by_password(client, ann, PASSWORD)

    assert read(client.get("/security-info/")).heading == "Security info"
    assert read(client.get(ADDING, follow=True)).address == "/security-info/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "what", [end_all, disabled_and_enabled, another_password], ids=lambda one: one.__name__
)
def test_a_pass_ends_with_everything_else(what: Callable[[User], object], ann: User) -> None:  # T08 T21
    secret = make_pass(ann)

    what(ann)

    client = browser()
    sign_in_by_pass(client, ann, secret)
    assert not is_signed_in(client)
