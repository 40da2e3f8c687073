"""Asking the DNS for the TXT records of a domain, within seconds; what a stranger's server answers is bounded."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

import dns.exception
import dns.resolver
from django.conf import settings
from dns.nameserver import Do53Nameserver

from accounts.domains.models import PREFIX, DomainClaim
from accounts.tenants.names import shown

Found = DomainClaim.Found
PORT = 53
# Of one question; of all of them to every resolver.
ANSWER_SECONDS, WITHIN_SECONDS = 2.0, 5.0
MOST_RECORDS, MOST_SHOWN, LONGEST_SHOWN = 100, 5, 100


@dataclass(frozen=True)
class Records:
    """The texts of a domain's TXT records; or, when there are none to speak of, why."""

    texts: tuple[str, ...] = ()
    why: Found = Found.NOTHING


def look_up(name: str) -> Records:
    """What stands in the DNS for this domain, in A-labels. Never raises: a look that fails is one that saw nothing."""
    try:
        answer = _resolver().resolve(f"{name}.", "TXT", search=False, lifetime=WITHIN_SECONDS)
    except dns.resolver.NXDOMAIN:
        return Records(why=Found.NO_DOMAIN)
    except dns.resolver.NoAnswer:
        return Records(why=Found.NOTHING)
    except (dns.exception.DNSException, OSError):
        return Records(why=Found.NO_ANSWER)
    # Whoever owns the name that this one leads to would prove a domain that is not theirs.
    if answer.canonical_name != answer.qname:
        return Records(why=Found.ELSEWHERE)
    rows = list(answer)[:MOST_RECORDS]
    return Records(tuple(b"".join(row.strings).decode("ascii", "replace") for row in rows))


def is_proof(records: Records, *, expected: str) -> bool:
    """Does one of the records say exactly what was asked for?"""
    return expected in map(_plain, records.texts)


def verdict_of(records: Records) -> tuple[Found, list[str]]:
    """What a look that proved nothing saw, and what of it helps to see why: ours first, as plain and bounded text."""
    plain = [shown(_plain(text), longest=LONGEST_SHOWN) for text in records.texts]
    ours = [text for text in plain if text.casefold().startswith(PREFIX)]
    if ours:
        return Found.OTHER, ours[:MOST_SHOWN]
    return records.why, [text for text in plain if text][:MOST_SHOWN]


def _plain(text: str) -> str:
    """Without the quotation marks that are pasted along into many a form, and blanks."""
    return text.strip().strip('"').strip()


def _resolver() -> dns.resolver.Resolver:
    """Ours, or what the machine is set to where none is named. Raises DNSException where it is set to none."""
    resolver = dns.resolver.Resolver(configure=not settings.DNS_RESOLVERS)
    if settings.DNS_RESOLVERS:
        resolver.nameservers = [Do53Nameserver(*address_of(one)) for one in settings.DNS_RESOLVERS]
    resolver.timeout = ANSWER_SECONDS
    return resolver


def address_of(written: str) -> tuple[str, int]:
    """Address and port of a resolver: 192.0.2.53, 192.0.2.53:5353, 2001:db8::53, [2001:db8::53]:5353.

    Raises ValueError.
    """
    host, port = written.strip(), str(PORT)
    if host.startswith("["):
        host, bracket, rest = host[1:].partition("]")
        port = rest.removeprefix(":") or port if bracket else ""
    elif host.count(":") == 1:
        host, _colon, port = host.partition(":")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{written!r} has no port from 1 to 65535")
    return str(ip_address(host)), int(port)
