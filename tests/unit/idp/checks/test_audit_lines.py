"""E17: where lines of the log cannot be written, the program does not start, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from idp.checks.audit_lines import audit_lines_can_be_written


def ids() -> list[str]:
    return [str(found.id) for found in audit_lines_can_be_written()]


@pytest.mark.parametrize("said", ["", "stdout"])
def test_none_or_standard_output_is_right(said: str, settings: Settings) -> None:
    # E17
    settings.AUDIT_LINES = said

    assert ids() == []


def test_a_file_in_a_folder_that_is_there_is_right(tmp_path: Path, settings: Settings) -> None:
    # E17
    settings.AUDIT_LINES = str(tmp_path / "audit.jsonl")

    assert ids() == []


@pytest.mark.parametrize(("said", "number"), [("audit.jsonl", "idp.E050"), ("/no/such/folder/a", "idp.E051")])
def test_another_is_refused(said: str, number: str, settings: Settings) -> None:
    # E17
    settings.AUDIT_LINES = said

    assert ids() == [number]


def test_a_folder_is_no_file(tmp_path: Path, settings: Settings) -> None:
    # E17
    settings.AUDIT_LINES = str(tmp_path)

    assert ids() == ["idp.E051"]
