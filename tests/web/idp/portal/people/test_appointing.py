"""Whoever is given a role begins with it anew: what the helpdesk handed them before lets nobody in (E03, T23)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts import clock
from accounts.users.models import User
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.password.services import set_password
from devices.four_eyes.models import AskedAct
from tests.support.pages import browser, is_signed_in, read
from tests.support.passes import make_pass, use_passes
from tests.support.people import make_person
from tests.web.idp.portal.conftest import Organisation, SignIn


@pytest.fixture
def helper(nordljus: Organisation) -> User:
    return make_person(nordljus.tenant, "helper", role=User.Role.HELPDESK)


def appoint(client: Client, person: User, role: str = "tenant_admin") -> Any:
    sent = {"display_name": person.display_name, "mail_address": person.mail_address, "role": role}
    return client.post(f"/portal/users/{person.pk}/change/", sent)


def test_a_link_from_before_they_had_the_role_lets_nobody_in(
    nordljus: Organisation, sign_in: SignIn, helper: User
) -> None:  # E03, T23
    link = one_time_link.grant(nordljus.member, actor=helper, now=clock.now())

    appoint(sign_in(nordljus.admin), nordljus.member)
    client = browser()
    answer = read(client.post(f"/sign-in/one-time/{link}/"))

    assert User.objects.get(pk=nordljus.member.pk).role == "tenant_admin"
    assert (answer.status, is_signed_in(client)) == (410, False)


def test_a_session_from_before_they_had_the_role_ends(nordljus: Organisation, sign_in: SignIn) -> None:  # T23
    member = sign_in(nordljus.member)
    before = is_signed_in(member)

    appoint(sign_in(nordljus.admin), nordljus.member)

    assert (before, is_signed_in(member)) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_pass_from_before_they_had_the_role_is_gone(
    nordljus: Organisation, sign_in: SignIn, helper: User
) -> None:  # E03, T23
    use_passes(nordljus.tenant)
    make_pass(nordljus.member, actor=helper)

    appoint(sign_in(nordljus.admin), nordljus.member)

    assert not AccessPass.objects.exists()


def test_a_temporary_password_from_before_they_had_the_role_is_taken_no_more(
    nordljus: Organisation, sign_in: SignIn, helper: User
) -> None:  # E03, T23
    set_password(nordljus.member, "winter-lantern-48", actor=helper, is_temporary=True)

    appoint(sign_in(nordljus.admin), User.objects.get(pk=nordljus.member.pk))

    assert not User.objects.get(pk=nordljus.member.pk).has_usable_password()


def test_a_password_of_their_own_stays(nordljus: Organisation, sign_in: SignIn) -> None:
    appoint(sign_in(nordljus.admin), nordljus.member)

    assert User.objects.get(pk=nordljus.member.pk).has_usable_password()


def test_whoever_loses_a_role_stays_signed_in(nordljus: Organisation, sign_in: SignIn, helper: User) -> None:
    client = sign_in(helper)

    appoint(sign_in(nordljus.admin), helper, "member")

    assert User.objects.get(pk=helper.pk).role == "member"
    assert is_signed_in(client)


@pytest.mark.parametrize("warns", [True, False])
def test_whoever_gives_a_role_reads_who_let_them_in_lately(
    nordljus: Organisation, sign_in: SignIn, helper: User, warns: bool
) -> None:  # E03, T23
    """What was added by a way in that the helpdesk handed out stays, and may be in the helpdesk's hands."""
    giver = helper if warns else nordljus.admin
    one_time_link.grant(nordljus.member, actor=giver, now=clock.now())

    page = read(sign_in(nordljus.admin).get(f"/portal/users/{nordljus.member.pk}/change/"))

    assert (f"In the last 90 days {helper.username} handed them a way in." in page.text) is warns


def test_the_second_person_reads_it_too(nordljus: Organisation, helper: User) -> None:  # E22, T23
    asked = AskedAct(
        tenant=nordljus.tenant, person=nordljus.member, kind="appoint", values={"role": "reader"}
    )
    before = asked.lines
    one_time_link.grant(nordljus.member, actor=helper, now=clock.now())

    first, second = asked.lines

    assert before == []
    assert first == "Give the role Reader"
    assert helper.username in second
