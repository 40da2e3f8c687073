"""Reading a file of rows: UTF-8 with or without a mark, commas, semicolons or tabs, columns found by their headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.jobs.cells import as_meant
from accounts.jobs.findings import Row
from accounts.jobs.kinds import Kind
from accounts.refusals import Refusal

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_CELL = 10_000
BETWEEN = (",", ";", "\t")


class UnreadableFile(Refusal):
    """`public_text` says what to do about it."""

    code = "unreadable_file"

    def __init__(self, detail: str, *, text: str) -> None:
        super().__init__(detail)
        self.public_text = text


@dataclass(frozen=True)
class Table:
    """The rows of a file, read as they are asked for, and the headings that mean nothing here."""

    rows: Iterator[Row]
    ignored: list[str]


def read_table(content: bytes, *, kind: Kind) -> Table:
    """The file as this kind of job reads it. Raises UnreadableFile, also later while its rows are read."""
    lines = _lines_of(content)
    head = _head_of(lines)
    names = [_column_of(heading, kind) for heading in head]
    for column in kind.needed:
        if column not in names:
            text = _("The first line of the file must name the column “%(column)s”.") % {"column": column}
            raise UnreadableFile(f"no column {column!r}", text=text)
    if twice := {name for name in names if name and names.count(name) > 1}:
        text = _("Two columns of the file mean “%(column)s”. Keep one.") % {"column": min(twice)}
        raise UnreadableFile(f"columns twice: {twice}", text=text)
    ignored = [heading for heading, name in zip(head, names, strict=True) if heading and not name]
    return Table(_rows_of(lines, names, most=kind.most_rows), [one[:80] for one in ignored[:20]])


def _lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that has any, with the number of the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        advice = _("The file is not in UTF-8. In a spreadsheet, save it as “CSV UTF-8”.")
        raise UnreadableFile(f"not UTF-8 at byte {why.start}", text=advice) from why
    first = text[: text.find("\n") + 1 or None]
    between = max(BETWEEN, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, [_cell(cell) for cell in cells]
    except csv.Error as why:
        advice = _("Line %(line)d of the file cannot be read as CSV. Look at its quotes.") % {
            "line": reader.line_num
        }
        raise UnreadableFile(f"line {reader.line_num}: {why}", text=advice) from why


def _cell(written: str) -> str:
    if len(written) > LONGEST_CELL:
        raise csv.Error("a long cell")
    return as_meant(written.strip())


def _head_of(lines: Iterator[tuple[int, list[str]]]) -> list[str]:
    for _number, cells in lines:
        return cells
    raise UnreadableFile("no lines", text=_("The file is empty."))


def _column_of(heading: str, kind: Kind) -> str:
    """The column that a heading means; "" where it means none."""
    written = " ".join(heading.replace("_", " ").casefold().split())
    return next((column for column, headings in kind.columns.items() if written in headings), "")


def _rows_of(lines: Iterator[tuple[int, list[str]]], names: list[str], *, most: int) -> Iterator[Row]:
    for count, (number, cells) in enumerate(lines):
        if count >= most:
            text = _("The file has more than %(most)d rows. Split it.") % {"most": most}
            raise UnreadableFile(f"more than {most} rows", text=text)
        named = zip(names, cells, strict=False)
        yield Row(number, {name: cell for name, cell in named if name and cell})
