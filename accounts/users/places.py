"""Where a request comes from: the client's address, and a place near it."""

import ipaddress
from functools import lru_cache

import iptocc
from django.conf import settings
from django.http import HttpRequest

LOCAL = "local"


def client_address(request: HttpRequest) -> str:
    """The address of the browser.

    X-Forwarded-For counts only when the peer is a proxy named in TRUSTED_PROXIES; then the nearest
    address that is not such a proxy is the client. Anything else could be written by anybody, and so could
    whatever stands to the left of a hop that cannot be read (T25).
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if not _is_trusted_proxy(address):
        return address
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        nearer = _canonical(hop.strip())
        if not nearer:
            return address
        address = nearer
        if not _is_trusted_proxy(address):
            break
    return address


def _canonical(address: str) -> str:
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def _is_trusted_proxy(address: str) -> bool:
    if not settings.TRUSTED_PROXIES or not _canonical(address):
        return False
    ip = ipaddress.ip_address(address)
    return any(ip in ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES)


@lru_cache(maxsize=4096)
def place_of(address: str) -> str:
    """Where an address is thought to be: an ISO 3166 country code, "local" for this network's own, "" when unknown.

    A code, not a name: whoever shows it names it in the reader's language.
    """
    if not _canonical(address):
        return ""
    ip = ipaddress.ip_address(address)
    if ip.is_private or ip.is_loopback:
        return LOCAL
    return iptocc.country_code(address) or ""
