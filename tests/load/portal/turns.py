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
# However few people there are, whoever opens a page waits for no more than this.
MOST_MS = 150
# What is sent to see what a change would do is no list: it looks at 2500 people for each thing that it says.
MAY_TAKE_LONGER = "preview"


@dataclass(frozen=True)
class Cost:
    """A page over the small database and over the filled one: the cheapest of its turns, milliseconds on a processor.

    Where more rows are shown of the filled one, that costs more too, however many there are that are not shown.
    """

    page: str
    small_ms: float
    filled_ms: float
    small_queries: int
    filled_queries: int
    small_rows: int
    filled_rows: int

    @property
    def times(self) -> float:
        return self.filled_ms / self.small_ms

    @property
    def is_over(self) -> bool:
        return self.grows or (self.is_slow and not self.page.startswith(MAY_TAKE_LONGER))

    @property
    def grows(self) -> bool:
        """Is it dearer over many people than over few, though it shows no more of them?"""
        return self.times > MOST_TIMES and self.filled_rows <= self.small_rows

    @property
    def is_slow(self) -> bool:
        return self.filled_ms > MOST_MS

    @property
    def line(self) -> str:
        queries = f"{self.small_queries:>4} {self.filled_queries:>4}"
        rows = f"{self.small_rows:>4} {self.filled_rows:>4}"
        took = f"{self.small_ms:8.1f} {self.filled_ms:8.1f}  x {self.times:6.2f}"
        return (
            f"{self.page[:46]:<46} {took}  {queries}  {rows}{'  grows' * self.grows}{'  slow' * self.is_slow}"
        )


HEAD = f"{'page':<46} {'small ms':>8} {'filled':>8}  {'':8}  {'queries':>9}  {'rows':>9}"


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
            counted = [turns[-1][side][what] for what in ("queries", "rows") for side in (0, 1)]
            yield Cost(name, *quickest, *counted)
    finally:
        for looker in lookers:
            looker.end()
