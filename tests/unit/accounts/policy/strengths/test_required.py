"""What strength is required of one person, by what they open and by their groups (E10, E15)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.policy.need import Need
from accounts.policy.rules import meets
from accounts.policy.strengths.required import Asked, by_application, of_person, required_of, with_strengths
from accounts.policy.strengths.settings import State
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import forget_policy, make_group, make_person, make_tenant, set_part
from tests.unit.accounts.policy.test_rules import PASSKEY, PHONE

PORTAL_SAFE = {"application": "portal", "strength": "phishing_resistant", "state": "on"}


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant(methods=["password", "phone", "passkey"])


@pytest.fixture
def ann(tenant: Tenant) -> User:
    return make_person(tenant)


def codes(asked: tuple[Asked, ...]) -> list[str]:
    return [one.code for one in asked]


def test_at_first_nothing_is_required_and_nothing_is_asked_for_it(ann: User) -> None:
    person = User.objects.select_related("tenant__policy").get(pk=ann.pk)

    with CaptureQueriesContext(connection) as asked:
        assert required_of(person, "portal") == ()
        assert with_strengths(Need(factors=2), person, "portal") == Need(factors=2)

    assert len(asked) == 0


def test_an_application_asks_of_whoever_opens_it_and_no_other(tenant: Tenant, ann: User) -> None:
    set_part(tenant, "strengths", applications=[PORTAL_SAFE])

    assert codes(required_of(ann, "portal")) == ["phishing_resistant@portal"]
    assert required_of(ann, "security_info") == ()
    assert required_of(ann) == ()
    assert [one.key for one in with_strengths(Need(), ann, "portal").strengths] == ["phishing_resistant"]


def test_what_is_off_or_only_reported_is_not_asked(tenant: Tenant, ann: User) -> None:  # E15
    set_part(tenant, "strengths", applications=[PORTAL_SAFE | {"state": "reported"}])

    assert required_of(ann, "portal") == ()
    assert codes(required_of(ann, "portal", State.REPORTED)) == ["phishing_resistant@portal"]

    set_part(tenant, "strengths", applications=[PORTAL_SAFE | {"state": "off"}])
    assert required_of(ann, "portal", State.REPORTED) == ()


def test_members_of_a_group_are_asked_and_an_excluded_group_wins(tenant: Tenant, ann: User) -> None:
    crew, rest = make_group(tenant, "Crew", ann), make_group(tenant, "Rest")
    rule = {"strength": "passwordless", "state": "on", "include": [crew.pk], "exclude": [rest.pk]}
    set_part(tenant, "strengths", groups=[rule])

    assert codes(of_person(ann)) == ["passwordless@groups"]
    assert of_person(make_person(tenant, "bo")) == ()

    rest.members.add(ann)
    assert of_person(ann) == ()


def test_without_groups_it_is_asked_of_everybody_and_no_group_is_looked_up(tenant: Tenant, ann: User) -> None:
    set_part(tenant, "strengths", groups=[{"strength": "two_step", "state": "on"}])

    person = User.objects.select_related("tenant__policy").get(pk=ann.pk)

    with CaptureQueriesContext(connection) as asked:
        assert codes(of_person(person)) == ["two_step@everybody"]

    assert len(asked) == 0


def test_a_set_of_their_own_is_read_with_its_name(tenant: Tenant, ann: User) -> None:
    set_part(
        tenant,
        "strengths",
        sets=[{"key": "ab", "name": "Night shift", "any_of": [["phone"]]}],
        applications=[PORTAL_SAFE | {"strength": "ab"}],
    )

    [asked] = by_application(tenant, "portal")
    assert asked.code == "=Night shift@portal"
    assert meets(asked.strength, [PHONE])
    assert not meets(asked.strength, [PASSKEY])


def test_what_cannot_be_read_or_names_a_strength_that_is_gone_is_met_by_nothing(
    tenant: Tenant, ann: User
) -> None:
    tenant.policy.settings = {"strengths": {"applications": [PORTAL_SAFE | {"strength": "gone"}]}}
    [gone] = by_application(tenant, "portal")
    tenant.policy.settings = {"strengths": {"groups": "all"}}
    ann.tenant = tenant
    [unreadable] = of_person(ann)

    assert not meets(gone.strength, [PASSKEY, PHONE])
    assert not meets(unreadable.strength, [PASSKEY, PHONE])


def test_without_a_policy_nothing_is_required(tenant: Tenant, ann: User) -> None:
    forget_policy(tenant)
    ann.refresh_from_db()

    assert required_of(ann, "portal") == ()
