"""What a line of the log may hold: no secret that is part of an address (I10), and no second line."""

import logging
import re

ONE_TIME_LINK = re.compile(r"(/one-time/)[^/\s\"']+")
# Control characters, and what else ends a line somewhere: next line, line separator, paragraph separator.
NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class NoSecrets(logging.Filter):
    """Replaces the secret of a one-time link by dots, whoever logs the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, cleaned."""
        return _rewrite(record, ONE_TIME_LINK.sub(r"\1…", record.getMessage()))


class OneLine(logging.Filter):
    """Writes a line break as its escape: an address with ``%0A`` in it must not write a line of the stranger's own."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, on one line."""
        return _rewrite(record, NOT_PRINTED.sub(lambda found: ascii(found[0])[1:-1], record.getMessage()))


def _rewrite(record: logging.LogRecord, message: str) -> bool:
    if message != record.getMessage():
        record.msg, record.args = message, ()
    return True
