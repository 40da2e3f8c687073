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
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from accounts.users.models import Group, User
from devices.four_eyes.choosing import is_needed
from devices.four_eyes.refusals import NeedsSecondPerson
from idp.portal.search import called_so

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_GROUPS_OFFERED = 100
# The kind of act by which two people change who is in a group (idp/portal/four_eyes/members.py).
BY_TWO = "members"
LONGEST_GROUP = Group._meta.get_field("name").max_length or 0

kind("tenant:group", _("about groups"))
ADDED = event("tenant:group:added", _("Group added"), told=False)
CHANGED = event("tenant:group:changed", _("Group changed"), told=False)
DELETED = event("tenant:group:deleted", _("Group removed"), told=False)


class GroupNameTaken(Refusal):
    code = "group_name_taken"
    public_text = _("There is a group with this name already.")
    status = 409


class NoName(Refusal):
    code = "no_name"
    public_text = _("Write a name.")


class NamedByPolicy(Refusal):
    code = "named_by_policy"
    public_text = _(
        "The policy names this group, so it stays: without it the policy would say something else."
    )
    status = 409


@transaction.atomic
def make_group(tenant: Tenant, name: str, *, actor: User | None) -> Group:
    """A group of this name with nobody in it. Raises NoName, GroupNameTaken."""
    made = Group.objects.create(tenant=tenant, name=_free_name(tenant, name))
    record(ADDED, tenant=tenant, actor=actor, name=made.name)
    return made


@transaction.atomic
def rename_group(group: Group, name: str, *, actor: User) -> Group:
    """Call it so from now on. Raises NoName, GroupNameTaken."""
    if (wanted := shown(name, longest=LONGEST_GROUP)) != group.name:
        changed = {"name": [group.name, wanted]}
        group.name = _free_name(group.tenant, name)
        group.save(update_fields=["name"])
        record(CHANGED, tenant=group.tenant_id, actor=actor, name=group.name, changed=changed)
    return group


@transaction.atomic
def remove_group(group: Group, *, actor: User) -> None:
    """Remove a group that no policy names. Raises NamedByPolicy."""
    # Whoever saves a policy that names it meanwhile waits here, or is seen.
    Tenant.objects.select_for_update(no_key=True).get(pk=group.tenant_id)
    if is_named_by_policy(group):
        raise NamedByPolicy(group.name)
    record(DELETED, tenant=group.tenant_id, actor=actor, name=group.name)
    group.delete()


def _free_name(tenant: Tenant, written: str) -> str:
    # Of two at once the second waits here.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    name = shown(written, longest=LONGEST_GROUP)
    if not name:
        raise NoName(repr(written))
    if Group.objects.filter(tenant=tenant, name=name).exists():
        raise GroupNameTaken(name)
    return name


@transaction.atomic
def add(group: Group, people: Iterable[User], *, actor: User, second: User | None = None) -> None:
    """Put them into the group; whoever is in it stays. Raises NeedsSecondPerson where nobody agreed (`second`)."""
    chosen = list(people)
    _refuse_one_alone(group, chosen, second=second)
    group.members.add(*chosen)
    _note(group, "add_people", chosen, actor=actor, second=second)


@transaction.atomic
def remove(group: Group, people: Iterable[User], *, actor: User, second: User | None = None) -> None:
    """Take them out of the group. Raises NeedsSecondPerson where nobody agreed (`second`)."""
    chosen = list(people)
    _refuse_one_alone(group, chosen, second=second)
    group.members.remove(*chosen)
    _note(group, "remove_people", chosen, actor=actor, second=second)


def needs_two(group: Group) -> bool:
    """Does it take two to change who is in it: does the policy name it where two change the policy (E22)?"""
    return is_needed(BY_TWO, group.tenant) and is_named_by_policy(group)


def why_not_in(group: Group, person: User) -> StrOrPromise:
    """Why this person cannot be put into the group; "" where they can."""
    if person.tenant_id != group.tenant_id:
        return _("The group is another organisation's.")
    return _("They are in it already.") if group.members.filter(pk=person.pk).exists() else ""


def members_of(group: Group, *, search: str | None) -> QuerySet[User]:
    """Its members by username, those whose name or username has `search` in it; with a whole username theirs alone.

    None stands in nobody's.
    """
    # They are of its organisation, whose people an index has in this order.
    found = group.members.filter(tenant=group.tenant_id, goes_at=None)
    if search is None:
        return found.none()
    if search and (one := called_so(found, search)) is not None:
        return one
    if search:
        found = found.filter(Q(username__icontains=search) | Q(display_name__icontains=search))
    return found.order_by("username")


def is_named_by_policy(group: Any) -> bool:
    """Does a way in, or a part of the policy, name it?"""
    return group.pk in all_groups(policy_as_it_stands(group.tenant))


def _refuse_one_alone(group: Group, people: list[User], *, second: User | None) -> None:
    if people and second is None and needs_two(group):
        raise NeedsSecondPerson(f"who is in {group.name}, which the policy names")


def _note(group: Group, what: str, people: list[User], *, actor: User, second: User | None) -> None:
    if not people:
        return
    names = sorted(person.username for person in people)
    said: dict[str, Any] = {"second": second.username} if second is not None else {}
    changed = {what: [[], names]}
    record(CHANGED, tenant=group.tenant_id, actor=actor, name=group.name, changed=changed, **said)
    if is_named_by_policy(group):
        tell_methods(group.tenant)
