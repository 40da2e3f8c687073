"""Making an organisation: one verb for the portal, the demo, the operators' command and the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.text import slugify

from accounts.domains.staying import note_those_who_stay
from accounts.methods import registry
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.rules import MethodRule
from accounts.tenants.domains import kept_domain
from accounts.tenants.models import Domain, Tenant


@transaction.atomic
def make_organisation(
    name: str,
    *,
    domains: Iterable[str],
    slug: str = "",
    kind: Tenant.Kind = Tenant.Kind.ORGANISATION,
    two_step: bool = False,
    rules: Mapping[str, MethodRule] | None = None,
) -> Tenant:
    """Make a tenant with its verified domains and its first policy.

    A method that `rules` does not name begins as its kind does: on for everyone, or off.
    """
    tenant = Tenant.objects.create(name=name, slug=slug or new_slug(name), kind=kind)
    names = [kept_domain(domain) for domain in domains]
    for domain in names:
        Domain.objects.create(tenant=tenant, name=domain, is_verified=True)
    note_those_who_stay(tenant, *names)
    TenantPolicy.objects.create(tenant=tenant, two_step=two_step)
    for method in registry.by_policy():
        at_first = MethodRule(is_on=method.is_on_at_first, for_everyone=method.is_on_at_first)
        rule = (rules or {}).get(method.key, at_first)
        MethodPolicy.objects.create(
            tenant=tenant,
            method=method.key,
            is_on=rule.is_on,
            for_everyone=rule.for_everyone,
            settings=dict(rule.settings),
        )
    return tenant


def new_slug(name: str) -> str:
    """Return a short name made of the long one, with a number behind where it is taken."""
    start = slugify(name)[:40] or "organisation"
    taken = set(Tenant.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(
        slug for n in range(len(taken) + 1) if (slug := start if n == 0 else f"{start}-{n + 1}") not in taken
    )
