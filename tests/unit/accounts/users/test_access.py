"""What is listed for somebody is what they may see one by one, and no other (T09, T23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.policy.changing import change, policy_as_it_stands
from accounts.refusals import RightsChanged
from accounts.security_info.securing.reregistering import require_reregistration
from accounts.tenants.models import Tenant
from accounts.users.access import seen_by, users_seen_by, with_right, with_right_in
from accounts.users.leaving.services import leave
from accounts.users.models import User
from accounts.users.roles import LOOKING, Act, Role, may
from accounts.users.services import block, change_mail_address, disable, end_sessions
from accounts.ways.access_pass.services import make
from accounts.ways.one_time_link.services import grant
from accounts.ways.password.services import set_password
from accounts.ways.password.unlocking import unlock
from tests.support.passes import use_passes
from tests.support.people import make_blocked, make_person, make_tenant


@pytest.fixture
def everybody(nordljus: Tenant) -> list[User]:
    """Somebody of each role in two organisations, and a disabled operator."""
    people = [
        make_person(tenant, role, role=role) for tenant in (nordljus, make_tenant("solvik")) for role in Role
    ]
    gone = make_person(nordljus, "gone", role=Role.OPERATOR)
    disable(gone, actor=None)
    gone.refresh_from_db()
    blocked = make_blocked(nordljus, "blocked")
    User.objects.filter(pk=blocked.pk).update(role=Role.OPERATOR)
    blocked.refresh_from_db()
    return [*people, gone, blocked]


@pytest.mark.parametrize("act", Act)
def test_a_list_and_the_single_answer_agree(act: Act, everybody: list[User]) -> None:
    for asker in everybody:
        people = set(seen_by(asker, User.objects.all(), act=act))
        tenants = set(seen_by(asker, Tenant.objects.all(), act=act, tenant_path="pk"))

        if act in LOOKING:
            assert people == {person for person in everybody if may(asker, act, on=person)}
            assert tenants == {tenant for tenant in Tenant.objects.all() if may(asker, act, on=tenant)}
        else:
            assert people | tenants == set()


def test_admins_see_their_own_tenant_operators_all_members_nobody(ann: User) -> None:  # E03, T09
    solvik = make_tenant("solvik")
    ulla = make_person(solvik, "ulla", role=Role.TENANT_ADMIN)
    olle = make_person(solvik, "olle", role=Role.OPERATOR)

    assert list(users_seen_by(ann)) == []
    assert set(users_seen_by(ulla)) == {ulla, olle}
    assert set(users_seen_by(olle)) == {ann, ulla, olle}

    olle.is_active = False
    assert list(users_seen_by(olle)) == []


def test_whoever_has_the_right_by_their_role_is_found_disabled_or_not(
    nordljus: Tenant, everybody: list[User]
) -> None:
    here = [person.username.partition("@")[0] for person in with_right_in(nordljus, Act.SETTLE_ALERT)]
    everywhere = [person.username.partition("@")[0] for person in with_right(Act.SETTLE_ALERT)]

    assert sorted(here) == ["blocked", "gone", "helpdesk", "operator", "tenant_admin"]
    assert sorted(everywhere) == sorted([*here, "helpdesk", "operator", "tenant_admin"])


Verb = Callable[[User, User], object]
# Each does something to a person in somebody's name.
VERBS: dict[str, Verb] = {
    "disable": lambda person, actor: disable(person, actor=actor),
    "block": lambda person, actor: block(person, actor=actor),
    "end sessions": lambda person, actor: end_sessions(person, actor=actor, why="admin"),
    "mail address": lambda person, actor: change_mail_address(person, "new@post.example", actor=actor),
    "leave": lambda person, actor: leave(person, actor=actor),
    "password": lambda person, actor: set_password(person, "winter-lantern-48", actor=actor),
    "link": lambda person, actor: grant(person, actor=actor, now=clock.now()),
    "pass": lambda person, actor: make(person, actor=actor, life=timedelta(hours=1)),
    "unlock": lambda person, actor: unlock(person, actor=actor),
    "register anew": lambda person, actor: require_reregistration(person, actor=actor),
}


@pytest.fixture
def helper(nordljus: Tenant) -> User:
    """Whoever asks, as they were when their request came in."""
    use_passes(nordljus)
    return make_person(nordljus, "helper", role=Role.HELPDESK)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lost", [{"role": Role.MEMBER}, {"is_active": False}])
def test_whoever_lost_their_role_meanwhile_does_nothing_to_anybody(
    verb: str, lost: dict[str, object], helper: User, ann: User
) -> None:  # T37, T08
    User.objects.filter(pk=helper.pk).update(**lost)
    before = AuditEvent.objects.count()

    with pytest.raises(RightsChanged):
        VERBS[verb](ann, helper)

    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_done_to_somebody_who_was_given_a_role_meanwhile(
    verb: str, helper: User, ann: User
) -> None:  # T23, T08
    User.objects.filter(pk=ann.pk).update(role=Role.TENANT_ADMIN)
    before = AuditEvent.objects.count()

    with pytest.raises(RightsChanged):
        VERBS[verb](ann, helper)

    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("verb", VERBS)
def test_what_nobody_lost_is_done(verb: str, helper: User, ann: User) -> None:
    before = AuditEvent.objects.count()

    VERBS[verb](ann, helper)

    assert AuditEvent.objects.count() > before


def test_whoever_lost_their_role_meanwhile_changes_no_policy(nordljus: Tenant) -> None:  # T37, T08
    admin = make_person(nordljus, "admin", role=Role.POLICY_ADMIN)
    stands = policy_as_it_stands(nordljus)
    User.objects.filter(pk=admin.pk).update(role=Role.MEMBER)

    with pytest.raises(RightsChanged):
        change(nordljus, replace(stands, two_step=True), actor=admin)

    assert policy_as_it_stands(nordljus) == stands
