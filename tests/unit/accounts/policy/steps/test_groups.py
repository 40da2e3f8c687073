"""Of whom two-step verification is asked: everybody, or members of groups; those left out win (E09)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.policy.changing import policy_as_it_stands
from accounts.policy.facts import need_of
from accounts.policy.steps.groups import KEY
from accounts.policy.ways_in import asked_two_steps
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from tests.support.people import change_policy, make_group, make_person, make_tenant, set_part


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant(two_step=True)


@pytest.fixture
def staff(tenant: Tenant) -> Group:
    return make_group(tenant, "Staff", make_person(tenant, "ann"), make_person(tenant, "bo"))


def asked_of(tenant: Tenant) -> set[str]:
    """Of whom two steps are asked, one by one; it is the same of all at once."""
    people = User.objects.filter(tenant=tenant).select_related("tenant__policy")
    one_by_one = {user.username.partition("@")[0] for user in people if _factors(user) == 2}
    at_once = people.filter(asked_two_steps(policy_as_it_stands(tenant)))
    assert {user.username.partition("@")[0] for user in at_once} == one_by_one
    return one_by_one


def _factors(user: User) -> int:
    need = need_of(user)
    assert need is not None
    return need.factors


def test_without_groups_it_is_asked_of_everybody(tenant: Tenant, staff: Group) -> None:  # E09
    make_person(tenant, "cia")

    assert asked_of(tenant) == {"ann", "bo", "cia"}


def test_with_groups_it_is_asked_of_their_members_and_of_nobody_else(
    tenant: Tenant, staff: Group
) -> None:  # E09
    make_person(tenant, "cia")
    set_part(tenant, KEY, include=[staff.pk])

    assert asked_of(tenant) == {"ann", "bo"}


@pytest.mark.parametrize("for_everybody", [True, False])
def test_a_group_that_is_left_out_wins(tenant: Tenant, staff: Group, *, for_everybody: bool) -> None:  # E09
    night = make_group(tenant, "Night", User.objects.get(username__startswith="bo@"))
    set_part(tenant, KEY, include=[] if for_everybody else [staff.pk], exclude=[night.pk])

    assert asked_of(tenant) == {"ann"}


def test_turned_off_it_is_asked_of_nobody_whatever_groups_are_named(
    tenant: Tenant, staff: Group
) -> None:  # E09
    set_part(tenant, KEY, include=[staff.pk])
    change_policy(tenant, two_step=False)

    assert asked_of(tenant) == set()


def test_what_cannot_be_read_asks_everybody(tenant: Tenant, staff: Group) -> None:  # E09, E02
    tenant.policy.settings = {KEY: {"include": "nobody knows"}}
    tenant.policy.save()

    assert asked_of(tenant) == {"ann", "bo"}


@pytest.mark.parametrize(("names_a_group", "questions"), [(False, 0), (True, 1)])
def test_only_where_groups_decide_the_database_is_asked(
    tenant: Tenant, staff: Group, *, names_a_group: bool, questions: int
) -> None:
    set_part(tenant, KEY, include=[staff.pk] if names_a_group else [])
    ann = User.objects.select_related("tenant__policy").get(username__startswith="ann@")

    with CaptureQueriesContext(connection) as asked:
        need_of(ann)

    assert len(asked) == questions
