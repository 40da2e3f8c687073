"""Organisations of different sizes, their people, and their groups."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.methods import registry
from accounts.policy.organisations import make_organisation, new_slug
from accounts.policy.rules import MethodRule
from accounts.policy.strengths.settings import KEY as STRENGTHS
from accounts.policy.strengths.settings import OfGroups, State, StrengthSettings
from accounts.secrets import new_secret
from accounts.tenants.look_alikes import likeness
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User
from tests.load.filling import spread
from tests.load.filling.speech import Speech, below, insert, one_of, portion
from tests.load.filling.spread import Stretch
from tests.support.people import set_part

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-@"
DAY = 86_400
# By their number within the organisation: the first few look after the others.
ROLES = ("tenant_admin", "helpdesk", "helpdesk", "helpdesk", "policy_admin", "reader")
# Whom everything that is made later belongs to, by number.
TABLE = "filled_people"


@dataclass(frozen=True)
class Organisation:
    tenant: Tenant
    people: Stretch

    @property
    def domain(self) -> str:
        return f"{self.tenant.slug}.example"


def make_organisations(people: int) -> list[Organisation]:
    """Each with every way in on for everyone, and one strength that is only reported."""
    rules = {method.key: MethodRule(is_on=True, for_everyone=True) for method in registry.by_policy()}
    reported = OfGroups(strength="phishing_resistant", state=State.REPORTED.value)
    found = []
    for name, stretch in zip(spread.NAMES, spread.of_organisations(people), strict=True):
        slug = new_slug(name)
        tenant = make_organisation(name, domains=[f"{slug}.example"], slug=slug, rules=rules)
        set_part(tenant, STRENGTHS, **asdict(StrengthSettings(groups=(reported,))))
        found.append(Organisation(tenant, stretch))
    return found


def add_people(organisation: Organisation, said: Speech) -> int:
    """Everybody of an organisation: the first look after the others."""
    named = f"lower({one_of(0, _ascii(spread.FIRST_NAMES))} || '.' || {one_of(1, _ascii(spread.LAST_NAMES))})"
    username = f"({named} || n || '@{organisation.domain}')"
    likest = "".join(likeness(letter) for letter in LETTERS)
    place = f"(n - {organisation.people.first})"
    is_role = f"{place} < {len(ROLES)}"
    role = " ".join(f"WHEN {at} THEN '{role}'" for at, role in enumerate(ROLES))
    # One hash for all: a hash is slow on purpose, and nobody signs in with these.
    password, none = make_password(new_secret()), make_password(None)
    values = {
        "id": said.uuid("person"),
        "tenant_id": said.id_of(organisation.tenant.pk),
        "username": username,
        "mail_address": username,
        "likeness_digest": said.digest(f"translate({username}, '{LETTERS}', '{likest}')"),
        "display_name": f"{one_of(0, spread.FIRST_NAMES)} || ' ' || {one_of(1, spread.LAST_NAMES)}",
        "password": f"CASE WHEN {portion(2, spread.WITH_PASSWORD)} THEN '{password}' ELSE '{none}' END",
        "role": f"CASE {place} {role} ELSE 'member' END",
        "is_active": f"{is_role} OR NOT {portion(3, spread.DISABLED)}",
        "blocked_at": _where(f"{portion(4, spread.BLOCKED)} AND NOT {is_role}", said.ago(below(4, 20 * DAY))),
        "goes_at": _where(
            f"{portion(5, spread.REMOVED)} AND NOT {is_role}", said.ago(f"-{below(6, 29 * DAY)} - {DAY}")
        ),
        "invited_at": _where(portion(7, spread.INVITED), said.ago(below(8, 7 * DAY))),
        "registers_anew_at": _where(portion(9, spread.ANEW), said.ago(below(8, 30 * DAY))),
        "last_login": _last_login(said),
        "created_at": said.ago(f"{below(6, 900 * DAY)} + {100 * DAY}"),
    }
    added = insert(
        User, values, source=said.series(organisation.people.first, organisation.people.last), said=said
    )
    _note_people(organisation, said)
    return added


def make_groups(organisation: Organisation, said: Speech) -> int:
    """Departments, one for those who try things first, and one with most people; returns how many are in them."""
    people, tenant = len(organisation.people), organisation.tenant
    departments = min(spread.MOST_DEPARTMENTS, 1 + people // spread.PEOPLE_OF_A_DEPARTMENT)
    made = Group.objects.bulk_create(
        Group(tenant=tenant, name=name)
        for name in ("Pilot", "Everybody in Sweden", *(f"Department {n + 1}" for n in range(departments)))
    )
    pilot, most, *rest = (group.pk for group in made)
    whole = f"{TABLE} WHERE n BETWEEN {organisation.people.first} AND {organisation.people.last}"
    members = Group.members.through
    added = 0
    for group, which in ((pilot, portion(10, 10)), (most, portion(11, 600))):
        values = {"group_id": str(group), "user_id": "id"}
        added += insert(members, values, source=f"{whole} AND {which}", said=said)
    of_people = {"group_id": f"{rest[0]} + {below(2, departments)}", "user_id": "id"}
    return added + insert(members, of_people, source=whole, said=said)


def begin_noting(said: Speech) -> None:
    """The table of whom is filled in, for as long as this connection lives."""
    kind = "uuid" if said.is_postgres else "char(32)"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TEMPORARY TABLE {TABLE} (n bigint PRIMARY KEY, id {kind}, tenant_id {kind})")


def _note_people(organisation: Organisation, said: Speech) -> None:
    series = said.series(organisation.people.first, organisation.people.last)
    columns = f"n, {said.uuid('person')}, {said.id_of(organisation.tenant.pk)}"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} SELECT {columns} FROM {series}")  # noqa: S608  our own words alone


def _last_login(said: Speech) -> str:
    came = f"{below(8, 30)} * {DAY} + {below(6, DAY)}"
    return (
        f"CASE WHEN {portion(7, spread.NEVER_CAME)} THEN NULL"
        f" WHEN {portion(8, spread.QUIET)} THEN {said.ago(f'{came} + {95 * DAY}')} ELSE {said.ago(came)} END"
    )


def _where(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"


def _ascii(names: tuple[str, ...]) -> tuple[str, ...]:
    """As they stand in usernames."""
    return tuple(name.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")) for name in names)
