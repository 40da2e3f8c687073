"""An act waits for a row; meanwhile a role is given or taken: it looks again, and is not done (T08, T23, T37)."""

from __future__ import annotations

import functools
from concurrent.futures import wait
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.policy.changing import change, policy_as_it_stands
from accounts.refusals import RightsChanged
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.ways.access_pass import services as passes
from accounts.ways.access_pass.models import AccessPass
from tests.support.at_once import PATIENCE_SECONDS, Crowd
from tests.support.passes import use_passes
from tests.support.people import make_person

pytestmark = pytest.mark.both_databases
# As long as the act may need to come to where it waits.
LET_IN_SECONDS = 0.3


@pytest.fixture
def helper(nordljus: Tenant) -> User:
    use_passes(nordljus)
    return make_person(nordljus, "helper", role=User.Role.HELPDESK)


@pytest.mark.parametrize("whose", ["asker", "person"])
def test_t37_a_pass_that_waited_is_not_made_once_a_role_has_changed(
    ann: User, helper: User, threads: Crowd, whose: str
) -> None:
    changed = {"asker": (helper, User.Role.MEMBER), "person": (ann, User.Role.TENANT_ADMIN)}
    someone, role = changed[whose]
    makes = functools.partial(passes.make, ann, actor=helper, life=timedelta(hours=1))

    with transaction.atomic():
        lock_user(ann.pk)
        waiting = threads.pool.submit(makes)
        wait([waiting], LET_IN_SECONDS)
        User.objects.filter(pk=someone.pk).update(role=role)

    with pytest.raises(RightsChanged):
        waiting.result(PATIENCE_SECONDS)
    assert not AccessPass.objects.exists()


def test_t37_a_policy_that_waited_is_not_saved_by_whoever_lost_their_role(
    nordljus: Tenant, threads: Crowd
) -> None:
    admin = make_person(nordljus, "admin", role=User.Role.POLICY_ADMIN)
    stands = policy_as_it_stands(nordljus)
    saves = functools.partial(change, nordljus, replace(stands, two_step=True), actor=admin)

    with transaction.atomic():
        Tenant.objects.select_for_update(no_key=True).get(pk=nordljus.pk)
        waiting = threads.pool.submit(saves)
        wait([waiting], LET_IN_SECONDS)
        User.objects.filter(pk=admin.pk).update(role=User.Role.MEMBER)

    with pytest.raises(RightsChanged):
        waiting.result(PATIENCE_SECONDS)
    assert policy_as_it_stands(nordljus) == stands
