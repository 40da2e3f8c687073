"""People who are alike, who stand the same and have the same ways, and phones: looked at once, for every report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from accounts.many.estimating import Looked
from accounts.methods import registry
from accounts.statements.composing import composed_once
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from idp.portal.people.finding import STATES

IN_USE = "in_use"
# What reports count of the states that the list of people knows.
STAND = (IN_USE, "new", "quiet", "may_not")

# Ids are random of version 4: none is as high.
BEYOND_ALL = UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Alike:
    """So many people of whom these states hold, and who have something of these methods."""

    stand: frozenset[str]
    ways: frozenset[str]
    many: int

    @property
    def is_in_use(self) -> bool:
        return IN_USE in self.stand

    @property
    def strongest(self) -> str:
        """As the list of people tells them apart: "strong", "weak" or "none"."""
        safe = {key for key in self.ways if registry.get(key).proves.is_phishing_resistant}
        if safe:
            return "strong"
        return "weak" if self.ways else "none"


def alike_in(tenant: Tenant, looked: Looked) -> list[Alike]:
    """Everybody of an organisation who is looked at."""
    keys = [way.key for way in registry.of_ones_own()]
    return [
        Alike(_true(STAND, said[: len(STAND)]), _true(keys, said[len(STAND) :]), many)
        for *said, many in _counted(tenant.pk, looked.beyond or BEYOND_ALL)
    ]


@composed_once
def _counted(tenant: UUID, beyond: UUID, /) -> QuerySet[User, tuple[Any, ...]]:
    """By what is true of each: one question, in which each way is looked for once."""
    conditions = {f"is_{key}": STATES[key][1] for key in STAND}
    conditions |= {f"has_{way.key}": Q(way.held()) for way in registry.of_ones_own()}
    named = {
        name: ExpressionWrapper(which, output_field=BooleanField()) for name, which in conditions.items()
    }
    people = User.objects.filter(tenant=tenant, pk__lt=beyond).order_by()
    counted: QuerySet[User, Any] = people.annotate(**named).values(*named).annotate(many=Count("pk"))
    return counted.values_list(*named, "many")


def phones_in(tenant: Tenant, looked: Looked) -> list[tuple[str, str, int]]:
    """How many accounts on phones in use there are of each platform and unlock, of those who are looked at."""
    people = looked.among(users_in(tenant))
    # As the list of phones, without its join, which would look each person up once more.
    rows = PhoneAccount.objects.filter(user__in=people, confirmed=True, state=PhoneAccount.State.ACTIVE)
    return list(rows.order_by().values_list("phone__platform", "unlock_mode").annotate(many=Count("pk")))


def _true(names: tuple[str, ...] | list[str], said: list[bool]) -> frozenset[str]:
    return frozenset(name for name, is_true in zip(names, said, strict=True) if is_true)
