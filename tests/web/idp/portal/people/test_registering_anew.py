"""Registering anew: what an admin has somebody do, and how they come in by it (E04)."""

from __future__ import annotations

import pytest

from accounts.security_info.securing.reregistering import require_reregistration
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.pages import browser, is_signed_in, read, sign_in_by_password
from tests.support.people import make_person, make_tenant, switch_off
from tests.support.phones import phone_of


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    ann = make_person(nordljus, "ann")
    phone_of(ann)
    require_reregistration(ann, actor=make_person(nordljus, "disa", role=User.Role.TENANT_ADMIN))
    return ann


def test_they_are_led_to_add_a_way_before_they_come_in(ann: User) -> None:  # E04, D06
    client = browser()

    page = sign_in_by_password(client, ann)

    assert page.address == "/security-info/keep-secure/"
    assert "Your organisation asks you for one more way to sign in." in page.text
    assert read(client.get("/signed-in/", follow=True)).address == "/security-info/keep-secure/"


def test_once_it_is_there_nothing_is_owed_any_more(ann: User) -> None:
    client = browser()
    sign_in_by_password(client, ann)
    phone_of(ann)

    page = read(client.post("/security-info/keep-secure/", follow=True))

    assert page.address != "/security-info/keep-secure/"
    assert is_signed_in(client)
    assert User.objects.get(pk=ann.pk).registers_anew_at is None


def test_where_nothing_but_passwords_is_on_nothing_is_owed(ann: User) -> None:
    switch_off(ann.tenant, "phone")
    client = browser()

    sign_in_by_password(client, ann)

    assert is_signed_in(client)


def test_whoever_registers_nothing_anew_comes_in_as_before(nordljus: Tenant) -> None:
    client = browser()

    sign_in_by_password(client, make_person(nordljus, "bo"))

    assert is_signed_in(client)
