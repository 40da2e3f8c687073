"""I10: no secret in the log; and no line that a stranger wrote."""

import io
import logging

import pytest
from django.test import Client

from idp.serving.log_filter import NoSecrets, OneLine


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Gone: %s", ("/sign-in/one-time/s3cr3t-part/",)),
        ('"POST /sign-in/one-time/s3cr3t-part/ HTTP/1.1" 410', ()),
        ("%s: %s", ("Not Found", "http://localhost/sign-in/one-time/s3cr3t-part")),
    ],
)
def test_the_secret_of_a_one_time_link_is_not_logged(message: str, arguments: tuple[object, ...]) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, arguments, None)

    assert NoSecrets().filter(record)

    assert "s3cr3t" not in record.getMessage()
    assert "/one-time/…" in record.getMessage()


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("idp", logging.INFO, __file__, 1, "%d requests ended", (3,), None)

    NoSecrets().filter(record)

    assert record.args == (3,)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_an_event_is_one_line_however_it_is_read(ending: str) -> None:
    record = logging.LogRecord("idp", logging.INFO, __file__, 1, "at %s", (f"/x{ending}INFO forged",), None)

    assert OneLine().filter(record)

    assert len(record.getMessage().splitlines()) == 1
    assert "INFO forged" in record.getMessage()


def test_a_terminal_is_not_spoken_to() -> None:
    record = logging.LogRecord("idp", logging.INFO, __file__, 1, "at /\x1b[2J\x07", (), None)

    OneLine().filter(record)

    assert record.getMessage() == "at /\\x1b[2J\\x07"


def test_letters_of_any_language_stay_as_they_are() -> None:
    record = logging.LogRecord("idp", logging.INFO, __file__, 1, "Åsa · 日本 · %s", ("ö",), None)

    OneLine().filter(record)

    assert record.getMessage() == "Åsa · 日本 · ö"


@pytest.mark.parametrize("path", ["/device-api/v1/phone/", "/nowhere/"])
def test_an_address_with_a_line_break_writes_no_line(
    path: str, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    [stderr] = [handler for handler in logging.getLogger().handlers if handler.name == "stderr"]
    monkeypatch.setattr(stderr, "stream", log := io.StringIO())

    Client().get(f"{path}%0A2026-01-01 00:00:00,000 INFO handslag.refused: forged")

    lines = log.getvalue().splitlines()
    assert any("forged" in line for line in lines)
    assert not any(line.startswith("2026-01-01") for line in lines)
