"""Who is in a group: found, added and removed; of groups of any size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.audit.events import event, kind
from accounts.audit.log import record
from accounts.policy.changing import all_groups, policy_as_it_stands, tell_methods
from accounts.users.models import Group, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_GROUPS_OFFERED = 100

kind("tenant:group", _("about groups"))
ADDED = event("tenant:group:added", _("Group added"), told=False)
CHANGED = event("tenant:group:changed", _("Group changed"), told=False)
DELETED = event("tenant:group:deleted", _("Group removed"), told=False)


@transaction.atomic
def add(group: Group, people: Iterable[User], *, actor: User) -> None:
    """Put them into the group; whoever is in it stays."""
    chosen = list(people)
    group.members.add(*chosen)
    _note(group, "add_people", chosen, actor=actor)


@transaction.atomic
def remove(group: Group, people: Iterable[User], *, actor: User) -> None:
    """Take them out of the group."""
    chosen = list(people)
    group.members.remove(*chosen)
    _note(group, "remove_people", chosen, actor=actor)


def why_not_in(group: Group, person: User) -> StrOrPromise:
    """Why this person cannot be put into the group; "" where they can."""
    if person.tenant_id != group.tenant_id:
        return _("The group is another organisation's.")
    return _("They are in it already.") if group.members.filter(pk=person.pk).exists() else ""


def members_of(group: Group, *, search: str | None) -> QuerySet[User]:
    """Its members by username, those whose name or username has `search` in it; None stands in nobody's."""
    found = group.members.filter(goes_at=None) if search is not None else group.members.none()
    if search:
        found = found.filter(Q(username__icontains=search) | Q(display_name__icontains=search))
    return found.order_by("username")


def is_named_by_policy(group: Any) -> bool:
    """Does a way in, or a part of the policy, name it?"""
    return group.pk in all_groups(policy_as_it_stands(group.tenant))


def _note(group: Group, what: str, people: list[User], *, actor: User) -> None:
    if not people:
        return
    names = sorted(person.username for person in people)
    record(CHANGED, tenant=group.tenant_id, actor=actor, name=group.name, changed={what: [[], names]})
    if is_named_by_policy(group):
        tell_methods(group.tenant)
