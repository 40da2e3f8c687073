"""Which applications belong together, so that they know somebody by the same pairwise subject. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from idp.oidc.applications.addresses import LOCAL_HOSTS


def sector_of(redirect_uris: Iterable[str]) -> str:
    """Return the host of all these addresses; "" where they have several, or one that is not theirs alone (8.1)."""
    hosts = {urlsplit(address).hostname or "" for address in redirect_uris}
    host = hosts.pop() if len(hosts) == 1 else ""
    return "" if host in LOCAL_HOSTS else host
