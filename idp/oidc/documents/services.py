"""Believing what a host says of applications, and believing it no more."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.events import HOST_BELIEVED, HOST_FORGOTTEN
from idp.oidc.applications.models import Application
from idp.oidc.applications.services import CannotBeApplication
from idp.oidc.consent.models import Consent
from idp.oidc.documents.fetching import KEPT_UNUSED
from idp.oidc.documents.models import LONGEST_HOST, DocumentHost
from idp.oidc.grants.models import Grant
from idp.oidc.leaving.noticing import owe_last

MOST_HOSTS = 20
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@transaction.atomic
def believe(tenant: Tenant, host: str, *, actor: User | None) -> DocumentHost:
    """From now on client ids of this host are looked at. Raises CannotBeApplication of what is no host."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if len(host) > LONGEST_HOST or not HOST.fullmatch(host):
        raise CannotBeApplication(_("Write the name of a host, such as app.example, and nothing else."))
    if DocumentHost.objects.filter(tenant=tenant).count() >= MOST_HOSTS:
        raise CannotBeApplication(_("At most %(count)d hosts.") % {"count": MOST_HOSTS})
    row, is_new = DocumentHost.objects.get_or_create(tenant=tenant, host=host)
    if is_new:
        record(HOST_BELIEVED, tenant=tenant, actor=actor, host=host)
    return row


@transaction.atomic
def forget(tenant: Tenant, host: str, *, actor: User | None) -> None:
    """Look at none of them any more: what was known by them ends, with all that it was given."""
    # What is looked at at this moment is kept before, and ends, or not at all.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if not DocumentHost.objects.filter(tenant=tenant, host=host).delete()[0]:
        raise CannotBeApplication(_("This host is not one of them."))
    known = Application.objects.filter(tenant=tenant, client_id__startswith=f"https://{host}/")
    owe_last(known)
    known.delete()
    record(HOST_FORGOTTEN, tenant=tenant, actor=actor, host=host)


def past() -> QuerySet[Application]:
    """Applications that are known by a document alone, and by which nobody has been signed in for a month."""
    unused = Application.objects.filter(document_at__lt=Now() - KEPT_UNUSED)
    known = Exists(Grant.objects.filter(application=OuterRef("pk")))
    allowed = Exists(Consent.objects.filter(application=OuterRef("pk")))
    return unused.exclude(known).exclude(allowed)
