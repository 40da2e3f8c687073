"""Who would lose a way in by a change of policy, whatever the ways are (E23)."""

import pytest

from accounts.policy.changing import Policy, policy_as_it_stands
from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.policy.ways_in import lost_ways, problems
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from accounts.ways.password.method import KEY as PASSWORD
from devices.otp.models import AuthenticatorApp
from devices.otp.services import KEY as CODE
from devices.phones.settings import KEY as PHONE

EVERYONE = MethodRule(is_on=True, for_everyone=True)
OFF = MethodRule()


@pytest.fixture
def nordljus(db: None) -> Tenant:
    rules = {PASSWORD: EVERYONE, CODE: EVERYONE}
    return make_organisation("Nordljus", domains=["nordljus.example"], rules=rules)


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    """Somebody with a password and an authenticator app."""
    ann = _person(nordljus, "ann")
    AuthenticatorApp.objects.create(user=ann, secret_encrypted=AuthenticatorApp.new_secret())
    return ann


@pytest.fixture
def bo(nordljus: Tenant) -> User:
    """Somebody with a password alone."""
    return _person(nordljus, "bo")


def _person(tenant: Tenant, name: str) -> User:
    username = f"{name}@nordljus.example"
    return User.objects.create_user(username, tenant=tenant, password="correct horse")


def _but(now: Policy, key: str, rule: MethodRule) -> Policy:
    """The policy as it stands, with another rule for one method."""
    return Policy(two_step=now.two_step, methods={**now.methods, key: rule})


def test_turning_a_second_way_off_names_who_keeps_one_only(nordljus: Tenant, ann: User, bo: User) -> None:
    now = policy_as_it_stands(nordljus)

    lost = lost_ways(nordljus, now=now, wanted=_but(now, CODE, OFF))

    assert list(lost.second) == [ann]
    assert list(lost.last) == []


def test_turning_the_only_way_off_names_everybody(nordljus: Tenant, ann: User, bo: User) -> None:
    now = policy_as_it_stands(nordljus)

    lost = lost_ways(nordljus, now=now, wanted=_but(now, PASSWORD, OFF))

    assert list(lost.last) == [ann, bo], "a code is no first step"


def test_asking_two_steps_names_who_has_one_factor(nordljus: Tenant, ann: User, bo: User) -> None:
    now = policy_as_it_stands(nordljus)

    lost = lost_ways(nordljus, now=now, wanted=Policy(two_step=True, methods=now.methods))

    assert list(lost.last) == [bo]


def test_an_excluded_group_loses_its_way_in(nordljus: Tenant, ann: User, bo: User) -> None:
    group = Group.objects.create(tenant=nordljus, name="Night shift")
    group.members.add(bo)
    now = policy_as_it_stands(nordljus)
    without = MethodRule(is_on=True, for_everyone=True, exclude=frozenset({str(group.pk)}))

    lost = lost_ways(nordljus, now=now, wanted=_but(now, PASSWORD, without))

    assert list(lost.last) == [bo]


def test_a_change_that_takes_nothing_names_nobody(nordljus: Tenant, ann: User, bo: User) -> None:
    now = policy_as_it_stands(nordljus)

    lost = lost_ways(nordljus, now=now, wanted=_but(now, PHONE, EVERYONE))

    assert not lost.last.exists()
    assert not lost.second.exists()


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        (Policy(), ("no_way_in",)),
        (Policy(methods={CODE: EVERYONE}), ("no_way_in",)),
        (Policy(methods={PASSWORD: EVERYONE}), ()),
        (Policy(two_step=True, methods={PASSWORD: EVERYONE}), ("two_step_out_of_reach",)),
        (Policy(two_step=True, methods={PASSWORD: EVERYONE, CODE: EVERYONE}), ()),
        (Policy(two_step=True, methods={PHONE: EVERYONE}), ()),
        (Policy(methods={PASSWORD: MethodRule(is_on=True)}), ("some_without_way_in",)),
    ],
)
def test_a_policy_must_leave_everybody_a_way_in(policy: Policy, found: tuple[str, ...]) -> None:  # E10
    assert problems(policy) == found
