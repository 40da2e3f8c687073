"""What is done with applications: added, given another secret, removed. (changing.py: changed; keys.py: given keys.)"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.log import record
from accounts.secrets import digest_of, new_secret
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from accounts.users.models import User
from idp.oidc.applications import events
from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.applications.settings.checking import CannotBeApplication, check
from idp.oidc.applications.settings.plain import lets_in
from idp.oidc.applications.settings.table import ROWS, Wanted
from idp.oidc.keys.services import signer_of
from idp.oidc.leaving.noticing import owe_last
from idp.oidc.subjects.sectors import sector_of

MOST_APPLICATIONS = 500
# In which an application's own servers are given the new one, one after another.
BOTH_COUNT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Added:
    """The application, and its secret in clear: said once, and kept by nobody here. Empty of one that has none."""

    application: Application
    secret: str


@transaction.atomic
def add(tenant: Tenant, wanted: Wanted, *, actor: User | None, known_as: str = "") -> Added:
    """Add it. Raises CannotBeApplication with the reason.

    One that is `known_as` a client id from elsewhere has no secret yet: it is made where somebody sees it.
    """
    check(tenant, wanted)
    # One after the other: so many are so many.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if Application.objects.filter(tenant=tenant).count() >= MOST_APPLICATIONS:
        raise CannotBeApplication(
            _("At most %(count)d applications of one organisation.") % {"count": MOST_APPLICATIONS}
        )
    application = Application.objects.create(
        tenant=tenant,
        client_id=known_as or secrets.token_urlsafe(16),
        name=shown(wanted.name),
        kind=wanted.kind,
        is_for_everybody=wanted.is_for_everybody,
        public_keys=list(wanted.public_keys),
        sector=sector_of(wanted.redirect_uris),
        **{row.name: row.kept(getattr(wanted, row.name)) for row in ROWS},
    )
    application.groups.set(wanted.groups)
    # Published before it signs anything, however soon that is.
    signer_of(tenant, wanted.id_token_alg)
    secret = _give_secret(application) if application.has_secret and not known_as else ""
    record(
        events.ADDED,
        tenant=tenant,
        actor=actor,
        application=application.name,
        redirect_addresses=application.redirect_uris,
        lets_in=lets_in(wanted),
    )
    return Added(application, secret)


@transaction.atomic
def change_secret(
    application: Application, *, actor: User | None, life: timedelta | None = None, at_once: bool = False
) -> str:
    """Give it another secret; the one before counts for some days more, and any other no longer at all.

    It ends after its `life`, if it has one. `at_once`: the one before is known to somebody else, and ends now.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if locked.is_public:
        raise CannotBeApplication(_("This application has no secret: it could keep none."))
    if not locked.has_secret:
        raise CannotBeApplication(_("This application has no secret: it shows who it is by its keys."))
    now = clock.now()
    lasting = locked.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=now)).order_by("-id")
    kept = [] if at_once else list(lasting.values_list("pk", flat=True)[:1])
    locked.secrets.exclude(pk__in=kept).delete()
    later = Q(ends_at=None) | Q(ends_at__gt=now + BOTH_COUNT_FOR)
    locked.secrets.filter(later).update(ends_at=now + BOTH_COUNT_FOR)
    ends_at = now + life if life is not None else None
    secret = _give_secret(locked, ends_at=ends_at)
    said: dict[str, Any] = {"at_once": True} if at_once else {}
    if ends_at is not None:
        said["secret_ends"] = ends_at.date().isoformat()
    record(events.SECRET_CHANGED, tenant=locked.tenant, actor=actor, application=locked.name, **said)
    return secret


@transaction.atomic
def end_former_secret(application: Application, *, actor: User | None) -> bool:
    """End the secret before the present one now; False: there is none any more."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    present = locked.secrets.order_by("-id").values_list("pk", flat=True)[:1]
    lasting = locked.secrets.exclude(pk__in=list(present)).filter(Q(ends_at=None) | Q(ends_at__gt=Now()))
    if not lasting.update(ends_at=Now()):
        return False
    record(events.SECRET_ENDED, tenant=locked.tenant, actor=actor, application=locked.name)
    return True


@transaction.atomic
def remove(application: Application, *, actor: User | None) -> None:
    """Remove it, with all that it was given: none of that counts any more, and it hears so of each session."""
    owe_last(Application.objects.filter(pk=application.pk))
    record(events.REMOVED, tenant=application.tenant, actor=actor, application=application.name)
    application.delete()


def _give_secret(application: Application, *, ends_at: datetime | None = None) -> str:
    secret = new_secret()
    ClientSecret.objects.create(application=application, digest=digest_of(secret), ends_at=ends_at)
    return secret
