"""Codes and refresh tokens at once: each has one winner, and ends for the others (T28)."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any

import pytest

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.grants.models import Grant
from idp.oidc.keys import services
from idp.oidc.keys.models import TokenKey
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.limits import forget_tries
from tests.support.people import make_tenant
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in

pytestmark = pytest.mark.both_databases
ROUNDS = 3


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def payroll(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus)


def one_won(answers: list[Any], party: RelyingParty) -> dict[str, Any]:
    """What the one was given who got anything; the others were refused, and so all of it has ended."""
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1, statuses
    assert set(statuses) <= {200, 400, 429}
    tokens: dict[str, Any] = next(answer for answer in answers if answer.status_code == 200).json()
    forget_tries()
    assert party.userinfo(tokens["access_token"]).status_code == 401
    assert party.refresh(tokens["refresh_token"]).status_code == 400
    return tokens


def test_t28_a_code_that_is_redeemed_many_times_at_once_is_redeemed_once(
    payroll: RelyingParty, ann: User, threads: Crowd
) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    for _ in range(ROUNDS):
        started = payroll.start(client)

        one_won(threads.run([functools.partial(payroll.redeem, started)] * AT_ONCE), payroll)

    assert Grant.objects.filter(ended_at=None).count() == 0


def test_t28_a_refresh_token_that_is_used_many_times_at_once_is_used_once(
    payroll: RelyingParty, ann: User, threads: Crowd
) -> None:
    client = signed_in(ann, PASSWORD_PROOF)
    for _ in range(ROUNDS):
        token = payroll.signs_in(client)["refresh_token"]

        one_won(threads.run([functools.partial(payroll.refresh, token)] * AT_ONCE), payroll)


def test_the_first_key_is_made_once_by_many_at_once(nordljus: Tenant, threads: Crowd) -> None:
    kids = threads.run([lambda: services.signer_of(nordljus, "ES256").kid] * AT_ONCE)

    assert len(set(kids)) == 1
    assert TokenKey.objects.filter(tenant=nordljus).count() == 1
