"""docs/behaviours.md holds every id that is named anywhere, and claims nothing that no test shows."""

import re
from pathlib import Path

from tests.architecture.files import project_files, text_of

PAGE = Path("docs/behaviours.md")
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
ID = re.compile(r"(?<![A-Za-z0-9])([A-H]\d{2}|I(?:10|[1-9])|T\d{2})(?![A-Za-z0-9])")
IN_A_NAME = re.compile(r"\bdef test_([a-hit]\d{1,2})_")
NOT_YET, IN_PART = "not yet", "in part: "


def test_every_id_that_is_named_stands_in_the_page() -> None:
    rows = rows_of_the_page()

    unknown = {
        str(path): ids - rows.keys()
        for path in project_files()
        if path != PAGE and path.suffix in {".py", ".html", ".js", ".md"}
        if (ids := _named_in(path)) - rows.keys()
    }

    assert unknown == {}


def test_what_is_built_is_shown_by_a_test() -> None:
    named = _named_by_tests()

    assert [id_ for id_, now in rows_of_the_page().items() if now != NOT_YET and id_ not in named] == []


def test_what_a_test_shows_is_not_called_not_yet() -> None:
    named = _named_by_tests()

    assert [id_ for id_, now in rows_of_the_page().items() if now == NOT_YET and id_ in named] == []


def test_each_row_stands_once_in_order_and_says_how_far_we_are() -> None:
    found = ROW.findall(text_of(PAGE))
    ids = [id_ for id_, _what, _now in found]
    sections = re.findall(r"^## ([A-Z])\. ", text_of(PAGE), re.MULTILINE)

    assert ids == sorted(set(ids), key=lambda id_: (id_[0], int(id_[1:])))
    assert {id_[0] for id_ in ids} == set(sections)
    assert len(ids) == len(re.findall(r"^\| [A-Z]\d+ ", text_of(PAGE), re.MULTILINE)), "a row cannot be read"
    assert [
        id_ for id_, _what, now in found if now not in {"", NOT_YET} and not now.startswith(IN_PART)
    ] == []


def rows_of_the_page() -> dict[str, str]:
    return {id_: now for id_, _what, now in ROW.findall(text_of(PAGE))}


def _named_by_tests() -> set[str]:
    tests = [path for path in project_files() if path.parts[0] == "tests" and path.name.startswith("test_")]
    return set().union(*(_named_in(path) for path in tests))


def _named_in(path: Path) -> set[str]:
    """The ids in comments and sentences, and those with which a test's name begins."""
    text = text_of(path)
    return {*ID.findall(text), *(id_.upper() for id_ in IN_A_NAME.findall(text))}
