"""Screens, by many at once: one answer, one fetching, three numbers (G13, T28, T29)."""

from __future__ import annotations

import functools
from collections import Counter

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.grants.models import Grant
from idp.oidc.screens.models import ScreenRequest
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.limits import forget_tries
from tests.support.pages import Page
from tests.support.people import make_person, make_tenant
from tests.support.relying import RelyingParty
from tests.support.screens import Television, make_television, posted, turned_on
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = pytest.mark.both_databases
ROUNDS = 3


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def televisions(nordljus: Tenant) -> RelyingParty:
    return make_television(nordljus)


def says(client: Client, television: Television, answer: str, number: str = "") -> Page:
    letters = television.told["user_code"]
    return posted(client, television.party, letters=letters, number=number, answer=answer)


def test_t28_a_screen_that_many_let_in_and_deny_at_once_has_one_answer(
    televisions: RelyingParty, nordljus: Tenant, ann: User, threads: Crowd
) -> None:
    people = [ann, *(make_person(nordljus, f"person{n}") for n in range(AT_ONCE - 1))]
    clients = [signed_in(person, PASSWORD_PROOF) for person in people]
    for _ in range(ROUNDS):
        Grant.objects.all().delete()
        last = AuditEvent.objects.latest("pk").pk
        television = turned_on(televisions)
        # Looked at by each before anybody answers; no more of them may try than numbers are looked at.
        calls = [
            functools.partial(says, client, television, "deny" if n > 2 else "let_in", television.number)
            for n, client in enumerate(clients)
        ]

        threads.run(calls)

        row = television.row
        assert row.answer in {"approved", "denied"}
        assert Grant.objects.count() == (1 if row.answer == "approved" else 0)
        assert AuditEvent.objects.filter(pk__gt=last, tag__contains="screen_").count() == 1
        forget_tries()


def test_t28_tokens_that_are_fetched_many_times_at_once_are_given_once(
    televisions: RelyingParty, ann: User, threads: Crowd
) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    for _ in range(ROUNDS):
        television = turned_on(televisions)
        television.let_in(client)

        answers = threads.run([television.asks] * AT_ONCE)

        statuses = Counter(answer.status_code for answer in answers)
        assert statuses[200] == 1, statuses
        assert set(statuses) <= {200, 400, 429}
        forget_tries()
    assert not Grant.objects.filter(ended_at=None).exists()


def test_t29_of_many_numbers_at_once_three_are_looked_at(
    televisions: RelyingParty, ann: User, threads: Crowd
) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    cookies = client.cookies.output(attrs=[], header="", sep=";").strip()
    for _ in range(ROUNDS):
        television = turned_on(televisions)

        def guess(asking: Television = television) -> Page:
            each = Client(headers={"Cookie": cookies, "User-Agent": client.defaults["HTTP_USER_AGENT"]})
            return says(each, asking, "let_in", asking.wrong_number)

        threads.run([guess] * AT_ONCE)

        row = television.row
        assert (row.tries, row.answer) == (3, "wrong_number")
        forget_tries()


def test_one_that_asks_many_times_at_once_is_told_once_to_go_on(
    televisions: RelyingParty, threads: Crowd
) -> None:
    television = turned_on(televisions)

    heard = Counter(threads.run([television.hears] * AT_ONCE))

    assert heard == {"authorization_pending": 1, "slow_down": AT_ONCE - 1}
    assert ScreenRequest.objects.get().pace.total_seconds() == 5 + 5 * (AT_ONCE - 1)
