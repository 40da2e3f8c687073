"""Saving a policy, and removing with it what people have set up of methods that are turned off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.methods import registry
from accounts.policy.changing import Policy, PolicyImpossible, change, policy_as_it_stands
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from idp.portal.policy.effect import removable
from idp.portal.policy.strengths.effect import SHUTS_YOU_OUT, shuts_out


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
    Raises PolicyImpossible where it would shut the actor out, so that somebody can always come back to it (E10).

    People are locked first and by id, then the tenant, then what is removed: the order of everybody else, so that
    nobody waits in a ring.
    """
    leaving = [(key, one) for key in remove for one in removable(tenant, registry.get(key), asker=actor)]
    for person_id in sorted({one.user_id for _key, one in leaving}):
        lock_user(person_id)
    stood = policy_as_it_stands(tenant)
    changed = change(tenant, wanted, actor=actor, since=since, as_of=as_of)
    if changed and shuts_out(actor, tenant, now=stood, wanted=policy_as_it_stands(tenant)):
        raise PolicyImpossible({"": SHUTS_YOU_OUT})
    for key, one in leaving:
        policy = registry.get(key).policy
        if policy is not None and policy.leftovers is not None:
            policy.leftovers.remove(one, actor)
    return changed
