"""Makers: organisations with a policy, people of them, and the policy's changes.

Nowhere else in the tests are a tenant, its domains or its policy made, changed or read column by column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection

from accounts.methods import registry
from accounts.policy.changing import change, in_plain_values, policy_as_it_stands
from accounts.policy.facts import method_rules
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.organisations import make_organisation
from accounts.policy.rules import MethodRule
from accounts.stored import as_stored
from accounts.tenants.models import Domain, Tenant
from accounts.users.models import Group, User
from accounts.users.services import block, disable
from devices.phones.settings import KEY as PHONE
from devices.phones.settings import PhoneSettings

PASSWORD = "correct horse battery"
BOTH = ("password", "phone")


def make_tenant(
    slug: str = "nordljus",
    *,
    name: str = "",
    kind: Tenant.Kind = Tenant.Kind.ORGANISATION,
    methods: Iterable[str] = BOTH,
    two_step: bool = False,
    **phones: Any,
) -> Tenant:
    """A tenant that owns <slug>.example, allows these methods to everyone, and accepts a phone's lock or a PIN.

    `phones` are settings of phone sign-in.
    """
    settings = as_stored(PhoneSettings(**{"unlock": "platform_or_pin"} | phones))
    allowed = set(methods)
    rules = {
        method.key: MethodRule(
            is_on=method.key in allowed,
            for_everyone=method.key in allowed,
            settings=settings if method.key == PHONE else {},
        )
        for method in registry.by_policy()
    }
    return make_organisation(
        name or slug.title(),
        domains=[f"{slug}.example"],
        slug=slug,
        kind=kind,
        two_step=two_step,
        rules=rules,
    )


def make_personal(**policy: Any) -> Tenant:
    """The one personal tenant, as shipped: a plain approve on a browser used before (E07)."""
    return make_tenant("everyone", kind=Tenant.Kind.PERSONAL, **{"number_known": "approve"} | policy)


def make_bare(slug: str) -> Tenant:
    """A tenant for which nobody has configured anything."""
    return Tenant.objects.create(name=slug.title(), slug=slug)


def lose_domains(tenant: Tenant) -> None:
    """Its domains are no longer proven to be its own."""
    Domain.objects.filter(tenant=tenant).update(is_verified=False)


def add_domain(tenant: Tenant, name: str, *, is_verified: bool = True) -> None:
    Domain.objects.create(tenant=tenant, name=name, is_verified=is_verified)


def hand_over(domain: str, *, to: Tenant) -> None:
    """The domain is another tenant's from now on, with whatever people have usernames in it."""
    Domain.objects.filter(name=domain).update(tenant=to)


def take_out_of_use(tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(is_active=False)


def allow(
    tenant: Tenant, method: str, *, include: Iterable[Group] = (), exclude: Iterable[Group] = ()
) -> None:
    """Turns a method on: for these groups, or for everyone when none is named."""
    chosen = list(include)
    row, _ = MethodPolicy.objects.update_or_create(
        tenant=tenant, method=method, defaults={"is_on": True, "for_everyone": not chosen}
    )
    row.include.set(chosen)
    row.exclude.set(exclude)


def set_up(tenant: Tenant, method: str, **settings: Any) -> None:
    """Sets a method's own settings, however wrong."""
    MethodPolicy.objects.filter(tenant=tenant, method=method).update(settings=settings)


def turn_off(tenant: Tenant, method: str) -> None:
    MethodPolicy.objects.filter(tenant=tenant, method=method).update(is_on=False)


def switch_off(tenant: Tenant, method: str) -> None:
    """Turns a method off by the product's own verb, as an admin does: whoever is concerned hears of it."""
    stands = policy_as_it_stands(tenant)
    rule = replace(stands.rule_of(method), is_on=False)
    change(tenant, replace(stands, methods={**stands.methods, method: rule}), actor=None)


@contextmanager
def turned_on(tenant: Tenant, method: str) -> Iterator[None]:
    """On for everyone meanwhile; afterwards as it was."""
    rows = MethodPolicy.objects.filter(tenant=tenant, method=method)
    before = list(rows.values("is_on", "for_everyone"))
    MethodPolicy.objects.update_or_create(
        tenant=tenant, method=method, defaults={"is_on": True, "for_everyone": True}
    )
    try:
        yield
    finally:
        if before:
            rows.update(**before[0])
        else:
            rows.delete()


def change_policy(tenant: Tenant, *, two_step: bool | None = None, **phones: Any) -> None:
    """Changes what is asked of everybody, and settings of phone sign-in, by the product's own verb."""
    stands = policy_as_it_stands(tenant)
    rule = stands.rule_of(PHONE)
    phone = replace(rule, settings={**rule.settings, **phones})
    wanted = replace(
        stands,
        two_step=stands.two_step if two_step is None else two_step,
        methods={**stands.methods, PHONE: phone},
    )
    change(tenant, wanted, actor=None)
    tenant.refresh_from_db()


def forget_method(tenant: Tenant, method: str) -> None:
    """As if nobody had ever decided about this method."""
    MethodPolicy.objects.filter(tenant=tenant, method=method).delete()


def forget_policy(tenant: Tenant) -> None:
    """As if nobody had ever made a policy; what is set for each method stays."""
    TenantPolicy.objects.filter(tenant=tenant).delete()
    tenant.refresh_from_db()


def policy_of(tenant: Tenant) -> dict[str, Any]:
    """What the policy says now, in plain values by name, such as "phone.digits"."""
    return in_plain_values(policy_as_it_stands(tenant))


def rule_of(tenant: Tenant, method: str) -> MethodRule:
    """What is set for a method now."""
    return method_rules(tenant).get(method, MethodRule(is_on=False, for_everyone=False))


def make_person(tenant: Tenant, name: str = "ann", *, password: str | None = PASSWORD, **facts: Any) -> User:
    """Somebody of this tenant; `password` None: none will ever match."""
    username = f"{name}@{tenant.slug}.example"
    facts = {"display_name": name.title()} | facts
    return User.objects.create_user(username, tenant=tenant, password=password, **facts)


def fill(tenant: Tenant, count: int) -> None:
    """So many people straight in the database, which is told of them: enough for it to choose an index."""
    names = [f"{n:05}" for n in range(count)]
    User.objects.bulk_create(
        User(
            username=f"person{name}@{tenant.slug}.example",
            display_name=f"Person {name}",
            likeness_digest=f"{name:0>64}",
            tenant=tenant,
            password="!",
        )
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {User._meta.db_table}")


def make_disabled(tenant: Tenant, name: str = "disabled") -> User:
    user = make_person(tenant, name)
    disable(user, actor=None)
    return user


def make_blocked(tenant: Tenant, name: str = "blocked") -> User:
    """Somebody whose own report has blocked their sign-in."""
    user = make_person(tenant, name)
    block(user)
    return user


def make_group(tenant: Tenant, name: str, *members: User) -> Group:
    group = Group.objects.create(tenant=tenant, name=name)
    group.members.add(*members)
    return group


def set_part(tenant: Tenant, key: str, **settings: Any) -> None:
    """Changes settings of a part of the policy that belongs to no method, by the product's own verb."""
    stands = policy_as_it_stands(tenant)
    part = {**stands.parts.get(key, {}), **settings}
    change(tenant, replace(stands, parts={**stands.parts, key: part}), actor=None)
    tenant.refresh_from_db()
