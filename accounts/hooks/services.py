"""What admins do with a webhook. Who may is asked by whoever calls (`Act.CHANGE_HOOKS`)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.audit.events import Event, declared_kinds
from accounts.audit.log import record
from accounts.encryption import encrypt
from accounts.hooks import events
from accounts.hooks.models import PURPOSE, Delivery, Hook
from accounts.hooks.refusals import HookIsOff, TooManyHooks, UnusableAddress
from accounts.hooks.signing import PREFIX
from accounts.outward.public import NotPublic, https_parts, is_public
from accounts.tenants.models import Tenant
from accounts.users.models import User

MOST_HOOKS = 10
SECRET_BYTES = 32
# The one before signs too for so long, while receivers take the new one.
FORMER_KEPT = timedelta(days=1)
State = Delivery.State


def usable_address(written: str) -> str:
    """An address to which we would send. Raises UnusableAddress. Where its name leads is looked at at each sending."""
    try:
        host = https_parts(written.strip()).hostname or ""
    except NotPublic as why:
        raise UnusableAddress(str(why)) from why
    if not _may_be_public(host) or host == urlsplit(settings.PUBLIC_URL).hostname:
        raise UnusableAddress(f"not somebody else's public server: {host}")
    return written.strip()


def _may_be_public(host: str) -> bool:
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host.rstrip(".")


@transaction.atomic
def make(
    tenant: Tenant, address: str, *, every_kind: bool, kinds: Iterable[str], actor: User
) -> tuple[Hook, str]:
    """Makes a webhook; returns it with its secret, which is shown this once."""
    address = usable_address(address)
    # Of two admins at once the second waits here, and is counted after the first.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if Hook.objects.filter(tenant=tenant).count() >= MOST_HOOKS:
        raise TooManyHooks(tenant.slug)
    secret = _new_secret()
    hook = Hook.objects.create(
        tenant=tenant,
        encrypted_address=encrypt(address, purpose=PURPOSE),
        every_kind=every_kind,
        kinds=known_kinds(kinds),
        encrypted_secret=encrypt(secret, purpose=PURPOSE),
    )
    _record(events.MADE, hook, actor)
    return hook, secret


@transaction.atomic
def change(hook: Hook, address: str, *, every_kind: bool, kinds: Iterable[str], actor: User | None) -> None:
    """Where it sends, and what."""
    hook = lock(hook)
    hook.encrypted_address = encrypt(usable_address(address), purpose=PURPOSE)
    hook.every_kind, hook.kinds = every_kind, known_kinds(kinds)
    hook.save(update_fields=["encrypted_address", "every_kind", "kinds"])
    _record(events.CHANGED, hook, actor)


@transaction.atomic
def replace_secret(hook: Hook, *, at_once: bool, actor: User) -> str:
    """Makes another secret, and returns it. The one before signs too for a day, unless it must not `at_once`."""
    hook, secret = lock(hook), _new_secret()
    former = "" if at_once else hook.encrypted_secret
    Hook.objects.filter(pk=hook.pk).update(
        encrypted_secret=encrypt(secret, purpose=PURPOSE),
        encrypted_former_secret=former,
        former_until=None if at_once else Now() + FORMER_KEPT,
    )
    _record(events.SECRET_REPLACED, hook, actor, at_once=at_once)
    return secret


@transaction.atomic
def turn_off(hook: Hook, *, actor: User | None) -> None:
    """From now on nothing is sent; what happens meanwhile is noted, and may be sent later."""
    hook = lock(hook)
    if hook.off_since is None:
        Delivery.objects.filter(hook=hook, state=State.WAITS).update(state=State.OFF)
        Hook.objects.filter(pk=hook.pk).update(off_since=Now(), due_at=None)
        _record(events.TURNED_OFF, hook, actor)


@transaction.atomic
def turn_on(hook: Hook, *, actor: User | None) -> None:
    hook = lock(hook)
    if hook.off_since is not None:
        Hook.objects.filter(pk=hook.pk).update(
            off_since=None, was_turned_off_by_us=False, failures=0, failing_since=None, due_at=Now()
        )
        _record(events.TURNED_ON, hook, actor)


@transaction.atomic
def try_it(hook: Hook) -> Delivery:
    """Has something about nothing sent at once, also while it is off; it is sent once, whatever becomes of it."""
    hook = lock(hook)
    made = Delivery.objects.create(hook=hook)
    Hook.objects.filter(pk=hook.pk).update(due_at=Now())
    return made


@transaction.atomic
def send_again(hook: Hook, *, message: str = "", actor: User) -> int:
    """Has one event sent again, or all that did not arrive; returns how many."""
    hook = lock(hook)
    if hook.off_since is not None:
        raise HookIsOff(hook.host)
    rows = Delivery.objects.filter(hook=hook, event__isnull=False).exclude(state=State.WAITS)
    rows = rows.filter(message=message) if message else rows.exclude(state=State.ARRIVED)
    count = rows.update(state=State.WAITS, tries=0)
    if count:
        Hook.objects.filter(pk=hook.pk).update(due_at=Now())
        _record(events.SENT_AGAIN, hook, actor)
    return count


@transaction.atomic
def remove(hook: Hook, *, actor: User) -> None:
    """Removes it, and what was kept of its deliveries."""
    hook = lock(hook)
    _record(events.REMOVED, hook, actor)
    hook.delete()


def lock(hook: Hook) -> Hook:
    """Its row, locked: whoever reads the log and whoever notes how a sending ended wait for each other here."""
    return Hook.objects.select_for_update(of=("self",), no_key=True).select_related("tenant").get(pk=hook.pk)


def known_kinds(kinds: Iterable[str]) -> list[str]:
    declared = {kind.key for kind in declared_kinds()}
    return sorted(declared & set(kinds))


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _record(event: Event, hook: Hook, actor: User | None, **details: Any) -> None:
    record(event, tenant=hook.tenant, actor=actor, webhook=hook.host, row=str(hook.pk), **details)
