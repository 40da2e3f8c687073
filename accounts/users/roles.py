"""Who may do what, to whom: one table. `may` answers about one person or organisation, `reach` about lists.

Decides only: no database, no request. What stands in no row is refused. A new role is a row of `TABLE` and a choice
of `User.Role`, no more: nothing else asks who has which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from accounts.tenants.models import Tenant
from accounts.users.models import User

Role = User.Role


class Act(StrEnum):
    OPEN_PORTAL = auto()
    SEE_ORGANISATIONS = auto()
    ADD_ORGANISATION = auto()
    CHANGE_ORGANISATION = auto()
    SEE_PEOPLE = auto()
    EXPORT_PEOPLE = auto()
    ADD_PERSON = auto()
    INVITE_PERSON = auto()  # by mail
    IMPORT_PEOPLE = auto()
    CHANGE_PERSON = auto()  # their name, mail address and groups
    RENAME_PERSON = auto()  # give another username
    APPOINT = auto()  # give or take a role
    DISABLE_PERSON = auto()  # and enable
    DELETE_PERSON = auto()
    RELEASE_PERSON = auto()  # whose sign-in is blocked by their own report
    UNLOCK_PERSON = auto()  # who has guessed too often
    SET_PASSWORD = auto()
    GRANT_LINK = auto()  # a one-time sign-in link
    GRANT_PASS = auto()  # a Temporary Access Pass
    VERIFY_CALLER = auto()  # ask on the phone whether it is them who calls
    END_SESSIONS = auto()
    REQUIRE_REREGISTRATION = auto()  # have them set their ways in up anew
    SEE_GROUPS = auto()
    CHANGE_GROUPS = auto()
    SEE_PHONES = auto()
    REMOVE_METHOD = auto()
    GIVE_METHOD = auto()  # hand out what one signs in with
    SEE_POLICY = auto()
    CHANGE_POLICY = auto()
    CHANGE_BRANDING = auto()  # how sign-in looks
    CHANGE_HOOKS = auto()  # where events are sent
    CHANGE_API_KEYS = auto()
    SEE_APPLICATIONS = auto()  # that people sign in to by OpenID Connect
    CHANGE_APPLICATIONS = auto()  # add them, and give them secrets
    PROVE_DOMAIN = auto()
    SEE_SIGN_INS = auto()
    SEE_LOG = auto()  # the audit log, and what strangers tried
    EXPORT_LOG = auto()  # and the sign-ins
    SEE_REPORTS = auto()
    SEE_ALERTS = auto()
    SETTLE_ALERT = auto()
    BLOCK_NETWORK = auto()  # and release


class Reach(Enum):
    NOTHING = auto()
    OWN = auto()  # the asker's own organisation
    EVERYWHERE = auto()


@dataclass(frozen=True)
class Rights:
    """What a role may do."""

    reach: Reach = Reach.NOTHING
    acts: frozenset[Act] = frozenset()
    over: frozenset[Role] = frozenset()  # the roles of people it does something to, and the roles it gives


# Only looked at: also what belongs to people who may do more than the asker.
LOOKING = frozenset(
    {
        Act.OPEN_PORTAL,
        Act.SEE_ORGANISATIONS,
        Act.SEE_PEOPLE,
        Act.EXPORT_PEOPLE,
        Act.SEE_GROUPS,
        Act.SEE_PHONES,
        Act.SEE_POLICY,
        Act.SEE_APPLICATIONS,
        Act.SEE_SIGN_INS,
        Act.SEE_LOG,
        Act.EXPORT_LOG,
        Act.SEE_REPORTS,
        Act.SEE_ALERTS,
    }
)
# Of all organisations together.
OF_THE_INSTALLATION = frozenset({Act.SEE_ORGANISATIONS, Act.ADD_ORGANISATION, Act.CHANGE_ORGANISATION})
# All else others do to one: nobody locks themselves out, or gives themselves rights, so an operator always remains.
ALSO_ONESELF = LOOKING | {Act.CHANGE_PERSON, Act.SET_PASSWORD}

TABLE: Mapping[str, Rights] = {
    Role.MEMBER: Rights(),
    Role.READER: Rights(reach=Reach.OWN, acts=LOOKING - OF_THE_INSTALLATION),
    Role.HELPDESK: Rights(
        reach=Reach.OWN,
        acts=frozenset(
            {
                Act.OPEN_PORTAL,
                Act.SEE_PEOPLE,
                Act.RELEASE_PERSON,
                Act.UNLOCK_PERSON,
                Act.SET_PASSWORD,
                Act.GRANT_LINK,
                Act.GRANT_PASS,
                Act.VERIFY_CALLER,
                Act.END_SESSIONS,
                Act.REQUIRE_REREGISTRATION,
                Act.SEE_PHONES,
                Act.REMOVE_METHOD,
                Act.GIVE_METHOD,
                Act.SEE_SIGN_INS,
                Act.SEE_ALERTS,
                Act.SETTLE_ALERT,
            }
        ),
        over=frozenset({Role.MEMBER}),
    ),
    Role.POLICY_ADMIN: Rights(
        reach=Reach.OWN,
        acts=frozenset(
            {
                Act.OPEN_PORTAL,
                Act.SEE_PEOPLE,
                Act.SEE_GROUPS,
                Act.SEE_PHONES,
                Act.SEE_POLICY,
                Act.CHANGE_POLICY,
                Act.CHANGE_BRANDING,
                Act.SEE_APPLICATIONS,
                Act.SEE_SIGN_INS,
                Act.SEE_LOG,
                Act.SEE_REPORTS,
                Act.SEE_ALERTS,
                Act.BLOCK_NETWORK,
            }
        ),
    ),
    Role.TENANT_ADMIN: Rights(
        reach=Reach.OWN,
        acts=frozenset(Act) - OF_THE_INSTALLATION,
        over=frozenset(Role) - {Role.OPERATOR},
    ),
    Role.OPERATOR: Rights(reach=Reach.EVERYWHERE, acts=frozenset(Act), over=frozenset(Role)),
}


def reach(asker: User, act: Act) -> Reach:
    """How far the asker may do this. What is listed is narrowed by it (access.seen_by), so no list says more."""
    rights = rights_of(asker)
    return rights.reach if asker.may_sign_in and act in rights.acts else Reach.NOTHING


def may(asker: User, act: Act, *, on: User | Tenant | None = None) -> bool:
    """May the asker do this to this person or organisation; to any at all, when none is named?"""
    how_far = reach(asker, act)
    if how_far is Reach.NOTHING or on is None:
        return how_far is not Reach.NOTHING
    tenant_id = on.tenant_id if isinstance(on, User) else on.pk
    if how_far is Reach.OWN and tenant_id != asker.tenant_id:
        return False
    return not isinstance(on, User) or _may_to_person(asker, act, on)


def roles_given_by(asker: User) -> frozenset[Role]:
    """The roles that the asker may give: nobody makes somebody who may do more than they may themselves."""
    return rights_of(asker).over if may(asker, Act.APPOINT) else frozenset()


def rights_of(person: User) -> Rights:
    """What their role brings, disabled or not: for what is shown of a person. What they may, `may` answers."""
    return TABLE.get(person.role, Rights())


def has_role(person: User, role: str) -> bool:
    """Is this their role? For what is written of it; what they may, `may` answers."""
    return person.role == role


def looks_after_others(role: str) -> bool:
    """Does this role bring anything at all?"""
    return bool(TABLE.get(role, Rights()).acts)


def roles_with(act: Act) -> list[str]:
    """The roles that may do this to somebody or something."""
    return [role for role, rights in TABLE.items() if act in rights.acts]


def _may_to_person(asker: User, act: Act, person: User) -> bool:
    if person.pk == asker.pk:
        return act in ALSO_ONESELF
    return act in LOOKING or person.role in rights_of(asker).over
