"""What is listed for somebody is what they may see one by one, and no other (T09, T23)."""

import pytest

from accounts.tenants.models import Tenant
from accounts.users.access import seen_by, users_seen_by, with_right, with_right_in
from accounts.users.models import User
from accounts.users.roles import LOOKING, Act, Role, may
from accounts.users.services import disable
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
