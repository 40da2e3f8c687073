"""Saving a policy, and removing with it what people have set up of methods that are turned off."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.methods import registry
from accounts.policy.changing import Policy, change
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from idp.portal.policy.effect import removable


@transaction.atomic
def save_policy(tenant: Tenant, wanted: Policy, *, actor: User, remove: Iterable[str]) -> None:
    """Make the policy what is wanted; of the methods with these keys remove what people have set up.

    People are locked first and by id, then the tenant, then what is removed: the order of everybody else, so that
    nobody waits in a ring.
    """
    leaving = [(key, one) for key in remove for one in removable(tenant, registry.get(key), asker=actor)]
    for person_id in sorted({one.user_id for _key, one in leaving}):
        lock_user(person_id)
    change(tenant, wanted, actor=actor)
    for key, one in leaving:
        policy = registry.get(key).policy
        if policy is not None and policy.leftovers is not None:
            policy.leftovers.remove(one, actor)
