"""docs/limits.md says of every time and limit what the code says."""

import ast
import importlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.files import source_files, text_of

PAGE = Path("docs/limits.md")
ROW = re.compile(r"^\| ([\d .]+)(?: ([A-Za-z ]+))? \| .+ \| `([^:`]+): ([^`]+)` \| .*\|$", re.MULTILINE)
UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86400, "days": 86400, "KiB": 1024}
COUNTED = {"", "bytes", "a minute"}
# How a constant is called that is a time or a limit.
LIMIT = re.compile(
    r"SECONDS|LIFE|LONGEST|LARGEST|SHORTEST|MOST|DEEPEST|TRIES|PER_MINUTE|KEPT|WITHIN|AFTER|EVERY|AT_ONCE|THREADS"
)
# A phone on the command line is a guest of the server, with times of its own.
GUEST = Path("devices/simulator")


@pytest.mark.parametrize(("number", "unit", "file", "name"), ROW.findall(text_of(PAGE)))
def test_a_row_says_what_the_code_says(number: str, unit: str, file: str, name: str) -> None:
    assert unit in UNITS or unit in COUNTED

    assert float(number.replace(" ", "")) * UNITS.get(unit, 1) == _in_code(Path(file), name)


def test_every_row_can_be_read() -> None:
    rows = re.findall(r"^\| \d.*$", text_of(PAGE), re.MULTILINE)

    assert len(rows) == len(ROW.findall(text_of(PAGE)))


def test_every_time_and_limit_has_a_row() -> None:
    told = {(file, name.partition(".")[0]) for _number, _unit, file, name in ROW.findall(text_of(PAGE))}

    lacking = [f"{path}: {name}" for path, name in _limits() if (str(path), name) not in told]

    assert lacking == [], "give each a row in docs/limits.md"


def _in_code(file: Path, name: str) -> float:
    """The constant in seconds, bytes or pieces; `name` may lead into what a constant holds."""
    if file.suffix != ".py":
        return _in_text(file, name)
    value: Any = importlib.import_module(".".join(file.with_suffix("").parts))
    for part in name.split("."):
        value = _member(value, part)
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


def _member(holder: Any, part: str) -> Any:
    if isinstance(holder, list):
        return holder[int(part)]
    return holder[part] if isinstance(holder, dict) else getattr(holder, part)


def _in_text(file: Path, name: str) -> float:
    """A constant of a script, or an option of a command."""
    found = re.search(rf"(?:const {name} = |{name} )([\d_.]+)", text_of(file))
    assert found, f"{file} has no {name}"
    return float(found[1].replace("_", "")) / (1000 if name.endswith("_MS") else 1)


def _limits() -> Iterator[tuple[Path, str]]:
    for path in source_files(".py"):
        if path.is_relative_to(GUEST):
            continue
        for name in _constants(path):
            if LIMIT.search(name) and _is_measured(path, name):
                yield path, name


def _constants(path: Path) -> Iterator[str]:
    for node in ast.parse(text_of(path)).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in (part for whole in targets for part in ast.walk(whole)):
            if isinstance(target, ast.Name) and target.id.isupper():
                yield target.id


def _is_measured(path: Path, name: str) -> bool:
    value = getattr(importlib.import_module(".".join(path.with_suffix("").parts)), name)
    return isinstance(value, int | float | timedelta) and not isinstance(value, bool)
