"""What is done with applications: added, given another secret, removed. (changing.py: changed; keys.py: given keys.)"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.log import record
from accounts.hooks.refusals import UnusableAddress
from accounts.hooks.services import usable_address
from accounts.refusals import Refusal
from accounts.secrets import digest_of, new_secret
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from accounts.users.models import Group, User
from idp.oidc.applications import events
from idp.oidc.applications.addresses import MOST_ADDRESSES, may_be_written_down
from idp.oidc.applications.models import Application, ClientSecret
from idp.oidc.applications.targets import may_be_target
from idp.oidc.keys.services import ALGORITHMS, ES256, signer_of
from idp.oidc.leaving.addresses import may_be_opened, may_be_told_at
from idp.oidc.leaving.noticing import owe_last
from idp.oidc.scopes import SCOPES
from idp.oidc.subjects.sectors import sector_of

MOST_APPLICATIONS = 500
# Servers that its tokens may be for, and scopes of a service's own.
MOST_ASKED_FOR = 20
OWN_SCOPE = re.compile(r"[!#-\[\]-~]{1,64}")
# In which an application's own servers are given the new one, one after another.
BOTH_COUNT_FOR = timedelta(days=7)


class CannotBeApplication(Refusal):
    """`public_text` says what of it cannot be."""

    code = "cannot_be_application"

    def __init__(self, text: object) -> None:
        super().__init__(str(text))
        self.public_text = str(text)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an application is to be; `groups` may use it, or everybody where it says so."""

    name: str
    kind: str
    redirect_uris: Sequence[str] = ()
    post_logout_uris: Sequence[str] = ()
    start_uri: str = ""
    backchannel_logout_uri: str = ""
    frontchannel_logout_uri: str = ""
    is_for_everybody: bool = False
    groups: Sequence[Group] = ()
    is_own: bool = True
    may_stay: bool = False
    subject_type: str = Application.SubjectType.PUBLIC.value
    is_for_screens: bool = False
    id_token_alg: str = ES256
    delivery: str = ""
    notification_uri: str = ""
    # As applications.keys reads them; with any, it shows who it is by those and has no secret.
    public_keys: Sequence[dict[str, Any]] = ()
    signs_requests: bool = False
    sends_user_code: bool = False
    requires_pushed: bool = False
    requires_dpop: bool = False
    resources: Sequence[str] = ()
    own_scopes: Sequence[str] = ()


@dataclass(frozen=True)
class Added:
    """The application, and its secret in clear: said once, and kept by nobody here. Empty of one that has none."""

    application: Application
    secret: str


