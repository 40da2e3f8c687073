"""Saving a policy, and removing with it what people have set up of methods that are turned off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.methods import registry
from accounts.policy.changing import Policy, change
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from idp.portal.policy.effect import removable


@transaction.atomic
def save_policy(
    tenant: Tenant,
    wanted: Policy,
    *,
    actor: User,
    since: str,
    remove: Iterable[str] = (),
    as_of: datetime | None = None,
) -> dict[str, list[Any]]:
    """Make the policy what is wanted; of the methods with these keys remove what people have set up.

    Whatever an admin saves of a policy is saved here. `since` is the fingerprint of the policy that they were shown:
    where another stands by now, PolicyChangedMeanwhile. `as_of`: it puts back what stood then. Returns what changed.

    People are locked first and by id, then the tenant, then what is removed: the order of everybody else, so that
    nobody waits in a ring.
    """
    leaving = [(key, one) for key in remove for one in removable(tenant, registry.get(key), asker=actor)]
    for person_id in sorted({one.user_id for _key, one in leaving}):
        lock_user(person_id)
    changed = change(tenant, wanted, actor=actor, since=since, as_of=as_of)
    for key, one in leaving:
        policy = registry.get(key).policy
        if policy is not None and policy.leftovers is not None:
            policy.leftovers.remove(one, actor)
    return changed
