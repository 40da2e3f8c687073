"""Reading a file: its letters, what stands between its cells, its headings, its bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.jobs.table import LONGEST_CELL, UnreadableFile, read_table
from idp.portal.imports.people import KIND


def cells(content: bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_table(content, kind=KIND).rows]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_it_reads_what_spreadsheets_save(mark: str, between: str, ending: str) -> None:
    text = mark + ending.join([f"Username{between}Namn", f"åsa@x.example{between}Åsa Öberg", ""])

    assert cells(text.encode()) == [{"username": "åsa@x.example", "name": "Åsa Öberg"}]


def test_lines_are_numbered_as_in_the_file_and_empty_ones_left_out() -> None:
    table = read_table(b'username,name\n\na@x.example,"two\nlines"\n\nb@x.example\n', kind=KIND)

    assert [(row.line, row.cells["username"]) for row in table.rows] == [
        (4, "a@x.example"),
        (6, "b@x.example"),
    ]


def test_columns_that_mean_nothing_are_named() -> None:
    table = read_table(b"username,Shoe size,\na@x.example,44,\n", kind=KIND)

    assert table.ignored == ["Shoe size"]
    assert [dict(row.cells) for row in table.rows] == [{"username": "a@x.example"}]


def test_a_file_that_is_not_utf_8_says_how_to_save_it() -> None:
    with pytest.raises(UnreadableFile) as refused:
        cells("username\nåsa@x.example\n".encode("latin-1"))

    assert "CSV UTF-8" in str(refused.value.public_text)


@pytest.mark.parametrize("content", [b'username\n"a', b"username\n" + b"a" * (LONGEST_CELL + 1)])
def test_what_is_no_csv_is_refused_by_its_line(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="line 2"):
        cells(content)


def test_rows_beyond_the_bound_are_refused() -> None:
    table = read_table(b"username\na\nb\nc\n", kind=replace(KIND, most_rows=2))

    with pytest.raises(UnreadableFile):
        list(table.rows)
