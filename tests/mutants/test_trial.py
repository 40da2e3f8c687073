"""The command itself: a rule that is held, one that is not, an edit that breaks more, and a row that does not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mutants import trial
from tests.mutants.scratch import scratch
from tests.mutants.table import meant_by, read_table, touched_by
from tests.mutants.trial import BROKEN, KILLED, SURVIVED, runner, try_rows

[HELD] = meant_by(read_table(), ["T11", "Base64 has one writing"])
MISSED = replace(HELD, test="tests/unit/devices/signatures/test_encoding.py::test_what_is_encoded_is_decoded")
BREAKS = replace(HELD, new="not_there")
UNFIT = replace(HELD, old="if nobody wrote this:")
IN_A_BROWSER = "tests/browser/test_particulars.py::test_particulars_are_shown_whole_or_can_only_be_denied"
WITH_A_LOOP = "tests/unit/devices/live/test_turns.py::test_t32_it_keeps_so_much_of_what_it_is_told"
NO_TEST = replace(HELD, test="tests/unit/devices/signatures/test_encoding.py::test_that_is_not_there")


@pytest.mark.slow
def test_a_row_is_killed_survives_or_is_broken() -> None:
    with scratch() as folder:
        tried = list(try_rows([HELD, MISSED, BREAKS, UNFIT, NO_TEST, HELD], inside=folder))

    assert [one.result for one in tried] == [KILLED, SURVIVED, BROKEN, BROKEN, BROKEN, KILLED]
    assert "NameError" in tried[2].why
    assert "0 times" in tried[3].why


@pytest.mark.slow
def test_a_test_in_a_browser_and_one_with_a_loop_pass_beside_each_other() -> None:
    with scratch() as folder, runner(folder) as tests:
        assert trial.tests_that_pass({IN_A_BROWSER, WITH_A_LOOP}, tests=tests) == {IN_A_BROWSER, WITH_A_LOOP}


def test_rows_are_chosen_by_id_by_words_and_by_file() -> None:
    table = read_table()

    assert {id_ for row in meant_by(table, ["T02"]) for id_ in row.ids if id_ == "T02"} == {"T02"}
    assert [row.rule for row in meant_by(table, ["T02", "one wrong number"])] == [
        "One wrong number ends the request for good."
    ]
    assert meant_by(table, ["T02", "nothing says this"]) == []
    assert {row.file for row in touched_by(table, ["devices/phones/tokens.py"])} == {
        "devices/phones/tokens.py"
    }
    by_test = touched_by(table, ["tests/unit/devices/phones/test_tokens.py"])
    assert {row.test_file for row in by_test} == {"tests/unit/devices/phones/test_tokens.py"}
