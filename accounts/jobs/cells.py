"""What stands in one cell of a file: read as it was meant, and written so that it is read so again."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What a table program would run as a formula when it opens the file.
WIDE = "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
FORMULA = re.compile(rf"'*[=+@\t\r\n{WIDE}-]")
# Between names of one cell; what of a name would be taken for it stands behind a backslash.
BETWEEN = "|"
PART = re.compile(r"(?:\\[|;\\]|[^|;])*")
ESCAPED = re.compile(r"\\([|;\\])")
TO_ESCAPE = re.compile(r"([|;\\])")


def harmless(text: str) -> str:
    """A cell that no table program takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def as_meant(cell: str) -> str:
    """A cell without the mark that made it harmless."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def several(names: Iterable[str]) -> str:
    """Some names in one cell."""
    return BETWEEN.join(TO_ESCAPE.sub(r"\\\1", name) for name in names)


def each_of(cell: str) -> list[str]:
    """The names in a cell, with | or ; between them."""
    return [ESCAPED.sub(r"\1", part) for part in PART.findall(cell) if part]
