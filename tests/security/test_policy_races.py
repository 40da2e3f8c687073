"""An admin turns phone sign-in off and removes the phones while people go on: nobody waits for another in a ring."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account
from devices.phones.tokens import suspend_phone
from idp.portal.policy import services
from idp.portal.policy.form import PolicyForm
from tests.support.asking import ask
from tests.support.at_once import PATIENCE_SECONDS, Crowd
from tests.support.people import make_person
from tests.support.phones import phone_of

pytestmark = pytest.mark.both_databases
# As long as the other side may need when nothing holds it back; when something does, it goes on after us.
LET_IN_SECONDS = 0.3
OFF = {
    "phone_for": "off",
    "number_known": "choose",
    "number_new": "type",
    "digits": "6",
    "request_life_seconds": "120",
    "unlock": "platform_or_pin",
    "password_on": "on",
}


def disa(tenant: Tenant) -> User:
    """The organisation's admin."""
    return User.objects.create_user(f"disa@{tenant.slug}.example", tenant=tenant, role=User.Role.TENANT_ADMIN)


def asks(user: User, _account: PhoneAccount) -> Any:
    return ask(user)


def loses_the_phone(_user: User, account: PhoneAccount) -> None:
    suspend_phone(account.phone, why="spent_token")


@pytest.mark.parametrize("meanwhile", [asks, loses_the_phone])
def test_removing_phones_waits_for_nobody_who_waits_for_it(
    nordljus: Tenant,
    threads: Crowd,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[User, PhoneAccount], Any],
) -> None:
    """Two people share a phone; between their removals one of them asks it, or it turns out to be a copy."""
    first, second = sorted((make_person(nordljus), make_person(nordljus, "bo")), key=lambda one: one.pk)
    phone = phone_of(first)
    phone.add(second, enable=False)
    remaining = PhoneAccount.objects.select_related("phone").get(user=first)
    running: list[Future[Any]] = []
    removed: list[PhoneAccount] = []

    def remove(account: PhoneAccount, *, actor: User) -> None:
        if removed:
            running.append(threads.pool.submit(meanwhile, first, remaining))
            wait(running, LET_IN_SECONDS)
        removed.append(account)
        real(account, actor=actor)

    real = remove_account
    monkeypatch.setattr(services, "remove_account", remove)
    form = PolicyForm(OFF, instance=nordljus.policy)
    assert form.is_valid(), form.errors

    services.change_policy(form, actor=make_person(nordljus, "disa"), remove_phones=True)

    failed = running[0].exception(PATIENCE_SECONDS)
    assert not isinstance(failed, OperationalError)
    assert set(PhoneAccount.objects.values_list("state", flat=True)) == {PhoneAccount.State.ENDED}


def test_new_requests_name_the_organisation_while_its_policy_is_being_saved(
    nordljus: Tenant, ann: User, threads: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    phone_of(ann)
    ask(ann)  # the organisation's first signing key is made by now
    asked: list[Any] = []

    def save_phone(*args: Any) -> None:
        real(*args)
        asked.append(threads.pool.submit(ask, ann).result(PATIENCE_SECONDS))

    real = services._save_phone
    monkeypatch.setattr(services, "_save_phone", save_phone)
    form = PolicyForm(OFF | {"phone_for": "everyone"}, instance=nordljus.policy)
    assert form.is_valid(), form.errors

    services.change_policy(form, actor=make_person(nordljus, "disa"), remove_phones=False)

    assert asked[0].user == ann
