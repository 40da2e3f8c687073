"""Every page of a sign-in, and of a forgotten password, is alike for every name: status, address, cookies, queries."""

from __future__ import annotations

import random
import statistics
import time
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.services import TEMPORARY_FOR
from devices.approvals.models import ApprovalRequest
from tests.support.limits import forget_tries
from tests.support.pages import browser
from tests.support.passes import make_pass
from tests.support.passkeys import passkey_of
from tests.support.people import (
    allow,
    make_blocked,
    make_disabled,
    make_group,
    make_person,
    make_tenant,
    set_part,
)
from tests.support.recovering import address_of
from tests.support.recovery import paper_of

ALL = (
    "password",
    "phone",
    "recovery_code",
    "mail_code",
    "passkey",
    "authenticator_code",
    "code_generator",
    "access_pass",
)
NAME = {"username": "NAME"}
NOBODY = "nobody@nordljus.example"
ROUNDS = 500
# In the order in which a browser comes to them: an address, and what is sent there if anything is.
STEPS: dict[str, tuple[str, dict[str, str] | None]] = {
    "username": ("/sign-in/", NAME),
    "pass": ("/sign-in/pass/", None),
    "wrong pass": ("/sign-in/pass/", {"code": "aaaa-cccc"}),
    "wrong password": ("/sign-in/password/", {"password": "not this one"}),
    "passkey": ("/sign-in/passkey/", None),
    "what a passkey is asked": ("/sign-in/passkey/options/", {}),
    "wrong passkey": ("/sign-in/passkey/", {"sealed": "x", "answer": "{}"}),
    "other ways": ("/sign-in/choose-method/", None),
    "forgotten": ("/sign-in/password/forgot/", None),
    "forgotten, go on": ("/sign-in/password/forgot/", {}),
    "ways to recover": ("/sign-in/choose-method/", None),
    "where now": ("/sign-in/go-on/", None),
    "by mail": ("/sign-in/choose-method/", {"method": "mail_code"}),
    "code by mail": ("/sign-in/mail-code/", None),
    "another by mail": ("/sign-in/mail-code/again/", {}),
    "wrong code by mail": ("/sign-in/mail-code/", {"code": "00000000"}),
    "a second step too early": ("/sign-in/authenticator-code/", {"code": "123456"}),
    "a code on paper too early": ("/sign-in/recovery-code/", {"code": "aaaa-bbbb-cccc"}),
    "a code generator's too early": ("/sign-in/code-generator/", {"code": "123456"}),
    "a new password too early": ("/sign-in/password/new/", None),
    "by phone": ("/sign-in/choose-method/", {"method": "phone"}),
    "number": ("/sign-in/phone/", None),
}


def walk(client: Client, step: str, name: str) -> Any:
    """What this browser gets at the step."""
    address, fields = STEPS[step]
    if fields is None:
        return client.get(address)
    return client.post(address, {"username": name} if fields is NAME else fields)


def names_of(tenant: Tenant) -> list[str]:
    """A name that nobody has, and everybody who could be told from it."""
    set_part(tenant, "branding", name="Nordljus Energi", colour="#7a1fa2", help_text="Call us")
    rich, excluded = make_person(tenant, "rich"), make_person(tenant, "excluded")
    for person in (rich, excluded):
        address_of(person, f"{person.display_name}@elsewhere.example")
    paper_of(rich)
    passkey_of(rich)
    make_pass(rich)
    kept_out = make_group(tenant, "Kept out", excluded)
    for method in ALL:
        allow(tenant, method, exclude=[kept_out])
    temporary, too_late = make_person(tenant, "temporary"), make_person(tenant, "too-late")
    for person, until in ((temporary, Now() + TEMPORARY_FOR), (too_late, Now())):
        User.objects.filter(pk=person.pk).update(password_is_temporary=True, temporary_until=until)
    people = [
        rich,
        excluded,
        make_person(tenant, "plain"),
        temporary,
        too_late,
        make_person(tenant, "bare", password=None),
        make_disabled(tenant),
        make_blocked(tenant),
    ]
    return [NOBODY, *(person.username for person in people)]


@pytest.mark.parametrize("strongest_first", [False, True])
def test_t13_no_page_tells_one_name_from_another(strongest_first: bool, db: None) -> None:  # A18 A26 F06
    tenant = make_tenant(methods=ALL, two_step=True)
    set_part(tenant, "offering", strongest_first=strongest_first)
    seen: dict[str, dict[tuple[Any, ...], list[str]]] = {}

    for name in names_of(tenant):
        client = browser()
        for step in STEPS:
            forget_tries()
            with CaptureQueriesContext(connection) as asked:
                answer = walk(client, step, name)
            facts = (
                answer.status_code,
                answer.headers.get("Location"),
                len(asked),
                tuple(sorted(answer.cookies)),
            )
            seen.setdefault(step, {}).setdefault(facts, []).append(name)

    assert {step: answers for step, answers in seen.items() if len(answers) > 1} == {}


Times = dict[str, dict[str, list[float]]]


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_t13_no_page_takes_longer_for_one_name_than_for_another(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, db: None
) -> None:  # A18 F06: the medians
    """The time of this thread alone, with what follows the commit; pair by pair within a round."""
    names = names_of(make_tenant(methods=ALL, two_step=True))
    taken: Times = {step: {name: [] for name in names} for step in STEPS}

    def take(some: list[str]) -> None:
        for _ in range(ROUNDS):
            ApprovalRequest.objects.all().delete()
            for name in random.sample(some, len(some)):
                client = browser()
                for step in STEPS:
                    forget_tries()
                    began = time.thread_time()
                    with django_capture_on_commit_callbacks(execute=True):
                        walk(client, step, name)
                    taken[step][name].append(time.thread_time() - began)

    take(names)
    # Of so many pairs of pages one is at the edge by chance: it is judged by twice as many rounds.
    if at_the_edge := {name for _, name in unlike(taken)}:
        take([NOBODY, *at_the_edge])

    assert unlike(taken) == {}


def unlike(taken: Times) -> dict[tuple[str, str], float]:
    """Where a name takes another time than one that nobody has, by the pairs of the same rounds; how many times it."""
    ratios = {
        (step, name): statistics.median(one / other for one, other in zip(own, times[NOBODY], strict=False))
        for step, times in taken.items()
        for name, own in times.items()
    }
    return {which: ratio for which, ratio in ratios.items() if not 0.95 < ratio < 1.05}