@transaction.atomic
def add(tenant: Tenant, wanted: Wanted, *, actor: User | None) -> Added:
    """Add it. Raises CannotBeApplication with the reason."""
    check(tenant, wanted)
    # One after the other: so many are so many.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if Application.objects.filter(tenant=tenant).count() >= MOST_APPLICATIONS:
        raise CannotBeApplication(
            _("At most %(count)d applications of one organisation.") % {"count": MOST_APPLICATIONS}
        )
    application = Application.objects.create(
        tenant=tenant,
        client_id=secrets.token_urlsafe(16),
        name=shown(wanted.name),
        kind=wanted.kind,
        redirect_uris=list(dict.fromkeys(wanted.redirect_uris)),
        post_logout_uris=list(dict.fromkeys(wanted.post_logout_uris)),
        start_uri=wanted.start_uri,
        backchannel_logout_uri=wanted.backchannel_logout_uri,
        frontchannel_logout_uri=wanted.frontchannel_logout_uri,
        is_for_everybody=wanted.is_for_everybody,
        is_own=wanted.is_own,
        may_stay=wanted.may_stay,
        subject_type=wanted.subject_type,
        sector=sector_of(wanted.redirect_uris),
        is_for_screens=wanted.is_for_screens,
        id_token_alg=wanted.id_token_alg,
        delivery=wanted.delivery,
        notification_uri=wanted.notification_uri,
        public_keys=list(wanted.public_keys),
        signs_requests=wanted.signs_requests,
        sends_user_code=wanted.sends_user_code,
        requires_pushed=wanted.requires_pushed,
        requires_dpop=wanted.requires_dpop,
        resources=list(dict.fromkeys(wanted.resources)),
        own_scopes=list(dict.fromkeys(wanted.own_scopes)),
    )
    application.groups.set(wanted.groups)
    # Published before it signs anything, however soon that is.
    signer_of(tenant, wanted.id_token_alg)
    secret = _give_secret(application) if application.has_secret else ""
    record(
        events.ADDED,
        tenant=tenant,
        actor=actor,
        application=application.name,
        redirect_addresses=application.redirect_uris,
        lets_in=["everybody"] if wanted.is_for_everybody else [group.name for group in wanted.groups],
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


def _check_notifications(wanted: Wanted) -> None:
    """Where it is told when to ask is an address of the kind that webhooks may have (T24)."""
    is_pinged = wanted.delivery == Application.Delivery.PING
    if is_pinged != bool(wanted.notification_uri):
        raise CannotBeApplication(
            _("Name the address at which it is told when to ask, if it is told, and only then.")
        )
    if is_pinged:
        try:
            usable_address(wanted.notification_uri)
        except UnusableAddress as refusal:
            raise CannotBeApplication(refusal.public_text) from refusal


def check(tenant: Tenant, wanted: Wanted) -> None:
    """Raise CannotBeApplication where no application of this organisation can be like this."""
    if not shown(wanted.name):
        raise CannotBeApplication(_("Give the application a name."))
    if wanted.kind not in Application.Kind.values:
        raise CannotBeApplication(_("There is no such kind of application."))
    if wanted.public_keys and wanted.kind in Application.PUBLIC_KINDS:
        raise CannotBeApplication(_("This application can keep no key: whoever has it could read it."))
    if wanted.signs_requests and not wanted.public_keys:
        raise CannotBeApplication(_("To sign what it asks for, it must show who it is by its keys."))
    if wanted.id_token_alg not in ALGORITHMS:
        raise CannotBeApplication(_("What it is told cannot be signed like that."))
    if any(group.tenant_id != tenant.pk for group in wanted.groups):
        raise CannotBeApplication(_("A group is not one of this organisation."))
    _check_asked_for(wanted)
    if wanted.delivery and (
        wanted.kind in Application.PUBLIC_KINDS or wanted.delivery not in Application.Delivery.values
    ):
        raise CannotBeApplication(_("Only a web application with a server can ask phones."))
    _check_notifications(wanted)
    if wanted.kind == Application.Kind.SERVICE:
        _check_service(wanted)
    # One that asks phones, or lets screens in, may send nobody here.
    elif not (wanted.redirect_uris or wanted.delivery or wanted.is_for_screens):
        raise CannotBeApplication(_("Name at least one redirect address."))
    if max(len(wanted.redirect_uris), len(wanted.post_logout_uris)) > MOST_ADDRESSES:
        raise CannotBeApplication(_("At most %(count)d addresses.") % {"count": MOST_ADDRESSES})
    is_native = wanted.kind == Application.Kind.NATIVE
    for address in (*wanted.redirect_uris, *wanted.post_logout_uris):
        if not may_be_written_down(address, is_native=is_native):
            text = _("This cannot be an address of it: %(address)s. Write it whole, with https://.")
            raise CannotBeApplication(text % {"address": shown(address)})
    _check_what_it_hears(wanted)


def _check_asked_for(wanted: Wanted) -> None:
    """What its tokens may be for."""
    if max(len(wanted.resources), len(wanted.own_scopes)) > MOST_ASKED_FOR:
        raise CannotBeApplication(
            _("At most %(count)d servers, and as many scopes.") % {"count": MOST_ASKED_FOR}
        )
    for address in wanted.resources:
        if not may_be_target(address):
            text = _("This cannot be the address of a server: %(address)s. Write it whole, with https://.")
            raise CannotBeApplication(text % {"address": shown(address)})
    if wanted.own_scopes and wanted.kind != Application.Kind.SERVICE:
        raise CannotBeApplication(_("Scopes of its own are for a service."))
    if not all(OWN_SCOPE.fullmatch(scope) and scope not in SCOPES for scope in wanted.own_scopes):
        raise CannotBeApplication(_("A scope of its own is one word that means nothing else here."))
    keeps_fapi = wanted.public_keys and wanted.requires_pushed and wanted.requires_dpop
    if keeps_fapi and wanted.id_token_alg != ES256:
        raise CannotBeApplication(_("What it is told cannot be signed like that."))


def _check_service(wanted: Wanted) -> None:
    people = wanted.groups or wanted.is_for_everybody or wanted.delivery or wanted.is_for_screens
    if wanted.redirect_uris or wanted.post_logout_uris or people:
        raise CannotBeApplication(_("Nobody signs in to a service: it has no addresses and no people."))


def _check_what_it_hears(wanted: Wanted) -> None:
    if wanted.subject_type not in Application.SubjectType.values:
        raise CannotBeApplication(_("There is no such kind of subject."))
    if wanted.subject_type == Application.SubjectType.PAIRWISE and not sector_of(wanted.redirect_uris):
        raise CannotBeApplication(
            _(
                "To know people by a name of its own, all of its redirect addresses must be of one host, and its own."
            )
        )
    if wanted.start_uri and not may_be_written_down(wanted.start_uri, is_native=False):
        raise CannotBeApplication(_("It can be opened only at a whole address with https://."))
    if wanted.backchannel_logout_uri and not may_be_told_at(wanted.backchannel_logout_uri):
        raise CannotBeApplication(_("It can be told of endings only at a public address with https://."))
    if wanted.frontchannel_logout_uri and not may_be_opened(
        wanted.frontchannel_logout_uri, redirect_uris=wanted.redirect_uris
    ):
        raise CannotBeApplication(
            _("What is opened at signing out must be where its redirect addresses are.")
        )
