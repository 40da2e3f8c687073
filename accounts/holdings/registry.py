"""What is told about a person, table by table; and why the rest is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.users.models import User

# Why a column is kept back.
OPENS = "a secret, or made from one: whoever has the copy must not get in by it"
KEY = "a key, or what names one: it verifies, and tells nothing of a person"
EVIDENCE = "signed evidence of what is told beside it, with random values that open things"
OTHERS = "tells of somebody else"
OURS = "how we keep it, which tells nothing of a person"
TOLD_BY_OTHERS = "what it refers to is told with its own table"
WHOSE = "whom the row is about: whoever reads it"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that is told of a row: `name` stands in the JSON, `label` on the page.

    `read` takes it from the row, `of` names the columns it is made from; without them it is the column of that name.
    `words` says it to people, where the value alone would not. `is_code`: for programs, so it stands in the JSON alone.
    """

    name: str
    label: StrOrPromise = ""
    of: tuple[str, ...] = ()
    read: Callable[[Any], Any] | None = None
    words: Callable[[Any], Any] | None = None
    is_code: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return self.of or (self.name,)

    def value(self, row: Model) -> Any:
        """What the row has to say, as Python has it."""
        return self.read(row) if self.read is not None else getattr(row, self.name)

    def said(self, row: Model) -> Any:
        """The same, as it is said to people."""
        return self.words(row) if self.words is not None else self.value(row)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Rows of one table that are about a person: `rows` finds them, with whatever they are read with, in no order.

    Every column is told or kept back with the reason. `rank` is its place (lowest first).
    """

    key: str
    title: StrOrPromise
    model: type[Model]
    rows: Callable[[User], QuerySet[Any]]
    told: tuple[Told, ...]
    kept_back: Mapping[str, str]
    rank: int = 50


_holdings: dict[str, Holding] = {}
_silent: dict[type[Model], str] = {}


def tell(*holdings: Holding) -> None:
    """From now on these are part of what is told."""
    for holding in holdings:
        if holding.key in _holdings:
            raise ValueError(f"holding {holding.key!r} is registered twice")
        _holdings[holding.key] = holding


def say_nothing(why: str, *models: type[Model]) -> None:
    """Of these tables nothing is told: `why` says so to whoever reads the code."""
    for model in models:
        if model in _silent:
            raise ValueError(f"why {model.__name__} is silent is said twice")
        _silent[model] = why


def holdings() -> list[Holding]:
    """Return all of them, as they are told."""
    return sorted(_holdings.values(), key=lambda holding: holding.rank)


def why_silent(model: type[Model]) -> str:
    """Why nothing is told of this table; empty where nothing was said of it."""
    return _silent.get(model, "")
