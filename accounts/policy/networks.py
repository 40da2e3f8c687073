"""Networks from which strangers may not begin a sign-in to a tenant: blocked by its admins, and released."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.details import name_details
from accounts.audit.log import record
from accounts.policy.events import NETWORK_BLOCKED, NETWORK_RELEASED
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.places import client_address, is_in

MOST_BLOCKED = 100
LONGEST_WRITTEN = 64
# Wider than this is a country or more, and people of one's own with it.
WIDEST = {4: 16, 6: 32}

name_details(network=_("network"))


class NetworkBlocked(Refusal):
    """The tenant takes no strangers from the network that asks."""

    code = "network_blocked"
    public_text = _(
        "Your organisation takes no sign-ins from this network. In a browser that you have signed in with before it "
        "still works; else try another network, or ask the people who look after sign-in there."
    )
    status = 403


class UnusableNetwork(Refusal):
    code = "unusable_network"
    public_text = _("Write an address or a network, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8:7::/48.")


class NetworkTooWide(Refusal):
    code = "network_too_wide"
    public_text = _(
        "That is wider than /16, in IPv6 /32: people of your own would be in it. Block a part of it."
    )


class OwnNetwork(Refusal):
    code = "own_network"
    public_text = _("You are in this network yourself. Block a part of it, or from elsewhere.")


class TooManyNetworks(Refusal):
    code = "too_many_networks"
    public_text = _(
        "A hundred networks are blocked already. Release some, or block a wider one in their place."
    )


def one_form_of(written: str, *, widest: Mapping[int, int] = WIDEST) -> str:
    """The one form of a network that somebody wrote; of a single address no length.

    Raises UnusableNetwork, and NetworkTooWide where its length is less than the `widest` of its version.
    """
    try:
        network = ipaddress.ip_network(written.strip()[:LONGEST_WRITTEN], strict=False)
    except ValueError:
        raise UnusableNetwork(f"not a network: {written[:LONGEST_WRITTEN]!r}") from None
    if network.prefixlen < widest[network.version]:
        raise NetworkTooWide(str(network))
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def refuse_blocked(request: HttpRequest, tenant: Tenant) -> None:
    """Refuse whoever comes from a blocked network; who is known here, or has proven something, is not asked."""
    address = client_address(request)
    if is_in(address, tenant.blocked_networks):
        raise NetworkBlocked(f"{address} at {tenant.slug}")


@transaction.atomic
def block(tenant: Tenant, written: str, *, actor: User, asked_from: str) -> str:
    """Blocks a network, and returns its one form; `asked_from` is the actor's own address."""
    network = one_form_of(written)
    if is_in(asked_from, [network]):
        raise OwnNetwork(network)
    blocked = _locked(tenant).blocked_networks
    if network in blocked:
        return network
    if len(blocked) >= MOST_BLOCKED:
        raise TooManyNetworks(tenant.slug)
    _keep(tenant, blocked | {network: clock.now().isoformat()})
    record(NETWORK_BLOCKED, tenant=tenant, actor=actor, network=network)
    return network


@transaction.atomic
def release(tenant: Tenant, network: str, *, actor: User) -> None:
    """Releases a network that is blocked; of one that is not nothing happens."""
    blocked = _locked(tenant).blocked_networks
    if blocked.pop(network, None) is not None:
        _keep(tenant, blocked)
        record(NETWORK_RELEASED, tenant=tenant, actor=actor, network=network)


def _locked(tenant: Tenant) -> Tenant:
    return Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)


def _keep(tenant: Tenant, blocked: dict[str, str]) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(blocked_networks=blocked)
