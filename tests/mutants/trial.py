"""Rows tried in a copy: first whether their tests pass as all stands, then each without its rule."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.mutants.problems import problems_of
from tests.mutants.scratch import without
from tests.mutants.table import Row
from tests.mutants.verdict import HELD, PASSED, SKIPPED

KILLED, SURVIVED, BROKEN = "killed", "survived", "broken"
# Each run makes its own database in SQLite: runs beside each other must not meet.
NOT_THEIRS = ("DATABASE_URL", "REDIS_URL", "PYTEST_ADDOPTS", "VAR_DIR")
# Where a rule is written into the tables themselves they are made anew without it.
WRITES_TABLES = ("migrations/", "append_only")
A_TEST_WITH_TABLES = "tests/unit/accounts/policy/test_models.py::test_there_is_one_personal_tenant"
IN_A_BROWSER = "tests/browser/"
Said = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What came of a row: killed by its test, survived it, or broken (`why`)."""

    row: Row
    result: str
    why: str = ""
    seconds: float = 0.0


class Runner:
    """A process that runs tests in the copy, one run after the other."""

    def __init__(self, inside: Path) -> None:
        self.inside = inside
        self.folder = inside.parent / "tmp"
        self.folder.mkdir()
        environment = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
        # An edited file that was compiled must not be taken for the file as it stands.
        environment |= {"TMPDIR": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.mutants.runner"],
            cwd=inside,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.run([A_TEST_WITH_TABLES], keep_tables=True)

    def run(
        self, arguments: Sequence[str], *, makes_tables: bool = False, keep_tables: bool = False
    ) -> tuple[Said, str]:
        """Run these; return what is said of each test, and what pytest printed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            asked = {
                "arguments": arguments,
                "folder": folder,
                "makes_tables": makes_tables,
                "keep_tables": keep_tables,
            }
            print(json.dumps(asked), file=self.process.stdin, flush=True)
            self.process.stdout.readline()
            written, output = Path(folder) / "said.json", Path(folder) / "output"
            said: Said = json.loads(written.read_text()) if written.exists() else {}
            return said, output.read_text() if output.exists() else ""


@contextmanager
def runner(inside: Path) -> Iterator[Runner]:
    """One for this copy, ended afterwards."""
    started = Runner(inside)
    try:
        yield started
    finally:
        started.process.communicate()


def try_rows(rows: Sequence[Row], *, inside: Path) -> Iterator[Tried]:
    """Each row's result, in order."""
    wrong = {row: "; ".join(problems_of(row)) for row in rows}
    with runner(inside) as tests:
        stand = tests_that_pass({row.test for row in rows if not wrong[row]}, tests=tests)
        for row in rows:
            if wrong[row]:
                yield Tried(row=row, result=BROKEN, why=wrong[row])
            elif row.test not in stand:
                yield Tried(row=row, result=BROKEN, why="its test does not pass as all stands")
            else:
                yield try_row(row, tests=tests)


def tests_that_pass(ids: Iterable[str], *, tests: Runner) -> set[str]:
    """Those that pass with every rule in its place: of several cases all must, and one at least must run."""
    ordered = sorted(ids)
    said: Said = {}
    # Those in a browser apart: Playwright's loop goes on to the end of the run, and beside it no other can begin.
    for _in_a_browser, together in groupby(ordered, key=lambda one: one.startswith(IN_A_BROWSER)):
        said |= tests.run([*together])[0]
    return {one for one in ordered if _passed(one, said)}


def try_row(row: Row, *, tests: Runner) -> Tried:
    """Take the rule away and run its test."""
    began = time.monotonic()
    with without(row, inside=tests.inside):
        makes_tables = any(part in row.file for part in WRITES_TABLES)
        said, output = tests.run([row.test, "-x"], makes_tables=makes_tables)
    result, why = _judged(said, output)
    return Tried(row=row, result=result, why=why, seconds=time.monotonic() - began)


def _judged(said: Said, output: str) -> tuple[str, str]:
    failed = [one for one in said.values() if one not in {PASSED, SKIPPED}]
    if failed:
        return (KILLED, "") if failed == [HELD] else (BROKEN, f"its test failed by {failed[0]}")
    if PASSED in said.values():
        return SURVIVED, ""
    return BROKEN, f"its test did not run: {output.strip()[-200:]}"


def _passed(test: str, said: Said) -> bool:
    cases = [one for name, one in said.items() if name == test or name.startswith(f"{test}[")]
    return PASSED in cases and not {*cases} - {PASSED, SKIPPED}
