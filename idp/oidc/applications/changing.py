"""Changing an application: its name, who may use it, its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.tenants.names import shown
from accounts.users.models import User
from idp.oidc.applications import events
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.checking import check
from idp.oidc.applications.settings.plain import changed_from
from idp.oidc.applications.settings.table import ROWS, Wanted
from idp.oidc.keys.services import signer_of
from idp.oidc.leaving.noticing import owe_last
from idp.oidc.subjects.sectors import sector_of


def as_it_stands(application: Application) -> Wanted:
    """Return what it is now."""
    return Wanted(
        name=application.name,
        kind=application.kind,
        is_for_everybody=application.is_for_everybody,
        groups=tuple(application.groups.order_by("name")),
        public_keys=application.public_keys,
        **{row.name: getattr(application, row.name) for row in ROWS},
    )


@transaction.atomic
def change(application: Application, changes: Mapping[str, Any], *, actor: User | None) -> bool:
    """Make these of it so, by the names that `Wanted` has; False: it is so already.

    What it is does not change, and keys have a verb of their own. Raises CannotBeApplication with the reason.
    """
    locked = Application.objects.select_for_update().select_related("tenant").get(pk=application.pk)
    stands = as_it_stands(locked)
    wanted = replace(stands, **changes)
    wanted = replace(wanted, name=shown(wanted.name), kind=stands.kind, public_keys=stands.public_keys)
    check(locked.tenant, wanted)
    changed = changed_from(stands, wanted)
    if not changed:
        return False
    for row in ROWS:
        setattr(locked, row.name, row.kept(getattr(wanted, row.name)))
    locked.name, locked.is_for_everybody = wanted.name, wanted.is_for_everybody
    if stands.subject_type != wanted.subject_type:
        _call_people_anew(locked)
    locked.save()
    locked.groups.set(wanted.groups)
    # Published before it signs anything, however soon that is.
    signer_of(locked.tenant, locked.id_token_alg)
    record(events.CHANGED, tenant=locked.tenant, actor=actor, application=locked.name, changed=changed)
    return True


def _call_people_anew(locked: Application) -> None:
    """A subject stays the same in all that comes of one sign-in (Core, section 12.2): what it was given ends."""
    # By the name that it knows them by still.
    owe_last(Application.objects.filter(pk=locked.pk))
    locked.sector = sector_of(locked.redirect_uris)
    locked.grants.filter(ended_at=None).update(ended_at=Now())
