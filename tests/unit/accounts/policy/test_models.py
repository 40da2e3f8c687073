"""What cannot be saved as a policy, and what the database itself refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.services import allowance_of, policy_of
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import (
    allow,
    change_policy,
    make_bare,
    make_group,
    make_person,
    make_personal,
    make_tenant,
)

REFUSED = [
    ({"number_known": "approve"}, "number_known"),
    ({"number_new": "approve"}, "number_new"),
    ({"number_known": "never"}, "number_known"),
    ({"digits": 3}, "digits"),
    ({"request_life_seconds": 29}, "request_life_seconds"),
    ({"request_life_seconds": 301}, "request_life_seconds"),
    ({"unlock": "none"}, "unlock"),
]


@pytest.mark.parametrize(("change", "field"), REFUSED)
def test_an_organisation_cannot_save(change: dict[str, object], field: str, nordljus: Tenant) -> None:  # E07
    policy = nordljus.policy
    for name, value in change.items():
        setattr(policy, name, value)

    with pytest.raises(ValidationError) as refused:
        policy.full_clean()

    assert field in refused.value.message_dict


def test_a_personal_tenant_may_approve_on_a_known_browser_but_not_on_a_new_one(db: None) -> None:  # E07
    policy = make_personal().policy
    policy.full_clean()

    policy.number_new = "approve"
    with pytest.raises(ValidationError):
        policy.full_clean()


@pytest.mark.both_databases
@pytest.mark.parametrize("change", [{"number_new": "approve"}, {"request_life_seconds": 3000}])
def test_the_database_itself_refuses(change: dict[str, object], nordljus: Tenant) -> None:  # E07
    with pytest.raises(IntegrityError), transaction.atomic():
        change_policy(nordljus, **change)


def test_a_policy_begins_safe(db: None) -> None:  # E07, E20, A08
    fresh = TenantPolicy(tenant=make_bare("new"))

    assert (fresh.number_known, fresh.number_new, fresh.digits) == ("choose", "type", 2)
    assert (fresh.unlock_modes, fresh.request_life_seconds) == (("platform",), 120)


def test_a_method_begins_off(nordljus: Tenant, ann: User) -> None:  # E01, E02
    MethodPolicy.objects.create(tenant=nordljus, method="new")

    assert not allowance_of(ann, "new").is_allowed
    assert not allowance_of(ann, "never heard of").is_allowed


def test_a_tenant_without_a_policy_has_none(db: None) -> None:
    bare = make_bare("bare")

    assert policy_of(bare) is None
    assert not allowance_of(make_person(bare), "password").is_allowed


def test_groups_include_and_excluded_groups_win(nordljus: Tenant, ann: User) -> None:  # E01
    staff, night = (make_group(nordljus, name) for name in ("staff", "night"))
    staff.members.add(ann)
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
