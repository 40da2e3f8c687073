"""Addresses that would pass silently, or fail only when somebody comes; asked in development too."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from accounts.domains.everybodys import is_suffix
from accounts.domains.looking_up import address_of
from accounts.users.places import network_of
from idp.checks.stores import stores_can_be_used
from idp.well_known.related_origins import ADDRESS, is_needed
from idp.well_known.security_txt import CONTACT_SCHEMES

# As many parts as one likes, each of letters, digits and hyphens within; localhost too.
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII)
STANDARD_PORTS = {"http": 80, "https": 443}


def addresses_are_readable(**_kwargs: Any) -> list[checks.CheckMessage]:
    """PUBLIC_URL, the lists of networks and resolvers, whom to tell of a weakness, stores: as they are read later."""
    return [
        *_as_browsers_write_it(),
        *_passkey_host(),
        *_networks("TRUSTED_PROXIES", "the address of each proxy of yours, or its network", id="idp.E012"),
        *_networks("OWN_NETWORKS", "the networks that your people sign in from", id="idp.E018"),
        *_resolvers(),
        *_security_contacts(),
        *stores_can_be_used(),
    ]


def _as_browsers_write_it() -> Iterator[checks.CheckMessage]:
    """An Origin is compared letter by letter, and browsers write it in one form only (RFC 6454, section 6.2)."""
    if not settings.PUBLIC_URL.isascii():
        hint = "Write its host as browsers send it: the form that begins with xn--."
        yield checks.Error(f"PUBLIC_URL is {settings.PUBLIC_URL}, not ASCII.", hint=hint, id="idp.E011")
        return
    url = urlsplit(settings.PUBLIC_URL)
    try:
        port = "" if url.port in {None, STANDARD_PORTS.get(url.scheme)} else f":{url.port}"
    except ValueError as reason:
        hint = "Give PUBLIC_URL a port from 1 to 65535, or none."
        yield checks.Error(f"PUBLIC_URL is {settings.PUBLIC_URL}: {reason}.", hint=hint, id="idp.E011")
        return
    name = url.hostname or ""
    written = url._replace(netloc=(f"[{name}]" if ":" in name else name) + port).geturl()
    if written != settings.PUBLIC_URL:
        hint = f"Set PUBLIC_URL={written}, or no page may open its websocket and no phone unlock."
        yield checks.Error(
            f"PUBLIC_URL is {settings.PUBLIC_URL}; browsers write it {written}", hint=hint, id="idp.E011"
        )


def _passkey_host() -> Iterator[checks.CheckMessage]:
    host = settings.PASSKEY_HOST
    if host and (HOST.fullmatch(host) is None or is_suffix(host)):
        hint = "Write a host alone, in small letters, that is yours: id.example.org. Or leave it out."
        yield checks.Error(f"PASSKEY_HOST is {host}, which passkeys cannot be for.", hint=hint, id="idp.E083")
    elif is_needed():
        hint = f"Have https://{host}{ADDRESS} lead to this server too: browsers ask there whether they count here."
        yield checks.Warning(
            f"Passkeys are for {host}, another host than that of the pages.", hint=hint, id="idp.W083"
        )


def _networks(setting: str, what: str, *, id: str) -> Iterator[checks.CheckMessage]:  # noqa: A002  Django's name
    for text in getattr(settings, setting):
        try:
            network_of(text)
        except ValueError as reason:
            hint = f"Write in {setting} {what}: 127.0.0.1,10.0.0.0/8"
            yield checks.Error(f"{setting}: {reason}.", hint=hint, id=id)


def _resolvers() -> Iterator[checks.CheckMessage]:
    for text in settings.DNS_RESOLVERS:
        try:
            address_of(text)
        except ValueError as reason:
            hint = "Write in DNS_RESOLVERS the addresses of your resolvers: 192.0.2.53,[2001:db8::53]:5353"
            yield checks.Error(f"DNS_RESOLVERS: {reason}.", hint=hint, id="idp.E019")


def _security_contacts() -> Iterator[checks.CheckMessage]:
    """As security.txt has them: a URI each (RFC 9116, section 2.5.3)."""
    hint = "Write mailto:security@example.org, https://example.org/report or tel:+46-8-000000; several with commas."
    for contact in settings.SECURITY_CONTACT:
        if not _is_uri(contact, CONTACT_SCHEMES):
            yield checks.Error(
                f"SECURITY_CONTACT has {contact!r}, no address to write to.", hint=hint, id="idp.E020"
            )
    policy = settings.SECURITY_POLICY_URL
    if policy and not _is_uri(policy, ("https:",)):
        hint = "Set SECURITY_POLICY_URL to an https address, or remove it."
        yield checks.Error(f"SECURITY_POLICY_URL is {policy!r}, not https.", hint=hint, id="idp.E020")


def _is_uri(text: str, schemes: tuple[str, ...]) -> bool:
    """One word after its scheme: nothing that would begin another line of the file."""
    return text.startswith(schemes) and text.isascii() and text.isprintable() and " " not in text
