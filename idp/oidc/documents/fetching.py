"""A document is looked at where it is: only of a host that is believed, over our own line, and not again and again.

Whoever makes a link makes us look, so what a stranger can cause is counted, and what was found is remembered. A
document that is gone, or wrong by now, ends nothing that was given; no new sign-in begins by it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest

from accounts import clock
from accounts.audit.log import record
from accounts.outward.line import NotReached, get
from accounts.outward.public import NotPublic
from accounts.refusals import TooManyTries
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from accounts.throttle.counting import MINUTE, Limit, count
from accounts.users.strangers import networks_of
from idp.oidc.applications.events import KNOWN_BY_DOCUMENT
from idp.oidc.applications.keys import read_set
from idp.oidc.applications.models import Application
from idp.oidc.applications.services import CannotBeApplication
from idp.oidc.applications.using import application_in
from idp.oidc.documents.models import DocumentHost
from idp.oidc.documents.reading import Document, NotADocument, is_address, read

SCOPE = "documents of applications"
# Of one organisation. Strangers may name any address of a host that is believed.
LOOKED_AT_A_MINUTE = 30
# Of those for one network: the widest that anybody has uses up no more than two thirds of them (strangers.py).
OF_NETWORK_A_MINUTE = 2
MOST_KNOWN = 100
REMEMBERED_FOR = timedelta(hours=1)
# Where it cannot be looked at, for too much is.
BELIEVED_FOR = timedelta(days=1)
KEPT_UNUSED = timedelta(days=30)
JSON = re.compile(r"application/([a-z0-9.-]+\+)?json")


def is_believed(tenant: Tenant, client_id: str) -> bool:
    """Is this an address of a host whose documents count here?"""
    if not is_address(client_id):
        return False
    return DocumentHost.objects.filter(tenant=tenant, host=urlsplit(client_id).netloc).exists()


def application_by_document(tenant: Tenant, client_id: str, asked_from: HttpRequest) -> Application:
    """Return what the document at this client id is about, as of lately.

    Raises NotADocument, and TooManyTries where too many are looked at.
    """
    known = application_in(tenant, client_id)
    if known is not None and known.document_at and known.document_at > clock.now() - REMEMBERED_FOR:
        return known
    try:
        _count(tenant, asked_from)
    except TooManyTries:
        # Whoever names addresses without end keeps nobody out of what was looked at today.
        if known is None or not known.document_at or known.document_at < clock.now() - BELIEVED_FOR:
            raise
        return known
    document = read(client_id, _fetch(client_id))
    try:
        keys = read_set(document.keys) if document.keys else []
    except CannotBeApplication as wrong:
        raise NotADocument(f"its keys: {wrong}") from wrong
    return _keep(tenant, client_id, document, keys)


def _count(tenant: Tenant, asked_from: HttpRequest) -> None:
    """In one: what a network is refused uses up nothing of the organisation's."""
    of_all = Limit(scope=SCOPE, key=str(tenant.pk), most=LOOKED_AT_A_MINUTE, seconds=MINUTE)
    count(of_all, *networks_of(asked_from, f"{SCOPE} of a network", a_minute=OF_NETWORK_A_MINUTE))


def _fetch(client_id: str) -> bytes:
    """As much of it as is read at all; whoever leads elsewhere is not followed."""
    headers = {"Accept": "application/json", "User-Agent": "Handslag"}
    try:
        reply = get(client_id, headers=headers)
    except (NotReached, NotPublic) as wrong:
        raise NotADocument(f"not reached: {wrong}") from wrong
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if reply.status != 200 or not JSON.fullmatch(kind):
        raise NotADocument(f"answered {reply.status}, {kind[:40]!r}")
    return reply.body


@transaction.atomic
def _keep(tenant: Tenant, client_id: str, document: Document, keys: list[dict[str, object]]) -> Application:
    """As a native application where it shows who it is by nothing: it may be on anybody's machine, at any port."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    # Looked at again: its host may have taken its time, and is believed no more.
    if not is_believed(tenant, client_id):
        raise NotADocument("its host is not believed any more")
    said = {
        "name": shown(document.name),
        "kind": Application.Kind.WEB if keys else Application.Kind.NATIVE,
        "redirect_uris": document.redirect_uris,
        "public_keys": keys,
        "backchannel_logout_uri": document.backchannel_logout_uri,
        "document_at": clock.now(),
    }
    if not application_in(tenant, client_id):
        if Application.objects.filter(tenant=tenant, document_at__isnull=False).count() >= MOST_KNOWN:
            raise NotADocument("too many are known already")
        Application.objects.create(
            tenant=tenant, client_id=client_id, is_own=False, is_for_everybody=True, **said
        )
        record(KNOWN_BY_DOCUMENT, tenant=tenant, application=said["name"], client_id=client_id)
    else:
        Application.objects.filter(tenant=tenant, client_id=client_id).update(**said)
    found = application_in(tenant, client_id)
    if found is None:
        raise NotADocument("it is gone")
    return found
