"""Who may do what, to whom: the whole table, as it is read (E03, T23)."""

from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users import roles
from accounts.users.models import User
from accounts.users.roles import LOOKING, Act, Reach, Role, may, reach, roles_given_by, roles_with

OWN, OTHERS = Tenant(name="Nordljus", slug="nordljus"), Tenant(name="Solvik", slug="solvik")
ROLES = ("reader", "helpdesk", "policy_admin", "tenant_admin", "operator")
# To whom: what each word of the table means. Of another organisation only an operator does anything, and to the same.
LESSER = frozenset({"member", "reader", "helpdesk", "policy_admin", "tenant_admin"})
MEANS: dict[str, frozenset[str]] = {
    "-": frozenset(),
    "sees": LESSER | {"operator", "oneself", "organisation"},  # also those who may do more
    "here": frozenset({"organisation"}),
    "members": frozenset({"member", "organisation"}),
    "members+self": frozenset({"member", "organisation", "oneself"}),
    "others": LESSER | {"organisation"},
    "others+self": LESSER | {"organisation", "oneself"},
    "all": LESSER | {"operator", "organisation"},
    "all+self": LESSER | {"operator", "organisation", "oneself"},
}
# A member may nothing.
MAY_WHAT = """
                        reader  helpdesk      policy_admin  tenant_admin  operator
open_portal             sees    sees          sees          sees          sees
see_organisations       -       -             -             -             sees
add_organisation        -       -             -             -             all
change_organisation     -       -             -             -             all
see_people              sees    sees          sees          sees          sees
export_people           sees    -             -             sees          sees
add_person              -       -             -             others        all
invite_person           -       -             -             others        all
import_people           -       -             -             others        all
change_person           -       -             -             others+self   all+self
rename_person           -       -             -             others        all
appoint                 -       -             -             others        all
disable_person          -       -             -             others        all
delete_person           -       -             -             others        all
release_person          -       members       -             others        all
unlock_person           -       members       -             others        all
set_password            -       members+self  -             others+self   all+self
grant_link              -       members       -             others        all
grant_pass              -       members       -             others        all
verify_caller           -       members       -             others        all
end_sessions            -       members       -             others        all
require_reregistration  -       members       -             others        all
see_groups              sees    -             sees          sees          sees
change_groups           -       -             -             others        all
see_phones              sees    sees          sees          sees          sees
remove_method           -       members       -             others        all
give_method             -       members       -             others        all
see_policy              sees    -             sees          sees          sees
change_policy           -       -             here          others        all
change_branding         -       -             here          others        all
change_hooks            -       -             -             others        all
change_api_keys         -       -             -             others        all
see_applications        sees    -             sees          sees          sees
change_applications     -       -             -             others        all
prove_domain            -       -             -             others        all
see_sign_ins            sees    sees          sees          sees          sees
see_log                 sees    -             sees          sees          sees
export_log              sees    -             -             sees          sees
see_reports             sees    -             sees          sees          sees
see_alerts              sees    sees          sees          sees          sees
settle_alert            -       members       -             others        all
block_network           -       -             here          others        all
"""


def whom_of(table: str) -> dict[tuple[str, str], frozenset[str]]:
    """Whom each role may do each act to, in an organisation that it reaches."""
    lines = [line.split() for line in table.strip().splitlines()[1:]]
    return {
        (role, act): MEANS[word] for act, *words in lines for role, word in zip(ROLES, words, strict=True)
    }


TO_WHOM = whom_of(MAY_WHAT) | {("member", str(act)): frozenset[str]() for act in Act}
WHOM = ("oneself", *Role.values, "organisation")
EVERYBODY = (*WHOM, *(f"another's {whom}" for whom in WHOM if whom != "oneself"))


def expected(role: Role, act: Act, whom: str) -> bool:
    """What the table says."""
    if whom.startswith("another's "):
        return role == Role.OPERATOR and whom.removeprefix("another's ") in TO_WHOM[role, act]
    return whom in TO_WHOM[role, act]


def somebody(role: str, tenant: Tenant = OWN, *, is_active: bool = True) -> User:
    return User(username=f"{role}@{tenant.slug}.example", role=role, tenant=tenant, is_active=is_active)


@dataclass
class Scene:
    """An asker, and everybody and everything that something could be done to."""

    asker: User
    whom: dict[str, User | Tenant] = field(init=False)

    def __post_init__(self) -> None:
        here = {role: somebody(role) for role in Role.values} | {"organisation": OWN}
        there = {role: somebody(role, OTHERS) for role in Role.values} | {"organisation": OTHERS}
        self.whom = {
            "oneself": self.asker,
            **here,
            **{f"another's {whom}": one for whom, one in there.items()},
        }


def test_the_table_here_leaves_no_role_and_no_act_out() -> None:
    assert set(TO_WHOM) == {(role, act) for role in Role.values for act in Act}
    assert set(roles.TABLE) == set(Role)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_table_says(role: Role, act: Act) -> None:
    scene = Scene(somebody(role))

    answers = {whom: may(scene.asker, act, on=scene.whom[whom]) for whom in EVERYBODY}

    assert answers == {whom: expected(role, act, whom) for whom in EVERYBODY}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_with_nobody_named_the_question_is_whether_they_may_at_all(role: Role, act: Act) -> None:
    assert may(somebody(role), act) is bool(TO_WHOM[role, act])


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
        Role.READER: set(),
        Role.HELPDESK: set(),
        Role.POLICY_ADMIN: set(),
        Role.TENANT_ADMIN: set(Role) - {Role.OPERATOR},
        Role.OPERATOR: set(Role),
    }


def test_whoever_sees_everything_of_their_organisation_changes_nothing() -> None:
    assert roles.TABLE[Role.READER].acts == LOOKING - roles.OF_THE_INSTALLATION
    assert roles.TABLE[Role.READER].over == frozenset()


@pytest.mark.parametrize("act", Act)
def test_whoever_may_do_it_is_found_by_their_role(act: Act) -> None:
    assert set(roles_with(act)) == {role for role in Role if may(somebody(role), act)}
