"""Hosts whose documents are believed, by name: what is there says which applications there are (decision 0123)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.tenants.models import Tenant
from idp.configuration.chapters import Chapter, Wish
from idp.configuration.document import texts
from idp.configuration.refusals import wrong
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.documents import services as documents
from idp.oidc.documents.models import DocumentHost

KEY = "believed_hosts"


def _written(tenant: Tenant) -> list[str]:
    return list(DocumentHost.objects.filter(tenant=tenant).values_list("host", flat=True))


def _bring_in(wish: Wish) -> Iterator[str]:
    """Believe those that are not yet believed; others stay."""
    there = set(_written(wish.tenant))
    for host in texts(wish.value, place=KEY):
        if host in there:
            continue
        try:
            documents.believe(wish.tenant, host, actor=None)
        except CannotBeApplication as refusal:
            raise wrong(KEY, refusal.public_text) from refusal
        yield _("What this host says of applications is believed from now on: %(host)s") % {"host": host}


CHAPTER = Chapter(key=KEY, rank=13, written=_written, bring_in=_bring_in)
