"""Where a request comes from: the client's address, and a place near it."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache

import iptocc
from django.conf import settings
from django.http import HttpRequest

LOCAL = "local"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# By version: what one customer may have all of (RFC 6177: a /48, a /56 or at least a /64), or neighbours share.
NESTED = {6: (48, 56, 64), 4: (24, 32)}
# A hop as proxies write it: some with the port, of IPv6 then in brackets, and some all of it in quotation marks.
HOP = re.compile(r'("?)(?:\[(?P<in_brackets>[^]]*)\]|(?P<bare>[0-9.]+))(?::[0-9]{1,5})?\1')


def client_address(request: HttpRequest) -> str:
    """The address of the browser.

    X-Forwarded-For counts only when the peer is a proxy named in TRUSTED_PROXIES; then the nearest
    address that is not such a proxy is the client. Anything else could be written by anybody, and so could
    whatever stands to the left of a hop that cannot be read (T25).
    """
    return address_behind(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def address_behind(peer: str, forwarded: str) -> str:
    """The address of whoever this peer speaks for, as the header X-Forwarded-For says, or of the peer itself."""
    address = _canonical(peer) or peer
    if not is_trusted_proxy(address):
        return address
    for hop in reversed(forwarded.split(",")):
        nearer = _canonical(_without_port(hop.strip()))
        if not nearer:
            return address
        address = nearer
        if not is_trusted_proxy(address):
            break
    return address


def client_network(request: HttpRequest) -> str:
    """The narrowest network whose addresses are one customer's: the address in IPv4, its /64 in IPv6."""
    return client_networks(request)[-1]


def client_networks(request: HttpRequest) -> list[str]:
    """The networks around the client, the widest first."""
    return networks_of(client_address(request))


def networks_of(address: str) -> list[str]:
    """The networks around an address, the widest first."""
    return [network for network, _ in networks_around(address)]


@lru_cache(maxsize=4096)
def networks_around(address: str) -> tuple[tuple[str, int], ...]:
    """The networks that an address, or a customer's narrowest one, is in: the widest first, with their prefixes.

    One customer has at least 2^64 addresses of IPv6, and often 2^16 times as many: counted each by itself, no limit
    would hold (T01, T13, T15). What is no address, such as a socket's, stands for itself.
    """
    ip = _ip_of(address.partition("/")[0])
    if ip is None:
        return ((address, 0),)
    around = [(ipaddress.ip_network(f"{ip}/{prefix}", strict=False), prefix) for prefix in NESTED[ip.version]]
    return tuple((str(net.network_address if prefix == 32 else net), prefix) for net, prefix in around)


def network_of(text: str) -> Network:
    """A network as an operator writes it; ValueError when it is none, or is everybody."""
    network = ipaddress.ip_network(text.strip())
    if network.prefixlen == 0:
        # Trusting everybody lets each stranger choose an address, and a counter, of their own (T25).
        raise ValueError(f"{text!r} is every address there is")
    return network


def _without_port(hop: str) -> str:
    """The address of a hop. Left in, its port would make each connection somebody else, or everybody the proxy."""
    written = HOP.fullmatch(hop)
    return hop if written is None else written["in_brackets"] or written["bare"] or ""


def _ip_of(address: str) -> Address | None:
    """The address; an IPv4 one that came through an IPv6 socket is IPv4.

    A zone (``fe80::1%eth0``) names a network card of whoever wrote it, in any letters at all: it is left out.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip


@lru_cache(maxsize=4096)
def _canonical(address: str) -> str:
    ip = _ip_of(address)
    return "" if ip is None else str(ip)


def is_in(address: str, networks: Iterable[str]) -> bool:
    """Is the address in one of these networks, as an operator or an admin wrote them?"""
    ip = _ip_of(address)
    return ip is not None and any(ip in network for network in _networks(*networks))


def is_trusted_proxy(address: str) -> bool:
    return bool(settings.TRUSTED_PROXIES) and is_in(address, settings.TRUSTED_PROXIES)


@lru_cache(maxsize=128)
def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(network_of(text) for text in texts)


@lru_cache(maxsize=4096)
def place_of(address: str) -> str:
    """Where an address is thought to be: an ISO 3166 country code, "local" for this network's own, "" when unknown.

    A code, not a name: whoever shows it names it in the reader's language.
    """
    ip = _ip_of(address)
    if ip is None:
        return ""
    if ip.is_private or ip.is_loopback:
        return LOCAL
    return iptocc.country_code(str(ip)) or ""
