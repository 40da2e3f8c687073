"""Redirect addresses: which may be written down, and which of them is meant. Pure (T28).

An address is meant when it is written letter for letter as it was written down. The one exception is RFC 8252's: a
native application on somebody's own machine listens where it finds room, so of a loopback address its port may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

LONGEST = 500
# Of each kind of address, of one application.
MOST_ADDRESSES = 20
# The literal addresses alone: `localhost` is whatever a machine takes it for (RFC 8252, section 8.3).
LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?([/?].*)?")
LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
# A scheme of a native application's own is a domain of theirs, backwards (RFC 8252, section 7.1).
OWN_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
PLAIN = re.compile(r"[!-~]+")
# A name or an address as they are, encoded in no way; nothing that a Content-Security-Policy reads otherwise.
AUTHORITY = re.compile(r"([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


def may_be_written_down(address: str, *, is_native: bool) -> bool:
    """Is this a whole address, over https or of this machine; or of a native application's own scheme?"""
    if len(address) > LONGEST or not PLAIN.fullmatch(address) or "#" in address or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if is_native and OWN_SCHEME.fullmatch(parts.scheme):
        return bool(parts.path.strip("/")) and not parts.netloc
    if host is None or not AUTHORITY.fullmatch(parts.netloc):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL_HOSTS)


def is_meant(asked: str, *, written_down: Iterable[str], is_native: bool) -> bool:
    """Is `asked` one of those that were written down?"""
    known = list(written_down)
    return asked in known or (is_native and any(_is_same_but_for_port(asked, one) for one in known))


def _is_same_but_for_port(asked: str, known: str) -> bool:
    mine, theirs = LOOPBACK.fullmatch(asked), LOOPBACK.fullmatch(known)
    return mine is not None and theirs is not None and mine.group(1, 3) == theirs.group(1, 3)


def host_of(address: str) -> str:
    """The host to which whatever is sent there goes, in words; "" of this machine, and of a scheme of its own."""
    host = urlsplit(address).hostname or ""
    return "" if host in LOCAL_HOSTS else host


def origin_of(address: str) -> str:
    """The origin to which a form for this address is sent, as a Content-Security-Policy names it.

    Of a native application's own scheme there is none but the scheme.
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def with_query(address: str, said: dict[str, str]) -> str:
    """The address with these parameters added to what it has."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(said)}"
