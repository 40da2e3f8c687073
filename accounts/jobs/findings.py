"""A row of a file, and what came of it. No model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any


class Verdict(StrEnum):
    ADD = auto()
    CHANGE = auto()
    SAME = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class Row:
    """A row by its columns' names, and the line of the file that it ends in."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """What a row will do, or has done: `what` in words, or `why` not."""

    verdict: Verdict
    what: tuple[str, ...] = ()
    why: str = ""

    @property
    def does_something(self) -> bool:
        return self.verdict in {Verdict.ADD, Verdict.CHANGE}

    @property
    def plain(self) -> list[Any]:
        """As it is stored."""
        return [self.verdict.value, list(self.what), self.why]

    @classmethod
    def from_plain(cls, stored: list[Any]) -> Finding:
        verdict, what, why = stored
        return cls(Verdict(verdict), tuple(what), why)


def refused(why: object) -> Finding:
    """A row that is not carried out, and why."""
    return Finding(Verdict.REFUSED, why=str(why))
