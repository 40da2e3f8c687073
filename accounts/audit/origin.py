"""Where what happens comes from: the request at work says it, for the events of which people are told (D07).

And by what somebody acts who is not there themselves, as an API token: then every event says it (E24).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import explain, name_details

Origin = Callable[[UUID | None], Mapping[str, str]]
_at_work: ContextVar[Origin | None] = ContextVar("origin", default=None)
NOTHING: Mapping[str, str] = {}
_means: ContextVar[Mapping[str, str]] = ContextVar("means", default=NOTHING)

name_details(through=_("done by"))
explain("through", {"session": _("whoever was signed in as you")})


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """While this lasts, `origin` says of whoever something happens to from where, by which browser, by whom it came."""
    before = _at_work.set(origin)
    try:
        yield
    finally:
        _at_work.reset(before)


def origin_of(subject: UUID | None) -> Mapping[str, str]:
    """What the request at work says of what happens to the subject now; nothing outside of requests."""
    origin = _at_work.get()
    return origin(subject) if origin is not None else {}


@contextmanager
def by_means_of(**named: str) -> Iterator[None]:
    """While this lasts, every event has these details too."""
    before = _means.set(named)
    try:
        yield
    finally:
        _means.reset(before)


def means() -> Mapping[str, str]:
    """By what somebody acts now; nothing where a person does it themselves."""
    return _means.get()
