"""Two databases in turns: what disturbs one disturbs the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MOST_TIMES = 1.5


@dataclass(frozen=True)
class Cost:
    """A page over the small database and over the filled one: the quickest of all its turns, in milliseconds."""

    page: str
    small_ms: float
    filled_ms: float
    small_queries: int
    filled_queries: int

    @property
    def times(self) -> float:
        return self.filled_ms / self.small_ms

    @property
    def is_over(self) -> bool:
        return self.times > MOST_TIMES

    @property
    def line(self) -> str:
        queries = f"{self.small_queries:>4} {self.filled_queries:>4}"
        told = (
            f"{self.page[:46]:<46} {self.small_ms:8.1f} {self.filled_ms:8.1f}  x {self.times:6.2f}  {queries}"
        )
        return f"{told}  over" if self.is_over else told


HEAD = f"{'page':<46} {'small ms':>8} {'filled':>8}  {'':8}  queries"


class Looker:
    """A process that opens pages over one database."""

    def __init__(self, database: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.load.portal.looking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DATABASE_URL": database},
        )
        self.pages: list[str] = self._hear()

    def cost(self, number: int) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()
        heard: dict[str, Any] = self._hear()
        return heard

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()

    def _hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A page did not open; see above.")
        return json.loads(line)


def in_turns(small: str, filled: str, *, times: int, only: Sequence[str] = ()) -> Iterator[Cost]:
    """Each page so many times over each database, one after the other; those whose name has one of these words."""
    lookers = [Looker(small), Looker(filled)]
    try:
        for number, name in enumerate(lookers[1].pages):
            if only and not any(word in name for word in only):
                continue
            turns = [[looker.cost(number) for looker in lookers] for _ in range(times)]
            quickest = [min(one[side]["ms"] for one in turns) for side in (0, 1)]
            asked = [turns[-1][side]["queries"] for side in (0, 1)]
            yield Cost(name, *quickest, *asked)
    finally:
        for looker in lookers:
            looker.end()
