"""Reading a list of code generators: the CSV file that their makers send and other providers take (F08)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from devices.code_generators.keys import read_key
from devices.code_generators.services import LONGEST_SERIAL, Made, read_serial

COLUMNS = ("upn", "serial number", "secret key", "time interval")
MOST_ROWS = 10_000
INTERVALS = {"30": 30, "60": 60, "": 30}


class UnreadableRow(Exception):
    """Why a row, or the whole list, cannot be taken; said to whoever runs the command, or sends the file."""


@dataclass(frozen=True)
class Listed:
    """One row: whose it is, "" of nobody's yet; its serial number; how it was made."""

    username: str
    serial: str
    made: Made


def rows_of(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line in the file. Raises UnreadableRow where columns are missing, or rows too many."""
    reader = csv.DictReader(lines)
    named = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [column for column in COLUMNS if column not in named]
    if missing:
        raise UnreadableRow(f"the first line must name the column {missing[0]!r}")
    reader.fieldnames = named
    for count, row in enumerate(reader):
        if count >= MOST_ROWS:
            raise UnreadableRow(f"more than {MOST_ROWS} rows: split the file")
        yield reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}


def read_row(row: dict[str, str]) -> Listed:
    """Return what a row says. Raises UnreadableRow; of the secret key it never repeats anything (I10)."""
    serial = row["serial number"]
    if not read_serial(serial) or len(serial) > LONGEST_SERIAL:
        raise UnreadableRow(_("no serial number of at most 40 characters"))
    key = read_key(row["secret key"])
    if key is None:
        raise UnreadableRow(_("no secret key in base32 or hex"))
    if row["time interval"] not in INTERVALS:
        raise UnreadableRow(_("the time interval must be 30 or 60"))
    return Listed(row["upn"], serial, Made(secret=key, step_seconds=INTERVALS[row["time interval"]]))
