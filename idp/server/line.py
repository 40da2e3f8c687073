"""The line before the page threads: rings of networks, so that a crowd keeps nobody else waiting (T01, T30).

Each network has its turn, and inside it each network of its own: whoever comes from elsewhere waits for about one page
of the crowd, however many of it are in the line. While theirs is made, the crowd begins none beside it: threads are
many, but they have one interpreter.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence

from idp.server.shares import Shares

# Of the widest network around a client.
AT_ONCE_OF_NETWORK = 2
# Of the interpreter that all threads share: whoever had more of it lately gives way.
SHARE_OF_NETWORK = 0.25
# Of its narrowest, and of each one around it.
WAITING_OF_NETWORK = 200
WAITING_AROUND = 400


class LineFull(Exception):
    """So many of this network wait already."""


class Waiter:
    """A request from these networks, the widest first, that has a turn or waits for one."""

    def __init__(self, networks: Sequence[str]) -> None:
        self.networks = networks
        self.turn = asyncio.Event()
        self.cpu_seconds = 0.0


class Ring:
    """Those who wait, or the rings of those inside this network: each gives one, then the next."""

    def __init__(self) -> None:
        self.waiting: deque[Waiter] = deque()
        self.rings: dict[str, Ring] = {}

    def add(self, waiter: Waiter, inside: Sequence[str]) -> None:
        if not inside:
            self.waiting.append(waiter)
            return
        self.rings.setdefault(inside[0], Ring()).add(waiter, inside[1:])

    def remove(self, waiter: Waiter, inside: Sequence[str]) -> None:
        if not inside:
            self.waiting.remove(waiter)
            return
        self.rings[inside[0]].remove(waiter, inside[1:])
        self._drop_if_empty(inside[0])

    def next(self, may: Callable[[str], bool] = lambda _network: True) -> Waiter | None:
        """Take out who is next, in the first ring that `may` give one; it is the last ring then."""
        if self.waiting:
            return self.waiting.popleft()
        network = next(filter(may, self.rings), None)
        if network is None:
            return None
        ring = self.rings[network] = self.rings.pop(network)
        waiter = ring.next()
        self._drop_if_empty(network)
        return waiter

    def _drop_if_empty(self, network: str) -> None:
        if not (self.rings[network].waiting or self.rings[network].rings):
            del self.rings[network]


class Line:
    """So many at once, some of them of one network, and a bounded number of each network in the line."""

    def __init__(self, *, at_once: int, shares: Shares | None = None) -> None:
        self.free = at_once
        self.shares = shares or Shares()
        self.ring = Ring()
        self.waiting: Counter[str] = Counter()
        self.running: Counter[str] = Counter()

    def let_through(self, waiter: Waiter) -> bool:
        """Give it a turn at once where nobody waits for one; whether it has it."""
        if self.waiting or not self.free or not self._may_have_one_more(waiter.networks[0]):
            return False
        self._begin(waiter)
        return True

    async def enter(self, waiter: Waiter) -> None:
        """Wait for a turn. Raises LineFull at once. Who waits no longer has left the line."""
        narrowest = waiter.networks[-1]
        for network in waiter.networks:
            if self.waiting[network] >= (WAITING_OF_NETWORK if network == narrowest else WAITING_AROUND):
                raise LineFull(network)
        self.waiting.update(waiter.networks)
        self.ring.add(waiter, waiter.networks)
        self._let_in()
        try:
            await waiter.turn.wait()
        except BaseException:
            self._give_up(waiter)
            raise

    def leave(self, waiter: Waiter) -> None:
        """The turn is over."""
        self.free += 1
        self.shares.add(waiter.networks[0], waiter.cpu_seconds)
        _less(self.running, waiter.networks[:1])
        self._let_in()

    def _give_up(self, waiter: Waiter) -> None:
        if waiter.turn.is_set():
            self.leave(waiter)
            return
        self.ring.remove(waiter, waiter.networks)
        _less(self.waiting, waiter.networks)

    def _let_in(self) -> None:
        while self.free and (waiter := self.ring.next(self._may_have_one_more)) is not None:
            _less(self.waiting, waiter.networks)
            self._begin(waiter)
            waiter.turn.set()

    def _begin(self, waiter: Waiter) -> None:
        self.free -= 1
        self.running[waiter.networks[0]] += 1

    def _may_have_one_more(self, network: str) -> bool:
        if self.running[network] >= AT_ONCE_OF_NETWORK:
            return False
        had = self.shares.of(network)
        return had <= SHARE_OF_NETWORK or not self._gives_way(network, had)

    def _gives_way(self, network: str, had: float) -> bool:
        """It had much: nothing begins beside a page of who had less, and one at a time while any others are about."""
        is_beside = any(self.shares.of(other) < had for other in self.running if other != network)
        return is_beside or (self.running[network] > 0 and self.shares.has_others(network))


def _less(counted: Counter[str], networks: Sequence[str]) -> None:
    """One less of each; Counter's own difference goes through everybody who is counted."""
    for network in networks:
        counted[network] -= 1
        if not counted[network]:
            del counted[network]
