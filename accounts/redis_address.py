"""What REDIS_URL says: where one Redis is, or which Sentinels know where the master is now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

SENTINEL = "+sentinel"
SENTINEL_PORT = 26379
SCHEMES = {"redis", "rediss", "unix", "redis" + SENTINEL, "rediss" + SENTINEL}


@dataclass(frozen=True)
class Sentinels:
    """The Sentinels to ask, the name of the master they watch, and what each kind of server wants to hear."""

    hosts: tuple[tuple[str, int], ...]
    master: str
    of_redis: dict[str, Any] = field(default_factory=dict)
    of_sentinel: dict[str, Any] = field(default_factory=dict)


def sentinels_in(url: str) -> Sentinels | None:
    """``redis+sentinel://user:password@host:26379,host:26379/mymaster/0``; None: it names a Redis itself.

    Raises ValueError for what names neither.
    """
    said = urlsplit(url)
    if said.scheme not in SCHEMES:
        raise ValueError(f"it begins with {said.scheme or 'no scheme'}://")
    if not said.scheme.endswith(SENTINEL):
        return None
    master, _, number = said.path.strip("/").partition("/")
    if not master or (number and not number.isdecimal()):
        raise ValueError("after its hosts stand the master's name and the database's number: /mymaster/0")
    asked = {name: values[-1] for name, values in parse_qs(said.query).items()}
    if unknown := asked.keys() - {"sentinel_username", "sentinel_password"}:
        raise ValueError(f"nothing is called {min(unknown)}")
    tls: dict[str, Any] = {"ssl": True} if said.scheme.startswith("rediss") else {}
    return Sentinels(
        hosts=tuple(_host(part) for part in _hosts(said).split(",")),
        master=unquote(master),
        of_redis=tls | {"db": int(number or 0)} | _who(said.username, said.password),
        of_sentinel=tls | _who(asked.get("sentinel_username"), asked.get("sentinel_password")),
    )


def _hosts(said: SplitResult) -> str:
    return said.netloc.rpartition("@")[2]


def _host(text: str) -> tuple[str, int]:
    # Each as a host of its own: an address of IPv6 stands in brackets.
    one = urlsplit(f"//{text}")
    if not one.hostname:
        raise ValueError(f"{text!r} is no host")
    return one.hostname, one.port or SENTINEL_PORT


def _who(username: str | None, password: str | None) -> dict[str, str]:
    said = {"username": username, "password": password}
    return {name: unquote(value) for name, value in said.items() if value}
