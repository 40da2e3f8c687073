"""Changing a tenant's policy: its rows, the audit row with before and after, and the phones when they go too."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from accounts.audit.log import record
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.ways.password.method import METHOD as PASSWORD
from devices.news.announce import phones_have_news
from devices.phones.services import METHOD_KEY, remove_account
from idp.portal.policy.effect import removable_phones, standing_phones
from idp.portal.policy.form import PolicyForm


@transaction.atomic
def change_policy(form: PolicyForm, *, actor: User, remove_phones: bool) -> None:
    """Saves a valid form. Two admins at once wait for each other here, so each one's before is the other's after.

    People are locked first and by id, then the tenant, then phones: the order of everybody else, so that nobody
    waits in a ring. The tenant's lock leaves its key free: new requests may name the tenant meanwhile.
    """
    leaving = removable_phones(form.tenant, asker=actor) if remove_phones else []
    for person_id in sorted({account.user_id for account in leaving}):
        lock_user(person_id)
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=form.tenant.pk)
    before = snapshot(tenant)
    form.save()
    _save_phone(tenant, form)
    _save_password(tenant, is_on=form.cleaned_data["password_on"])
    after = snapshot(tenant)
    changed = {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
    if changed:
        record("tenant:policy:changed", tenant=tenant, actor=actor, changed=changed)
    with_news = set(standing_phones(tenant).values_list("phone_id", flat=True))
    for account in leaving:
        remove_account(account, actor=actor)
    phones_have_news(list(with_news), "accounts_changed")


def snapshot(tenant: Tenant) -> dict[str, Any]:
    """The whole policy as it stands, in plain values."""
    policy = TenantPolicy.objects.filter(tenant=tenant).first()
    rows = MethodPolicy.objects.filter(tenant=tenant).prefetch_related("include", "exclude")
    stands = model_to_dict(policy, exclude=["id", "tenant"]) if policy else {}
    for row in rows:
        stands |= {
            f"{row.method}": "off" if not row.is_on else "everyone" if row.for_everyone else "groups",
            f"{row.method} for groups": sorted(group.name for group in row.include.all()),
            f"{row.method} not for groups": sorted(group.name for group in row.exclude.all()),
        }
    return stands


def _save_phone(tenant: Tenant, form: PolicyForm) -> None:
    rule = form.phone_rule
    row, _made = MethodPolicy.objects.update_or_create(
        tenant=tenant, method=METHOD_KEY, defaults={"is_on": rule.is_on, "for_everyone": rule.for_everyone}
    )
    # Turned off, the groups are kept, so that turning it on again is one step.
    row.include.set(form.cleaned_data["include"])
    row.exclude.set(form.cleaned_data["exclude"])


def _save_password(tenant: Tenant, *, is_on: bool) -> None:
    row, made = MethodPolicy.objects.get_or_create(tenant=tenant, method=PASSWORD.key)
    if row.is_on != is_on or made:
        row.is_on = row.for_everyone = is_on
        row.save(update_fields=["is_on", "for_everyone"])
