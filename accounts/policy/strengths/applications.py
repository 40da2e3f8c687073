"""What a strength can be required for: a registry, in which whoever asks for proof says what that is for.

The portal, Security info and the test application stand in it. What an organisation has added for itself is told by a
`Source`. The key is what whoever asks gives to the door (`require(…, of=KEY)`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _everybody(tenant: Tenant) -> QuerySet[User]:
    return users_in(tenant).filter(is_active=True)


@dataclass(frozen=True, kw_only=True)
class Application:
    """`label` is what people know it as, `help` what opening it means, `rank` orders them (lowest first).

    `people` are those who may open it at all. `is_looked_after_in`: an admin cannot look after this policy without it,
    so whoever saves one must be able to open it. `is_where_ways_are_added`: whoever is too weak for it cannot add there
    what they lack.
    """

    key: str
    label: StrOrPromise
    help: StrOrPromise = ""
    rank: int = 100
    people: Callable[[Tenant], QuerySet[User]] = _everybody
    is_looked_after_in: bool = False
    is_where_ways_are_added: bool = False


@dataclass(frozen=True, kw_only=True)
class Source:
    """Applications that organisations add for themselves: their keys begin with `prefix`.

    `of` are all of one organisation, `find` is the one with this key, None where it is gone.
    """

    prefix: str
    of: Callable[[Tenant], list[Application]]
    find: Callable[[str], Application | None]


_applications: dict[str, Application] = {}
_sources: list[Source] = []


def register(application: Application) -> None:
    """Make it known; called once for each when the program starts."""
    if application.key in _applications:
        raise ValueError(f"application {application.key!r} is registered twice")
    _applications[application.key] = application


def register_source(source: Source) -> None:
    """Make it known; called once for each when the program starts."""
    _sources.append(source)


def find(key: str) -> Application | None:
    """Return the one with this key, None when there is none: a policy or a log may name one that is gone."""
    source = next((one for one in _sources if key.startswith(one.prefix)), None)
    return _applications.get(key) if source is None else source.find(key)


def of_tenant(tenant: Tenant) -> list[Application]:
    """Return all that this organisation can require a strength for, in order, its own last."""
    return [*in_order(), *(one for source in _sources for one in source.of(tenant))]


def in_order() -> list[Application]:
    return sorted(_applications.values(), key=lambda one: one.rank)
