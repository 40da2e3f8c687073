"""The gate to one group: absent where it is another organisation's."""

from __future__ import annotations

from accounts.refusals import NotYours
from accounts.users.models import Group
from accounts.users.roles import Act
from idp.rest.calls import Call


def group_for(call: Call, act: Act, group_id: int) -> Group:
    """The group to do this with. Raises NotYours, and whatever `allow` raises."""
    call.allow(act)
    group = Group.objects.filter(tenant=call.tenant, pk=group_id).select_related("tenant").first()
    if group is None:
        raise NotYours(f"no group {group_id} in {call.tenant.slug}")
    return group
