"""Passwords known from breaches, in a file that the operator may mount: sorted SHA-1 hashes, a line each.

As Have I Been Pwned's downloader writes it: 40 hexadecimal digits, a colon, how often. Forty gigabytes are searched by
halves, some forty short reads, and nothing is kept in memory; nothing leaves this machine.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.ways.password.rules.length import one_spelling

if TYPE_CHECKING:
    from accounts.users.models import User

DIGITS = 40
HEXADECIMAL = frozenset(b"0123456789ABCDEFabcdef")
LONGEST_LINE = 128
# Lines, spread over the whole file, that are looked at when the program starts.
MOST_LOOKED_AT = 1000
logger = logging.getLogger(__name__)


class NotSorted(ValueError):
    """The file is not what it should be, at the byte `at`."""

    def __init__(self, at: int) -> None:
        super().__init__(f"byte {at}")
        self.at = at


class NotBreached:
    """None that stands in the mounted file."""

    def validate(self, password: str, user: User | None = None) -> None:
        path = settings.BREACHED_PASSWORDS_FILE
        if path and _is_listed_now(one_spelling(password), path=Path(path)):
            raise ValidationError(
                _("It has become known in a breach somewhere, so guessers have it. Take another.")
            )

    def get_help_text(self) -> str:
        return _("None that has become known in a breach.")


def _is_listed_now(password: str, *, path: Path) -> bool:
    """The same; where the file cannot be read no password is taken, for none can be compared."""
    try:
        return is_listed(password, path=path)
    except (OSError, NotSorted) as why:
        logger.exception("BREACHED_PASSWORDS_FILE cannot be read")
        raise ValidationError(
            _("Passwords cannot be compared with known breaches just now, so none is taken. Try again later.")
        ) from why


def is_listed(password: str, *, path: Path) -> bool:
    """Does the SHA-1 of this password stand in the sorted file? Raises OSError, and NotSorted where that is seen."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        while low < high:
            start, found = _line_around((low + high) // 2, lines, lowest=low)
            if found == wanted:
                return True
            if found < wanted:
                low = lines.tell()
            else:
                high = start
    return False


def look_over(path: Path) -> None:
    """Look at lines spread over the file. Raises OSError, or NotSorted where one is no hash or comes too early."""
    before = b""
    for at, found in _spread(path):
        if found < before:
            raise NotSorted(at)
        before = found


def _spread(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as lines:
        size = lines.seek(0, os.SEEK_END)
        for n in range(MOST_LOOKED_AT):
            yield _line_around(size * n // MOST_LOOKED_AT, lines, lowest=0)


def _line_around(position: int, lines: IO[bytes], *, lowest: int) -> tuple[int, bytes]:
    """The start of the line around this byte, no lower than `lowest`, and its hash; the next line is read next."""
    begin = max(lowest, position - LONGEST_LINE)
    lines.seek(begin)
    start = begin + lines.read(position - begin).rfind(b"\n") + 1
    lines.seek(start)
    line = lines.readline(LONGEST_LINE)
    found, after = line[:DIGITS], line[DIGITS : DIGITS + 1]
    if len(found) < DIGITS or not set(found) <= HEXADECIMAL or after not in {b":", b"\r", b"\n", b""}:
        raise NotSorted(start)
    return start, found.upper()
