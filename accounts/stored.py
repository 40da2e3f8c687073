"""Values that are kept as JSON (in a session, in a column) and read back by whatever release comes next."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")


def as_stored(value: object) -> Any:
    """Return a value (a dataclass, nested ones included) as plain JSON types."""
    return msgspec.to_builtins(value, order="deterministic")


def read_stored(kind: type[Value], stored: object) -> Value | None:
    """Return what was stored as a value of this kind; None when it cannot be one.

    Another release may have written it: members this one does not know are left out, missing ones take their default.
    Whoever reads treats None as nothing stored, so an upgrade costs at most a new start, never a fault.
    """
    try:
        return msgspec.convert(stored, kind)
    except msgspec.ValidationError:
        return None
