"""What is on its way to becoming a way in: packages above register how theirs ends when the program starts."""

from __future__ import annotations

from collections.abc import Callable

from accounts.users.models import User

End = Callable[[User], object]
_ends: list[End] = []


def register(end: End) -> None:
    """From now on `end` is called, by whoever holds the person's row, when everything of theirs is stopped."""
    if end in _ends:
        raise ValueError(f"{end!r} is registered twice")
    _ends.append(end)


def end_all(locked: User) -> None:
    """End all of it of this person, whose row is held."""
    for end in _ends:
        end(locked)
