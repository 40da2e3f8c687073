"""The groups that the policy names, or that may use applications: their names, and who is in them nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.policy.changing import all_groups, policy_as_it_stands
from accounts.tenants.models import Tenant
from accounts.users.models import Group
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.document import texts
from idp.portal.people.members import make_group

KEY = "groups"


def _written(tenant: Tenant) -> list[str]:
    named = Q(pk__in=all_groups(policy_as_it_stands(tenant))) | Q(applications__tenant=tenant)
    return sorted(set(Group.objects.filter(named, tenant=tenant).values_list("name", flat=True)))


def _bring_in(wish: Wish) -> Iterator[str]:
    """Make those that are not there, with nobody in them; those that are keep their members."""
    names = texts(wish.value, place=KEY)
    there = set(Group.objects.filter(tenant=wish.tenant, name__in=names).values_list("name", flat=True))
    for name in names:
        if name not in there:
            made = make_group(wish.tenant, name, actor=None)
            yield _("Group added, with nobody in it: %(name)s") % {"name": made.name}


CHAPTER = Chapter(key=KEY, rank=10, written=_written, bring_in=_bring_in)
