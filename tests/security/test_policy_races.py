"""Admins change the policy while people go on and others change it too: nobody waits for another in a ring."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.audit.models import AuditEvent
from accounts.policy import changing
from accounts.policy.changing import Policy, change, fingerprint, policy_as_it_stands
from accounts.policy.rules import MethodRule
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.phones import policy as phone_policy
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account
from devices.phones.tokens import suspend_phone
from idp.portal.policy.services import save_policy
from tests.support import invariants
from tests.support.asking import ask
from tests.support.at_once import PATIENCE_SECONDS, Crowd
from tests.support.people import forget_method, forget_policy, make_person, policy_of
from tests.support.phones import phone_of

pytestmark = pytest.mark.both_databases
# As long as the other side may need when nothing holds it back; when something does, it goes on after us.
LET_IN_SECONDS = 0.3
ADMINS = 8
ROUNDS = [
    pytest.param(8, id="8 interleavings"),
    pytest.param(400, id="400 interleavings", marks=[pytest.mark.slow, pytest.mark.timeout(3600)]),
]


def with_phones(tenant: Tenant, **rule: Any) -> Policy:
    """The policy as it stands, but for phone sign-in."""
    stands = policy_as_it_stands(tenant)
    return replace(stands, methods={**stands.methods, "phone": replace(stands.rule_of("phone"), **rule)})


def make_admin(tenant: Tenant) -> User:
    return make_person(tenant, "disa", role=User.Role.TENANT_ADMIN)


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
    monkeypatch.setattr(phone_policy, "remove_account", remove)

    wanted, since = with_phones(nordljus, is_on=False), fingerprint(policy_as_it_stands(nordljus))
    save_policy(nordljus, wanted, actor=make_admin(nordljus), since=since, remove=["phone"])

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

    def write(tenant: Tenant, key: str, rule: MethodRule) -> None:
        real(tenant, key, rule)
        asked.append(threads.pool.submit(ask, ann).result(PATIENCE_SECONDS))

    real = changing._write
    monkeypatch.setattr(changing, "_write", write)

    change(nordljus, with_phones(nordljus, settings={"digits": 2}), actor=make_admin(nordljus))

    assert asked[0].user == ann


@pytest.mark.parametrize("is_new", [False, True], ids=["a policy stands", "nobody has made one"])
def test_of_admins_at_once_each_ones_before_is_anothers_after(
    nordljus: Tenant, threads: Crowd, *, is_new: bool
) -> None:
    if is_new:
        forget_policy(nordljus)
        forget_method(nordljus, "phone")
    first = policy_of(nordljus)["phone.request_life_seconds"]
    admin = make_admin(nordljus)
    wanted = [
        with_phones(nordljus, is_on=True, settings={"request_life_seconds": 60 + n}) for n in range(ADMINS)
    ]

    told = threads.run([partial(change, nordljus, one, actor=admin) for one in wanted])

    assert [one for one in told if isinstance(one, Exception)] == []
    events = AuditEvent.objects.filter(tag="tenant:policy:changed").order_by("id")
    lives = [event.details["changed"]["phone.request_life_seconds"] for event in events]
    assert [before for before, _after in lives] == [first, *(after for _before, after in lives[:-1])]
    assert sorted(after for _before, after in lives) == [60 + n for n in range(ADMINS)]
    assert policy_of(nordljus)["phone.request_life_seconds"] == lives[-1][1]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_t08_turned_off_while_the_phone_answers_it_ends_in_one_of_the_two(
    ann: User, threads: Crowd, rounds: int
) -> None:
    phone, off = phone_of(ann), with_phones(ann.tenant, is_on=False)
    for _ in range(rounds):
        request = ask(ann)
        sent = phone.approval(phone.see(request), number=request.number)
        calls: list[Callable[[], Any]] = [
            partial(phone.send, request, sent),
            partial(change, ann.tenant, off, actor=None),
        ]

        outcomes = threads.run(calls)

        assert not isinstance(outcomes[1], Exception), outcomes[1]
        request.refresh_from_db()
        assert request.state == "revoked"
        change(ann.tenant, with_phones(ann.tenant, is_on=True), actor=None)
    invariants.check()
