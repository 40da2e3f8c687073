"""An attack that goes on beside a test, in a process of its own. No Django here: that process begins with this file."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import Any

PATIENCE_SECONDS = 30
Attack = Callable[..., Iterator[None]]


@contextmanager
def under(attack: Attack, port: int, *given: Any) -> Iterator[None]:
    """While the attack goes on, its first round done."""
    context = multiprocessing.get_context("spawn")
    begun = context.Event()
    process = context.Process(target=_attack, args=(begun, attack, port, *given), daemon=True)
    process.start()
    try:
        assert begun.wait(PATIENCE_SECONDS), "the attack did not begin"
        yield
        assert process.is_alive(), "the attack ended by itself: nothing was measured"
    finally:
        process.kill()
        process.join()


def _attack(begun: Event, attack: Attack, port: int, *given: Any) -> None:
    for _ in attack(port, *given):
        begun.set()
