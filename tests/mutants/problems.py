"""What is wrong with a row before anything is run: each is a sentence."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from tests.architecture.files import ROOT
from tests.mutants.table import Row


def problems_of(row: Row) -> list[str]:
    """Why the row cannot be tried; empty when it can."""
    return [*_of_the_edit(row), *_of_the_test(row)]


def rules_written_twice(rows: Iterable[Row]) -> list[str]:
    """Edits that stand in the table more than once."""
    counted = Counter((row.file, row.old, row.new) for row in rows)
    return [f"{file}: {old!r}" for (file, old, _new), times in counted.items() if times > 1]


def _of_the_edit(row: Row) -> Iterator[str]:
    path = ROOT / row.file
    if not path.is_file():
        yield f"{row.file} is not there"
        return
    text = path.read_text(encoding="utf-8")
    times = text.count(row.old)
    if not row.old or times != 1:
        yield f"{row.file} has the old text {times} times, not once: {row.old.strip()!r}"
    elif row.old == row.new:
        yield "the edit changes nothing"
    elif path.suffix == ".py" and not _is_python(text.replace(row.old, row.new)):
        yield f"after the edit {row.file} is no Python"


def _of_the_test(row: Row) -> Iterator[str]:
    file, *names = row.test.partition("[")[0].split("::")
    if not (ROOT / file).is_file() or not names:
        yield f"there is no test {row.test}"
    elif "::".join(names) not in _tests_in(file):
        yield f"{file} has no test {'::'.join(names)}"


@cache
def _tests_in(file: str) -> frozenset[str]:
    """The names of all test functions, those of a class behind its name."""
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    inside = {f"{holder.name}::{name}" for holder in classes for name in _functions(holder.body)}
    return frozenset(inside | set(_functions(module.body)))


def _functions(body: Iterable[ast.stmt]) -> Iterator[str]:
    return (node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
