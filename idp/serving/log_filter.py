"""Keeps secrets that are part of an address out of the log (I10)."""

import logging
import re

ONE_TIME_LINK = re.compile(r"(/one-time/)[^/\s\"']+")


class NoSecrets(logging.Filter):
    """Replaces the secret of a one-time link by dots, whoever logs the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, cleaned."""
        message = record.getMessage()
        cleaned = ONE_TIME_LINK.sub(r"\1…", message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        return True
