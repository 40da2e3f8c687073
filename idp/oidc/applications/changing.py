"""Changing an application: its name, its addresses, who may use it, how its ID tokens are signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from accounts.audit.log import record
from accounts.tenants.names import shown
from accounts.users.models import User
from idp.oidc.applications import events
from idp.oidc.applications.models import Application
from idp.oidc.applications.services import Wanted, check
from idp.oidc.keys.services import signer_of

# Whatever of it stands in a column of its own name; who may use it is beside it.
_COLUMNS = tuple(one.name for one in fields(Wanted) if one.name != "groups")
# What it is does not change, and keys have a verb of their own.
_STAY = frozenset({"kind", "public_keys"})


def as_it_stands(application: Application) -> Wanted:
    """Return what it is now."""
    groups = tuple(application.groups.order_by("name"))
    return Wanted(**{name: getattr(application, name) for name in _COLUMNS}, groups=groups)


@transaction.atomic
def change(application: Application, changes: Mapping[str, Any], *, actor: User | None) -> bool:
    """Make these of it so, by the names that `Wanted` has; False: it is so already.

    Raises CannotBeApplication with the reason.
    """
    locked = Application.objects.select_for_update().select_related("tenant").get(pk=application.pk)
    stands = as_it_stands(locked)
    wanted = replace(stands, **changes)
    check(locked.tenant, wanted)
    before = _in_plain(stands)
    for name in _COLUMNS:
        if name not in _STAY:
            setattr(locked, name, getattr(wanted, name))
    locked.name = shown(wanted.name)
    locked.redirect_uris = list(dict.fromkeys(wanted.redirect_uris))
    locked.post_logout_uris = list(dict.fromkeys(wanted.post_logout_uris))
    locked.save()
    locked.groups.set(wanted.groups)
    # Published before it signs anything, however soon that is.
    signer_of(locked.tenant, locked.id_token_alg)
    after = _in_plain(as_it_stands(locked))
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        record(events.CHANGED, tenant=locked.tenant, actor=actor, application=locked.name, changed=changed)
    return bool(changed)


def _in_plain(wanted: Wanted) -> dict[str, Any]:
    """As the log has it."""
    lets_in = ["everybody"] if wanted.is_for_everybody else [group.name for group in wanted.groups]
    return {
        "name": wanted.name,
        "redirect_addresses": list(wanted.redirect_uris),
        "after_sign_out": list(wanted.post_logout_uris),
        "lets_in": lets_in,
        "stays": wanted.may_stay,
        "signed_by": wanted.id_token_alg,
        "asks_phones": wanted.delivery or "no",
        "signs_requests": wanted.signs_requests,
        "sends_user_code": wanted.sends_user_code,
        # Of an address that is told things its host: the rest is often a key.
        "told_at": urlsplit(wanted.notification_uri).hostname or "",
    }
