"""How many connections are let in: of all strangers together, and of each network (T31)."""

from __future__ import annotations

import logging
import time
from asyncio import BaseTransport
from collections import Counter
from collections.abc import Iterator

from django.conf import settings

from accounts.telemetry.measures import Level
from accounts.users.places import is_trusted_proxy, networks_around

# By the length of its prefix, how many times the connections of an address or /64 a network has; others do not count.
SITE_TIMES = 4
TIMES = {48: SITE_TIMES, 64: 1, 32: 1}
TOLD_EVERY_SECONDS = 60.0
CONNECTIONS = Level("handslag_connections", "Connections that are open now.")
log = logging.getLogger("handslag.connections")


class Gate:
    """Knows every open connection of this process, and the networks it counts in."""

    def __init__(self, *, most: int) -> None:
        self.most = most
        self.inside: dict[BaseTransport, tuple[str, ...]] = {}
        self.by_network: Counter[str] = Counter()
        self.refused = 0
        self.told_at: float | None = None

    def enter(self, connection: BaseTransport, address: str) -> bool:
        """Count a new connection, unless there are enough already. Our own proxies carry everybody's."""
        shares = dict(() if is_trusted_proxy(address) else _shares(address))
        full = next((name for name, most in shares.items() if self.by_network[name] >= most), None)
        if len(self.inside) >= self.most:
            full = "everybody"
        if full is not None:
            self._tell(full)
            return False
        self.inside[connection] = tuple(shares)
        self.by_network.update(shares.keys())
        CONNECTIONS.move(1)
        return True

    def leave(self, connection: BaseTransport) -> None:
        """Count it no longer."""
        if (shares := self.inside.pop(connection, None)) is None:
            return
        CONNECTIONS.move(-1)
        for name in shares:
            self.by_network[name] -= 1
            if not self.by_network[name]:
                del self.by_network[name]

    def _tell(self, full: str) -> None:
        """A line a minute, however many are refused."""
        self.refused += 1
        now = time.monotonic()
        if self.told_at is None or now - self.told_at >= TOLD_EVERY_SECONDS:
            log.warning("refused %d connections; the last one was too many of %s", self.refused, full)
            self.refused, self.told_at = 0, now


def _shares(address: str) -> Iterator[tuple[str, int]]:
    """The networks that an address counts in, each with its most connections."""
    for network, prefix in networks_around(address):
        if prefix in TIMES:
            yield network, settings.MOST_CONNECTIONS_OF_A_NETWORK * TIMES[prefix]
