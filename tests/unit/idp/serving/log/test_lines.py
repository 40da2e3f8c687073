"""I10: no secret in the log; and of each event one line, which no stranger writes or makes endless."""

import io
import logging
import sys

import pytest
from django.test import Client

from idp.serving.log.crowds import FewOfAKind
from idp.serving.log.lines import LONGEST_LINE, MOST_LINES, OneLine

STAMPED = OneLine("%(levelname)s %(name)s: %(message)s")


def line_of(message: str, *arguments: object) -> str:
    record = logging.LogRecord("idp", logging.INFO, __file__, 1, message, arguments, None)
    return STAMPED.format(record)


def lines_of_a_fault(raised: Exception, **extra: object) -> list[str]:
    """What is written when this was raised."""
    try:
        raise raised
    except type(raised):
        record = logging.LogRecord("idp", logging.ERROR, __file__, 1, "broke", (), sys.exc_info())
    record.__dict__.update(extra)
    return STAMPED.format(record).split("\n")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What goes to stderr."""
    [stderr] = [handler for handler in logging.getLogger().handlers if handler.name == "stderr"]
    monkeypatch.setattr(stderr, "stream", stream := io.StringIO())
    # What other tests had refused this minute leaves none of these lines out.
    monkeypatch.setattr(stderr, "filters", [FewOfAKind()])
    return stream


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Gone: %s", ("/sign-in/one-time/s3cr3t-part/",)),
        ('"POST /sign-in/one-time/s3cr3t-part/ HTTP/1.1" 410', ()),
        ("%s: %s", ("Not Found", "http://localhost/sign-in/one-time/s3cr3t-part")),
    ],
)
def test_the_secret_of_a_one_time_link_is_not_logged(message: str, arguments: tuple[object, ...]) -> None:
    line = line_of(message, *arguments)

    assert "s3cr3t" not in line
    assert "/one-time/…" in line


@pytest.mark.parametrize(
    "path", ["/security-info/undo/s3cr3t-part/", "http://localhost/security-info/undo/s3cr3t-part"]
)
def test_a_link_by_which_changes_are_taken_back_is_no_use_to_who_reads_the_log(path: str) -> None:
    # I10
    line = line_of("Gone: %s", path)

    assert "s3cr3t" not in line
    assert "/security-info/undo/…" in line


def test_nor_is_it_in_a_traceback() -> None:
    assert "s3cr3t" not in "".join(lines_of_a_fault(ValueError("/one-time/s3cr3t/")))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_an_event_is_one_line_however_it_is_read(ending: str) -> None:
    line = line_of("at %s", f"/x{ending}INFO forged")

    assert len(line.splitlines()) == 1
    assert "INFO forged" in line


def test_a_terminal_is_not_spoken_to() -> None:
    assert line_of("at /\x1b[2J\x07") == "INFO idp: at /\\x1b[2J\\x07"


def test_letters_of_any_language_stay_as_they_are() -> None:
    assert line_of("Åsa · 日本 · %s", "ö") == "INFO idp: Åsa · 日本 · ö"


def test_a_line_has_an_end_and_says_where_it_was_cut() -> None:  # H08
    line = line_of("%s", "x" * 200_000)

    assert len(line) < LONGEST_LINE + 40
    assert line.endswith("x… (200010 characters)")


def test_a_fault_is_told_with_where_it_was_raised() -> None:
    lines = lines_of_a_fault(ValueError("what it was"))

    assert lines[0] == "ERROR idp: broke"
    assert "raise raised" in "".join(lines)
    assert lines[-1] == "    ValueError: what it was"


def test_no_line_of_a_traceback_passes_for_an_event() -> None:  # H08
    lines = lines_of_a_fault(ValueError("a\nINFO idp: forged\r\x1b[2J\n" + "b\n" * 5000 + "c" * 5000))

    assert [line for line in lines[1:] if not line.startswith("    ")] == []
    assert "    INFO idp: forged\\r\\x1b[2J" in lines
    assert len(lines) <= MOST_LINES + 2
    assert max(len(line) for line in lines) < LONGEST_LINE + 40


def test_what_was_refused_is_one_line_though_django_hands_a_traceback_over() -> None:
    assert lines_of_a_fault(ValueError("a stranger's"), status_code=400) == ["ERROR idp: broke"]
    assert len(lines_of_a_fault(ValueError("ours"), status_code=500)) > 1


@pytest.mark.parametrize("path", ["/device-api/v1/phone/", "/nowhere/"])
def test_an_address_with_a_line_break_writes_no_line(path: str, db: None, log: io.StringIO) -> None:
    Client().get(f"{path}%0A2026-01-01 00:00:00,000 INFO handslag.refused: forged")

    lines = log.getvalue().splitlines()
    assert any("forged" in line for line in lines)
    assert not any(line.startswith("2026-01-01") for line in lines)
