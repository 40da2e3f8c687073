"""Which addresses we connect to at all: public ones, by https at its usual port (T24)."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST_ADDRESS = 1024
# Visible ASCII: what a browser gives has nothing else, and no two programs read it as two hosts.
PLAIN = re.compile(r"[!-~]+", re.ASCII)


class NotPublic(Exception):
    """Not an address that we connect to. Says why in words of its own."""


def https_parts(url: str) -> SplitResult:
    """The parts of an address that is https at its usual port and no more. Raises NotPublic."""
    if len(url) > LONGEST_ADDRESS or not PLAIN.fullmatch(url) or "\\" in url:
        raise NotPublic("no plain address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as why:
        raise NotPublic("no address") from why
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc or parts.fragment:
        raise NotPublic("not https at its usual port, and no more")
    return parts


def public_addresses(host: str, port: int) -> list[str]:
    """Where `host` is, which must be public altogether: a name may not lead into our own network (T24)."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(ip_address(address.partition("%")[0])) for address in found):
        raise NotPublic(f"{host} is not at a public address")
    return list(dict.fromkeys(found))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet could be there, also behind an address that carries another."""
    return all(one.is_global and not one.is_multicast for one in _carried(address))


def _carried(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The address, or those inside it: each is a way by which a packet may end at home."""
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    else:
        yield address
        yield from filter(None, (address.sixtofour, *(address.teredo or ()), _translated(address)))


def _translated(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address behind one of NAT64 (RFC 6052)."""
    is_nat64 = address.packed.startswith(bytes.fromhex("0064ff9b0000000000000000"))
    return IPv4Address(address.packed[12:]) if is_nat64 else None


def in_place_of(url: str) -> str:
    """The address itself; while testing, the same path at the server that PUSH_STAND_IN names."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.PUSH_STAND_IN}{parts.path}{query}" if settings.PUSH_STAND_IN else url


def is_stand_in(host: str, port: int) -> bool:
    """Whether this is the server that PUSH_STAND_IN names."""
    named = urlsplit(settings.PUSH_STAND_IN)
    return bool(settings.PUSH_STAND_IN) and (named.hostname, named.port) == (host, port)
