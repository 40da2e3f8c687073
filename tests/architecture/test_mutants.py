"""The table of rules (tests/mutants) can be tried as it stands, and leaves out no attack and no invariant."""

import pytest

from tests.architecture.test_behaviours import NOT_YET, rows_of_the_page
from tests.mutants.problems import problems_of, rules_written_twice
from tests.mutants.table import RULES, Row, read_table, some_of

LONGEST_FILE = 300
TABLE = read_table()


@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_each_row_can_be_tried(row: Row) -> None:
    """Its file and its test are there, and its old text stands in the file once."""
    assert problems_of(row) == []
    assert [id_ for id_ in row.ids if id_ not in rows_of_the_page()] == []


def test_no_rule_is_taken_away_twice_by_the_same_edit() -> None:
    assert rules_written_twice(TABLE) == []
    assert len({row.name for row in TABLE}) == len(TABLE)


def test_every_attack_and_every_invariant_has_a_row_once_it_is_built() -> None:
    built = {id_ for id_, now in rows_of_the_page().items() if now != NOT_YET and id_[0] in "TI"}
    held = {id_ for row in TABLE for id_ in row.ids}

    assert built - held == set()


def test_each_file_of_the_table_can_be_read() -> None:
    lengths = {path.name: path.read_text("utf-8").count("\n") for path in RULES.glob("*.toml")}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_of_many_rows_the_same_few_are_chosen_for_the_same_commit_and_of_many_files() -> None:
    chosen = some_of(TABLE, most=10, salt="a commit")

    assert chosen == some_of([*reversed(TABLE)], most=10, salt="a commit")
    assert len({row.file for row in chosen}) == len(chosen) == 10
    assert chosen != some_of(TABLE, most=10, salt="another")
