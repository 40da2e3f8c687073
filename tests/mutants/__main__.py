"""``python -m tests.mutants``: takes each rule away in a copy, and says which test noticed.

Ends with 1 when a rule was missed by its test, or a row cannot be tried.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from tests.mutants import changes
from tests.mutants.scratch import scratch
from tests.mutants.table import Row, meant_by, read_table, some_of, touched_by
from tests.mutants.trial import BROKEN, KILLED, SURVIVED, Tried, try_rows

AT_ONCE = os.cpu_count() or 1


def main(arguments: Sequence[str]) -> int:
    """Try the rows that are asked for; print what came of each, and the numbers."""
    rows = _asked_for(_read(arguments))
    began = time.monotonic()
    tried = _try(rows)
    counted = Counter(one.result for one in tried)
    numbers = ", ".join(f"{counted[result]} {result}" for result in (KILLED, SURVIVED, BROKEN))
    print(f"\n{len(tried)} rules taken away in {time.monotonic() - began:.0f} s: {numbers}.")  # noqa: T201  a command speaks to a person
    return 0 if counted[KILLED] == len(tried) else 1


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", help="ids (T02), or words of a rule or of its file; all must fit")
    parser.add_argument("--of", nargs="+", metavar="FILE", help="rules in, or tests of, these files")
    parser.add_argument(
        "--changed-since",
        nargs="?",
        const="",
        metavar="REF",
        help="of the files changed since; else since main",
    )
    parser.add_argument("--most", type=int, metavar="N", help="so many at most, chosen by the commit")
    return parser.parse_args(arguments)


def _asked_for(asked: argparse.Namespace) -> list[Row]:
    rows = meant_by(read_table(), asked.words)
    if asked.of is not None:
        rows = touched_by(rows, asked.of)
    if asked.changed_since is not None:
        base = asked.changed_since or changes.usual_base()
        files = changes.files_since(base) if base else set()
        if files is None:
            sys.exit(f"There is no commit {base}.")
        rows = touched_by(rows, files)
    return rows if asked.most is None else some_of(rows, most=asked.most, salt=changes.head())


def _try(rows: Sequence[Row]) -> list[Tried]:
    """Each row's result: as many at once as there are cores, each core with a copy of its own."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [*chain.from_iterable(pool.map(_try_share, (rows[n::AT_ONCE] for n in range(AT_ONCE))))]


def _try_share(rows: Sequence[Row]) -> list[Tried]:
    if not rows:
        return []
    with scratch() as folder:
        return [_tell(one) for one in try_rows(rows, inside=folder)]


def _tell(one: Tried) -> Tried:
    told = f"{one.result:8} {one.seconds:5.1f} s  {one.row.name}"
    if one.result != KILLED:
        told += f"\n{' ' * 18}{one.row.file} · {one.row.test} {one.why}"
    print(told, flush=True)  # noqa: T201  a command speaks to a person
    return one


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
