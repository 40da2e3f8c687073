"""H04, I10: the log as objects, one a line, whatever a stranger wrote; and which sign-in it is about."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.telemetry.marks import about_nothing, about_sign_in
from idp.serving.log.json_lines import JsonLine
from idp.serving.log.lines import LONGEST_LINE, MOST_LINES


@pytest.fixture(autouse=True)
def _about_nothing() -> Iterator[None]:
    about_nothing()
    yield
    about_nothing()


def written(message: str, *arguments: object, **extra: object) -> dict[str, Any]:
    """What one event is written as, read again."""
    record = logging.LogRecord("idp", logging.WARNING, __file__, 1, message, arguments, None)
    record.__dict__.update(extra)
    line = JsonLine().format(record)
    assert line.isascii()
    assert "\n" not in line
    read: dict[str, Any] = json.loads(line)
    return read


def test_an_event_is_an_object_of_its_time_gravity_and_words() -> None:  # H04
    said = written("%s is away", "Redis")

    assert said.pop("time").endswith("+00:00")
    assert said == {"level": "WARNING", "logger": "idp", "message": "Redis is away"}


def test_what_a_stranger_wrote_stays_one_bounded_line_and_one_member() -> None:  # I10
    said = written("asked for %s", '"}\n{"level": "CRITICAL\u2028' + "x" * 5000)

    assert said["level"] == "WARNING"
    assert "\n" not in said["message"]
    assert len(said["message"]) < LONGEST_LINE + 100


def test_a_one_time_link_is_no_more_told_than_in_the_other_form() -> None:  # I10
    assert "s3cret" not in written("GET /sign-in/one-time/s3cret")["message"]


def test_what_is_about_a_sign_in_names_it_by_its_mark_alone() -> None:  # H04
    binding = "0123456789abcdef" + "rest of a digest"
    about_sign_in(binding)

    assert written("phone is not woken")["sign_in"] == "0123456789abcdef"


def test_what_was_left_out_is_counted() -> None:
    assert written("refused", left_out=7)["left_out"] == 7


def test_a_fault_brings_its_traceback_in_lines() -> None:
    try:
        int("x\n" * 2 * MOST_LINES)
    except ValueError:
        record = logging.LogRecord("idp", logging.ERROR, __file__, 1, "broke", (), sys.exc_info())

    said = json.loads(JsonLine().format(record))

    assert said["traceback"][0] == "Traceback (most recent call last):"
    assert len(said["traceback"]) <= MOST_LINES + 1
