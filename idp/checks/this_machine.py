"""Trying out is for one's own machine: everybody knows the demo's password (T40)."""

from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

HINT = (
    "For real people use production's settings (docs/operate.md). To show others the demo, whose password everybody "
    "knows, say so: DEMO=1"
)


def is_this_machine(host: str) -> bool:
    """Does a name or an address mean the machine itself, to whoever uses it?"""
    name = host.lower().strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def only_this_machine_is_served(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Addresses that say others come, where nobody has asked for the demo aloud."""
    return [*_addresses()] if settings.THIS_MACHINE_ONLY else []


def listens_elsewhere(host: str) -> list[checks.CheckMessage]:
    """The same of the address that the server is about to listen on."""
    if not settings.THIS_MACHINE_ONLY or is_this_machine(host):
        return []
    return [_refused(f"HOST is {host or 'every address'}, which other machines reach.")]


def _addresses() -> Iterator[checks.CheckMessage]:
    public = urlsplit(settings.PUBLIC_URL).hostname or ""
    if not is_this_machine(public):
        yield _refused(f"PUBLIC_URL is {settings.PUBLIC_URL}, where other machines come.")
    others = [name for name in settings.ALLOWED_HOSTS if name != public and not is_this_machine(name)]
    if others:
        yield _refused(f"ALLOWED_HOSTS names other machines: {', '.join(others)}.")


def _refused(why: str) -> checks.Error:
    return checks.Error(
        f"These settings are for trying out on one's own machine. {why}", hint=HINT, id="idp.E015"
    )
