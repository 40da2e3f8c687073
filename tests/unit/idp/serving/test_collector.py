"""The collector of cycles: what has settled is set aside, and nothing stays there for good."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from idp.serving.collector import LOOK_AGAIN_AFTER, LOOK_AGAIN_TIMES, SETTLE_EVERY, Collector


class Held:
    """Something that holds itself, so that counting references never frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[Collector]:
    before = gc.get_threshold()
    begun = Collector()
    begun.begin()
    # What is looked for here is found by our own looks alone.
    gc.set_threshold(0)
    yield begun
    gc.set_threshold(*before)
    gc.unfreeze()


def open_sockets(collector: Collector, count: int, *, open_now: int = 1) -> None:
    for _ in range(count):
        collector.socket_opened(open_now=open_now)


def test_sockets_are_set_aside_once_so_many_have_come(collector: Collector) -> None:
    before = gc.get_freeze_count()
    held = [Held() for _ in range(1000)]

    open_sockets(collector, SETTLE_EVERY - 1)
    early = gc.get_freeze_count() - before
    open_sockets(collector, 1)

    assert early <= 0
    assert gc.get_freeze_count() - before >= len(held)


def test_t30_what_is_garbage_already_is_not_set_aside(collector: Collector) -> None:
    gone = weakref.ref(Held())

    open_sockets(collector, SETTLE_EVERY)

    assert gone() is None


def test_t30_what_becomes_garbage_there_is_found_when_all_is_looked_at_again(collector: Collector) -> None:
    held = Held()
    gone = weakref.ref(held)
    open_sockets(collector, SETTLE_EVERY)
    del held

    open_sockets(collector, LOOK_AGAIN_AFTER - SETTLE_EVERY)
    gc.collect()
    before = gone()
    open_sockets(collector, LOOK_AGAIN_TIMES)

    assert isinstance(before, Held)
    del before
    open_sockets(collector, LOOK_AGAIN_AFTER + LOOK_AGAIN_TIMES)
    assert gone() is None


def test_while_many_are_open_all_is_looked_at_more_seldom(collector: Collector) -> None:
    held = Held()
    gone = weakref.ref(held)
    open_sockets(collector, SETTLE_EVERY)
    del held

    open_sockets(collector, LOOK_AGAIN_AFTER + LOOK_AGAIN_TIMES, open_now=10_000)

    assert gone() is not None


def test_who_runs_no_server_sets_nothing_aside() -> None:
    before = gc.get_freeze_count()

    open_sockets(Collector(), SETTLE_EVERY)

    assert gc.get_freeze_count() == before
