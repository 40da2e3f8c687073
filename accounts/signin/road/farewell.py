"""What a browser is led through when somebody has signed out in it: a package above registers it at the start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from accounts.sessions.store import SessionStore

Farewell = Callable[[HttpRequest, Sequence[UUID], HttpResponse], HttpResponse]
_farewells: list[Farewell] = []


def register(farewell: Farewell) -> None:
    """From now on `farewell` is given the `sid` of each session that ended, and what leads on.

    It returns that, or a page of its own that leads there.
    """
    if farewell in _farewells:
        raise ValueError(f"{farewell!r} is registered twice")
    _farewells.append(farewell)


def sids_of(stores: Sequence[SessionStore]) -> list[UUID]:
    """Which sessions these are, while somebody is signed in by them."""
    # Asked of what each holds first: that reads it, if nothing has yet.
    return [store.row.sid for store in stores if SESSION_KEY in store and store.row is not None]


def say_farewell(request: HttpRequest, gone: Sequence[UUID], response: HttpResponse) -> HttpResponse:
    """Lead on by `response`, or by whatever comes before."""
    for farewell in _farewells:
        response = farewell(request, gone, response)
    return response
