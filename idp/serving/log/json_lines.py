"""The log as lines of JSON, for programs that read it: of each event one object, whatever a stranger put into it."""

import json
import logging
from datetime import UTC, datetime

from accounts.telemetry.marks import sign_in_at_hand
from idp.serving.log.lines import traceback_of, written


class JsonLine(logging.Formatter):
    """One object an event: when, how grave, who says it, what; the sign-in it is about; a fault with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The event as it is written, in ASCII."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": written(record.getMessage()),
        }
        if mark := sign_in_at_hand():
            said["sign_in"] = mark
        if left_out := getattr(record, "left_out", 0):
            said["left_out"] = left_out
        if traceback := list(traceback_of(self, record)):
            said["traceback"] = traceback
        return json.dumps(said)
