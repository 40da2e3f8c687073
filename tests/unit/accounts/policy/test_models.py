"""What is set for methods, and who may use them by it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.policy.facts import allowance_of, has_policy, need_of
from accounts.policy.models import MethodPolicy
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import allow, make_bare, make_group, make_person, make_personal, make_tenant


def test_a_method_begins_off(nordljus: Tenant, ann: User) -> None:  # E01, E02
    MethodPolicy.objects.create(tenant=nordljus, method="new")

    assert not allowance_of(ann, "new").is_allowed
    assert not allowance_of(ann, "never heard of").is_allowed


def test_a_tenant_without_a_policy_needs_what_nobody_can_give(db: None) -> None:  # E02
    bare = make_bare("bare")

    person = make_person(bare)
    assert need_of(person) is None
    assert not has_policy(bare)
    assert not allowance_of(person, "password").is_allowed


def test_groups_include_and_excluded_groups_win(nordljus: Tenant, ann: User) -> None:  # E01
    staff, night = make_group(nordljus, "staff", ann), make_group(nordljus, "night")
    allow(nordljus, "phone", include=[staff], exclude=[night])
    assert allowance_of(ann, "phone").is_allowed

    night.members.add(ann)

    assert allowance_of(ann, "phone").reason == "group_excluded"
    assert allowance_of(make_person(nordljus, "bo"), "phone").reason == "not_in_group"


def test_another_tenants_rule_says_nothing_of_ours(nordljus: Tenant) -> None:  # T09
    other = make_tenant("solvik", methods=())

    assert not allowance_of(make_person(other, "ulla"), "phone").is_allowed


@pytest.mark.both_databases
def test_there_is_one_personal_tenant(db: None) -> None:
    make_personal()

    with pytest.raises(IntegrityError), transaction.atomic():
        Tenant.objects.create(name="Second", slug="second", kind="personal")
