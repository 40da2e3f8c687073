"""What is wrong with a value of a setting, in words; "" where nothing is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.hooks.refusals import UnusableAddress
from accounts.hooks.services import usable_address
from accounts.tenants.names import shown
from idp.oidc.applications.addresses import MOST_ADDRESSES, may_be_written_down
from idp.oidc.applications.models import Application
from idp.oidc.applications.targets import may_be_target
from idp.oidc.keys.services import ES256
from idp.oidc.leaving.addresses import may_be_opened, may_be_told_at
from idp.oidc.scopes import SCOPES
from idp.oidc.subjects.sectors import sector_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from idp.oidc.applications.settings.table import Wanted

# Servers that its tokens may be for, and scopes of a service's own.
MOST_ASKED_FOR = 20
OWN_SCOPE = re.compile(r"[!#-\[\]-~]{1,64}")


def of_addresses(addresses: Sequence[str], wanted: Wanted) -> StrOrPromise:
    """Of those to which a browser is sent."""
    if len(addresses) > MOST_ADDRESSES:
        return _("At most %(count)d addresses.") % {"count": MOST_ADDRESSES}
    is_native = wanted.kind == Application.Kind.NATIVE
    for address in addresses:
        if not may_be_written_down(address, is_native=is_native):
            text = _("This cannot be an address of it: %(address)s. Write it whole, with https://.")
            return text % {"address": shown(address)}
    return ""


def of_start(address: str, _wanted: Wanted) -> StrOrPromise:
    if address and not may_be_written_down(address, is_native=False):
        return _("It can be opened only at a whole address with https://.")
    return ""


def of_back_channel(address: str, _wanted: Wanted) -> StrOrPromise:
    if address and not may_be_told_at(address):
        return _("It can be told of endings only at a public address with https://.")
    return ""


def of_front_channel(address: str, wanted: Wanted) -> StrOrPromise:
    if address and not may_be_opened(address, redirect_uris=wanted.redirect_uris):
        return _("What is opened at signing out must be where its redirect addresses are.")
    return ""


def of_subject(subject_type: str, wanted: Wanted) -> StrOrPromise:
    if subject_type == Application.SubjectType.PAIRWISE and not sector_of(wanted.redirect_uris):
        return _(
            "To know people by a name of its own, all of its redirect addresses must be of one host, and its own."
        )
    return ""


def of_algorithm(algorithm: str, wanted: Wanted) -> StrOrPromise:
    """FAPI 2.0 takes no RS256."""
    keeps_fapi = wanted.public_keys and wanted.requires_pushed and wanted.requires_dpop
    return _("What it is told cannot be signed like that.") if keeps_fapi and algorithm != ES256 else ""


def of_signing(signs: object, wanted: Wanted) -> StrOrPromise:
    """It signs by the keys by which it shows who it is."""
    if signs and not wanted.public_keys:
        return _("To sign what it asks for, it must show who it is by its keys.")
    return ""


def of_notification(address: str, wanted: Wanted) -> StrOrPromise:
    """Where it is told when to ask is an address of the kind that webhooks may have (T24)."""
    is_pinged = wanted.delivery == Application.Delivery.PING
    if is_pinged != bool(address):
        return _("Name the address at which it is told when to ask, if it is told, and only then.")
    if is_pinged:
        try:
            usable_address(address)
        except UnusableAddress as refusal:
            return refusal.public_text
    return ""


def of_targets(addresses: Sequence[str], _wanted: Wanted) -> StrOrPromise:
    if len(addresses) > MOST_ASKED_FOR:
        return _("At most %(count)d servers, and as many scopes.") % {"count": MOST_ASKED_FOR}
    for address in addresses:
        if not may_be_target(address):
            text = _("This cannot be the address of a server: %(address)s. Write it whole, with https://.")
            return text % {"address": shown(address)}
    return ""


def of_own_scopes(scopes: Sequence[str], _wanted: Wanted) -> StrOrPromise:
    if len(scopes) > MOST_ASKED_FOR:
        return _("At most %(count)d servers, and as many scopes.") % {"count": MOST_ASKED_FOR}
    if not all(OWN_SCOPE.fullmatch(scope) and scope not in SCOPES for scope in scopes):
        return _("A scope of its own is one word that means nothing else here.")
    return ""
