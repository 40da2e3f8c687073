"""Where an axis ends, and which words stand below it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

# An axis ends at one of these times a power of ten: its half can be read, too.
ENDS = (1, 2, 4, 6, 8, 10)


def end_of(most: int) -> int:
    """The lowest round number that nothing goes beyond; an axis always has some length."""
    power = 1
    while most > ENDS[-1] * power:
        power *= 10
    return next(end * power for end in ENDS if end * power >= most)


def share(part: float, whole: float) -> float:
    """How many percent of the whole this is, as a place is written; none of nothing."""
    return round(100 * part / whole, 2) if whole else 0.0


def named(count: int) -> Sequence[tuple[int, str]]:
    """Which of so many have their word below the axis, and how it is aligned: three fit on a phone."""
    if count < 1:
        return ()
    if count == 1:
        return ((0, "start"),)
    ends = ((0, "start"), (count - 1, "end"))
    return ends if count == 2 else (ends[0], ((count - 1) // 2, "middle"), ends[1])
