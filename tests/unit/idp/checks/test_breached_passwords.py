"""F07: a file of breached passwords that cannot be used keeps the program from starting, and says what to do."""

from __future__ import annotations

from pathlib import Path

from pytest_django import Settings

from idp.checks.breached_passwords import breached_passwords_are_sorted


def ids_and_hints() -> list[tuple[str, str]]:
    return [(str(found.id), str(found.hint)) for found in breached_passwords_are_sorted()]


def test_none_is_needed(settings: Settings) -> None:
    # F07
    settings.BREACHED_PASSWORDS_FILE = ""

    assert ids_and_hints() == []


def test_a_sorted_one_is_right(tmp_path: Path, settings: Settings) -> None:
    # F07
    path = tmp_path / "hashes.txt"
    path.write_text("".join(f"{n:040X}:{n + 1}\r\n" for n in range(0, 5000, 7)), newline="")
    settings.BREACHED_PASSWORDS_FILE = str(path)

    assert ids_and_hints() == []


def test_one_that_is_not_there_is_refused(tmp_path: Path, settings: Settings) -> None:
    # F07
    settings.BREACHED_PASSWORDS_FILE = str(tmp_path / "gone.txt")

    [(number, hint)] = ids_and_hints()

    assert number == "idp.E021"
    assert "Mount it" in hint


def test_one_that_is_not_sorted_is_refused(tmp_path: Path, settings: Settings) -> None:
    # F07
    path = tmp_path / "hashes.txt"
    path.write_text("".join(f"{n:040X}:1\n" for n in (5, 4, 3, 2, 1)))
    settings.BREACHED_PASSWORDS_FILE = str(path)

    [(number, hint)] = ids_and_hints()

    assert number == "idp.E022"
    assert "sort" in hint
