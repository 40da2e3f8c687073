"""How the log is written: no secret that is part of an address (I10), and of each event one line, never endless."""

import logging
import re
from collections.abc import Iterator

LONGEST_LINE = 1000
MOST_LINES = 200
SET_IN = "    "
ONE_TIME_LINK = re.compile(r"(/(?:one-time|security-info/undo)/)[^/\s\"']+")
# Control characters, and what else ends a line somewhere: next line, line separator, paragraph separator.
NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """One line an event, whatever a stranger put into it; below a fault of ours its traceback, set in."""

    def format(self, record: logging.LogRecord) -> str:
        """The event as it is written."""
        record.message, record.asctime = record.getMessage(), self.formatTime(record)
        line = written(self.formatMessage(record))
        if left_out := getattr(record, "left_out", 0):
            line += f" ({left_out} more like it were left out)"
        return "\n".join([line, *(SET_IN + one for one in traceback_of(self, record))])


def traceback_of(formatter: logging.Formatter, record: logging.LogRecord) -> Iterator[str]:
    """Where what was not to be was raised, in lines; none of what was refused."""
    if record.exc_info and not _is_refusal(record):
        yield from _lines_of(formatter.formatException(record.exc_info))


def _is_refusal(record: logging.LogRecord) -> bool:
    """Django logs what it refuses as it logs faults; where that was raised is nothing to look into."""
    status: int = getattr(record, "status_code", 500)
    return status < 500


def _lines_of(traceback: str) -> Iterator[str]:
    """The lines of a traceback. What was raised may quote a stranger: none passes for an event, if it is set in."""
    lines = traceback.split("\n")
    if len(lines) > MOST_LINES:
        half = MOST_LINES // 2
        lines = [*lines[:half], f"… {len(lines) - 2 * half} lines …", *lines[-half:]]
    return (written(line) for line in lines)


def written(text: str) -> str:
    """On one line, cut where it grows too long, with each control character as its escape."""
    cut = text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}… ({len(text)} characters)"
    return NOT_PRINTED.sub(lambda found: ascii(found[0])[1:-1], ONE_TIME_LINK.sub(r"\1…", cut))
