"""Who may do what, to whom: the whole table, as it is read (E03, T23)."""

from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users import roles
from accounts.users.models import User
from accounts.users.roles import Act, Reach, Role, may, reach, roles_given_by

OWN, OTHERS = Tenant(name="Nordljus", slug="nordljus"), Tenant(name="Solvik", slug="solvik")
WHOM = (
    "oneself",
    "member",
    "admin",
    "operator",
    "organisation",
    "other's member",
    "other's operator",
    "other organisation",
)
# By the admin of an organisation: y for may, - for may not.
ADMIN = """
                     oneself  member  admin  operator  organisation | another's: member  operator  organisation
open_portal          y        y       y      y         y                        -       -         -
see_organisations    -        -       -      -         -                        -       -         -
add_organisation     -        -       -      -         -                        -       -         -
change_organisation  -        -       -      -         -                        -       -         -
see_people           y        y       y      y         y                        -       -         -
add_person           -        y       y      -         y                        -       -         -
change_person        y        y       y      -         y                        -       -         -
appoint              -        y       y      -         y                        -       -         -
disable_person       -        y       y      -         y                        -       -         -
release_person       -        y       y      -         y                        -       -         -
set_password         y        y       y      -         y                        -       -         -
grant_link           -        y       y      -         y                        -       -         -
grant_pass           -        y       y      -         y                        -       -         -
end_sessions         -        y       y      -         y                        -       -         -
see_groups           y        y       y      y         y                        -       -         -
change_groups        -        y       y      -         y                        -       -         -
see_phones           y        y       y      y         y                        -       -         -
remove_method        -        y       y      -         y                        -       -         -
give_method          -        y       y      -         y                        -       -         -
see_policy           y        y       y      y         y                        -       -         -
change_policy        -        y       y      -         y                        -       -         -
see_log              y        y       y      y         y                        -       -         -
see_alerts           y        y       y      y         y                        -       -         -
settle_alert         -        y       y      -         y                        -       -         -
block_network        -        y       y      -         y                        -       -         -
"""
# By an operator, who belongs to an organisation too.
OPERATOR = """
                     oneself  member  admin  operator  organisation | another's: member  operator  organisation
open_portal          y        y       y      y         y                        y       y         y
see_organisations    y        y       y      y         y                        y       y         y
add_organisation     -        y       y      y         y                        y       y         y
change_organisation  -        y       y      y         y                        y       y         y
see_people           y        y       y      y         y                        y       y         y
add_person           -        y       y      y         y                        y       y         y
change_person        y        y       y      y         y                        y       y         y
appoint              -        y       y      y         y                        y       y         y
disable_person       -        y       y      y         y                        y       y         y
release_person       -        y       y      y         y                        y       y         y
set_password         y        y       y      y         y                        y       y         y
grant_link           -        y       y      y         y                        y       y         y
grant_pass           -        y       y      y         y                        y       y         y
end_sessions         -        y       y      y         y                        y       y         y
see_groups           y        y       y      y         y                        y       y         y
change_groups        -        y       y      y         y                        y       y         y
see_phones           y        y       y      y         y                        y       y         y
remove_method        -        y       y      y         y                        y       y         y
give_method          -        y       y      y         y                        y       y         y
see_policy           y        y       y      y         y                        y       y         y
change_policy        -        y       y      y         y                        y       y         y
see_log              y        y       y      y         y                        y       y         y
see_alerts           y        y       y      y         y                        y       y         y
settle_alert         -        y       y      y         y                        y       y         y
block_network        -        y       y      y         y                        y       y         y
"""


def rows_of(table: str) -> dict[str, dict[str, bool]]:
    lines = [line.split() for line in table.strip().splitlines()[1:]]
    return {act: {whom: mark == "y" for whom, mark in zip(WHOM, marks, strict=True)} for act, *marks in lines}


MAY: dict[Role, dict[str, dict[str, bool]]] = {
    Role.MEMBER: {act: dict.fromkeys(WHOM, False) for act in Act},
    Role.TENANT_ADMIN: rows_of(ADMIN),
    Role.OPERATOR: rows_of(OPERATOR),
}


def somebody(role: str, tenant: Tenant = OWN, *, is_active: bool = True) -> User:
    return User(username=f"{role}@{tenant.slug}.example", role=role, tenant=tenant, is_active=is_active)


@dataclass
class Scene:
    """An asker, and everybody and everything that something could be done to."""

    asker: User
    whom: dict[str, User | Tenant] = field(init=False)

    def __post_init__(self) -> None:
        self.whom = {
            "oneself": self.asker,
            "member": somebody("member"),
            "admin": somebody("tenant_admin"),
            "operator": somebody("operator"),
            "organisation": OWN,
            "other's member": somebody("member", OTHERS),
            "other's operator": somebody("operator", OTHERS),
            "other organisation": OTHERS,
        }


def test_the_tables_here_leave_no_role_and_no_act_out() -> None:
    assert set(MAY) == set(Role) == set(roles.TABLE)
    assert all(set(rows) == set(Act) for rows in MAY.values())


@pytest.mark.parametrize("whom", WHOM)
@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_table_says(role: Role, act: Act, whom: str) -> None:
    scene = Scene(somebody(role))

    assert may(scene.asker, act, on=scene.whom[whom]) is MAY[role][act][whom]


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_with_nobody_named_the_question_is_whether_they_may_at_all(role: Role, act: Act) -> None:
    assert may(somebody(role), act) is any(MAY[role][act].values())


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_active", [False, True], ids=["disabled", "blocked"])
def test_whoever_is_disabled_or_blocked_may_nothing(is_active: bool, role: Role, act: Act) -> None:
    scene = Scene(somebody(role, is_active=is_active))
    scene.asker.blocked_at = timezone.now() if is_active else None

    assert not may(scene.asker, act)
    assert not any(may(scene.asker, act, on=on) for on in scene.whom.values())
    assert reach(scene.asker, act) is Reach.NOTHING
    assert roles_given_by(scene.asker) == frozenset()


@pytest.mark.parametrize(
    ("role", "act"), [("operator", "fly"), ("king", Act.SEE_PEOPLE), ("", Act.OPEN_PORTAL)]
)
def test_an_unknown_act_and_an_unknown_role_are_refused(role: str, act: Act) -> None:
    scene = Scene(somebody(role))

    assert not may(scene.asker, act)
    assert not any(may(scene.asker, act, on=on) for on in scene.whom.values())


def test_nobody_gives_a_role_that_may_more_than_they_may() -> None:
    given = {role: roles_given_by(somebody(role)) for role in Role}

    assert given == {
        Role.MEMBER: set(),
        Role.TENANT_ADMIN: {Role.MEMBER, Role.TENANT_ADMIN},
        Role.OPERATOR: set(Role),
    }
