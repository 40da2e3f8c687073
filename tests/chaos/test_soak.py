"""H09: growth is seen, and what only goes up and down is not taken for it."""

from __future__ import annotations

import random

import pytest

from tests.chaos.soak import Course, slope


def test_the_slope_is_that_of_the_line_that_fits() -> None:
    assert slope([1, 3, 5, 7]) == pytest.approx(2)
    assert slope([4, 4, 4]) == 0
    assert slope([4]) == 0


def test_h09_a_leak_is_seen_and_warming_up_is_not() -> None:
    warms = [100_000.0 + min(n, 20) * 2_000 for n in range(60)]
    leaks = [100_000.0 + n * 1_000 for n in range(60)]

    assert Course("memory", "KiB", warms).is_flat
    assert not Course("memory", "KiB", leaks).is_flat


def test_h09_what_goes_up_and_down_is_flat() -> None:
    dice = random.Random(7)

    assert Course("files", "files", [40 + dice.randrange(12) for _ in range(60)]).is_flat
    assert not Course("rows", "rows", [n * 10.0 for n in range(60)]).is_flat
