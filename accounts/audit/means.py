"""By what somebody acts who is not there themselves, as an API token: each event that is recorded meanwhile says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

NOTHING: Mapping[str, str] = {}
_at_work: ContextVar[Mapping[str, str]] = ContextVar("means", default=NOTHING)


@contextmanager
def by_means_of(**named: str) -> Iterator[None]:
    """While this lasts, every event has these details too."""
    before = _at_work.set(named)
    try:
        yield
    finally:
        _at_work.reset(before)


def means() -> Mapping[str, str]:
    """What is at work now; nothing where a person does it themselves."""
    return _at_work.get()
