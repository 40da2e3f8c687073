"""Servers that an application's tokens may be for: which addresses of them may be written down. Pure (RFC 8707)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST_TARGET = 500
PLAIN = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+")


def may_be_target(address: str) -> bool:
    """Is this an absolute address by which a server may be called? It is only compared, and never opened."""
    if len(address) > LONGEST_TARGET or not PLAIN.fullmatch(address) or "#" in address or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) if parts.scheme in {"http", "https"} else bool(parts.path)
