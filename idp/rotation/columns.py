"""Encrypting columns anew, some rows at a time, beside whoever reads and writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken

from accounts.encryption import encrypted_anew, is_readable, is_under_present_key
from idp.rotation.table import Encrypted

AT_ONCE = 500


@dataclass
class Counted:
    """How many values of some columns were moved, stood under the present key already, and are read by no key."""

    moved: int = 0
    stood: int = 0
    unreadable: int = 0


def encrypt_anew(what: Encrypted) -> Counted:
    """Move every value to the present key. Begun again it goes on: what has been moved is not moved twice."""
    counted = Counted()
    for pk, column, stored in _values(what):
        if is_under_present_key(stored, purpose=what.purpose):
            counted.stood += 1
            continue
        try:
            anew = encrypted_anew(stored, purpose=what.purpose)
        except InvalidToken:
            counted.unreadable += 1
            continue
        # Changed by somebody meanwhile it stands under the present key, or is looked at the next time.
        same = what.model._default_manager.filter(pk=pk, **{column: stored})
        counted.moved += same.update(**{column: anew})
    return counted


def under_earlier_keys(what: Encrypted) -> int:
    """Return how many values the present key does not read."""
    return sum(
        not is_under_present_key(stored, purpose=what.purpose) for _pk, _column, stored in _values(what)
    )


def unreadable(what: Encrypted) -> int:
    """Return how many values no key that is set reads."""
    return sum(not is_readable(stored, purpose=what.purpose) for _pk, _column, stored in _values(what))


def _values(what: Encrypted) -> Iterator[tuple[Any, str, str]]:
    """Each value that is there, in the order of the keys: no cursor is held, so a pooler is no hindrance."""
    rows = what.model._default_manager.order_by("pk").values_list("pk", *what.columns)
    found = list(rows[:AT_ONCE])
    while found:
        for pk, *values in found:
            yield from (
                (pk, column, stored) for column, stored in zip(what.columns, values, strict=True) if stored
            )
        found = list(rows.filter(pk__gt=found[-1][0])[:AT_ONCE])
