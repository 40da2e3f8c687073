"""Small enough to read: functions, files, folders, and what stands at the top."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.files import project_files, source_files, text_of

LONGEST_FUNCTION = 50
LONGEST_CHECK_LIST = 80  # devices/signatures: a flat list of checks is read best in one piece
LONGEST_FILE = 300
FULLEST_FOLDER = 12
TOP = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "accounts",
    "bin",
    "devices",
    "deploy",
    "docs",
    "idp",
    "locale",
    "manage.py",
    "pyproject.toml",
    "requirements.txt",
    "templates",
    "tests",
}


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [
        f"{path}:{function.lineno} {function.name} has {length} lines"
        for path in source_files(".py")
        for function, length in _functions(path)
        if length > (LONGEST_CHECK_LIST if path.is_relative_to("devices/signatures") else LONGEST_FUNCTION)
    ]

    assert too_long == []


def test_no_file_is_longer_than_one_subject() -> None:
    lengths = {str(path): text_of(path).count("\n") for path in source_files(".py", ".js", ".css", ".html")}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_folder_holds_more_than_one_can_take_in() -> None:
    folders = Counter(str(path.parent) for path in source_files(".py") if path.name != "__init__.py")

    assert {folder: files for folder, files in folders.items() if files > FULLEST_FOLDER} == {}


def test_the_top_shows_the_product_and_nothing_else() -> None:
    assert {path.parts[0] for path in project_files()} == TOP


def test_nothing_is_marked_unfinished() -> None:
    marks = ["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]
    marked = [
        str(path)
        for path in project_files()
        if path.suffix in {".py", ".js", ".css", ".html", ".md", ".toml"}
        if any(mark in text_of(path) for mark in marks)
    ]

    assert marked == []


def _functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1
