"""The table of rules, read from rules/*.toml, and which of its rows are meant."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

import msgspec

from tests.architecture.files import ROOT

RULES = Path("tests/mutants/rules")


class Written(msgspec.Struct, forbid_unknown_fields=True):
    """A row as it stands under the heading of its file: `old` becomes `new`, and `test` must fail."""

    ids: list[str]
    rule: str
    old: str
    new: str
    test: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One rule of `file`: the sentence that says it, the edit that takes it away, the test that holds it."""

    ids: tuple[str, ...]
    rule: str
    file: str
    old: str
    new: str
    test: str

    @property
    def name(self) -> str:
        return f"{' '.join(self.ids)}: {self.rule}"

    @property
    def test_file(self) -> str:
        return self.test.partition("::")[0]

    def is_meant_by(self, word: str) -> bool:
        """Is the word one of its ids, or part of its sentence or of its file's name?"""
        return word in self.ids or word.casefold() in self.rule.casefold() or word in self.file


def read_table(folder: Path = ROOT / RULES) -> list[Row]:
    """Every row, in the order in which they are written."""
    return [row for path in sorted(folder.glob("*.toml")) for row in read_rules(path.read_text("utf-8"))]


def read_rules(text: str) -> list[Row]:
    """The rows of one file of the table."""
    written = msgspec.toml.decode(text, type=dict[str, list[Written]])
    return [
        Row(ids=tuple(one.ids), rule=one.rule, file=file, old=one.old, new=one.new, test=one.test)
        for file, ones in written.items()
        for one in ones
    ]


def meant_by(rows: Iterable[Row], words: Collection[str]) -> list[Row]:
    """The rows that every one of these words means."""
    return [row for row in rows if all(row.is_meant_by(word) for word in words)]


def touched_by(rows: Iterable[Row], files: Collection[str]) -> list[Row]:
    """The rows whose rule, or whose test, stands in one of these files."""
    return [row for row in rows if {row.file, row.test_file} & {*files}]


def some_of(rows: Sequence[Row], *, most: int, salt: str) -> list[Row]:
    """At most so many rows, of each file as many; for another `salt` others, for the same always the same."""
    by_file: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: hashlib.sha256(f"{salt} {row.name}".encode()).digest()):
        by_file.setdefault(row.file, []).append(row)
    in_turn = chain.from_iterable(zip_longest(*by_file.values()))
    return [row for row in in_turn if row is not None][:most]
