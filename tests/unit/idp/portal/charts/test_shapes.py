"""Where the parts of a chart stand: to scale, and within the chart whatever is counted (E14)."""

from __future__ import annotations

import pytest

from idp.portal.charts import shapes
from idp.portal.charts.scale import end_of, named
from idp.portal.charts.shapes import PLOT_FOOT, PLOT_TOP


@pytest.mark.parametrize(
    ("most", "end"),
    [(0, 1), (1, 1), (2, 2), (3, 4), (9, 10), (10, 10), (11, 20), (70, 80), (999_999, 1_000_000)],
)
def test_an_axis_ends_at_the_next_round_number(most: int, end: int) -> None:
    assert end_of(most) == end


@pytest.mark.parametrize(
    ("many", "at"), [(0, []), (1, [0]), (2, [0, 1]), (7, [0, 3, 6]), (13, [0, 6, 12]), (30, [0, 14, 29])]
)
def test_three_words_at_most_stand_below(many: int, at: list[int]) -> None:
    assert [one for one, _anchor in named(many)] == at


def test_bars_are_as_long_as_what_they_count_is_of_the_most() -> None:
    chart = shapes.bars([("a", 40, ""), ("b", 10, "/b"), ("c", 0, "")])

    assert [(bar.width, bar.url) for bar in chart.bars] == [(100, ""), (25, "/b"), (0, "")]
    assert chart.bars[-1].top + 10 <= chart.height
    assert shapes.bars([("a", 0, "")]).bars[0].width == 0
    assert shapes.bars([]).height == 0


def test_the_parts_of_a_column_stand_upon_each_other_and_fill_it_to_scale() -> None:
    chart = shapes.columns(["one", "two"], [(3, 0, 1), (8, 0, 0)])

    first, upon, second = chart.boxes
    room = PLOT_FOOT - PLOT_TOP
    assert [tick.value for tick in chart.ticks] == [0, 4, 8]
    assert (first.colour, upon.colour, second.colour) == (0, 2, 0)
    assert first.height == pytest.approx(room * 3 / 8)
    assert upon.top + upon.height == pytest.approx(first.top)
    assert (second.top, second.top + second.height) == (PLOT_TOP, PLOT_FOOT)
    assert first.left + first.width < 50 < second.left
    assert second.left + second.width < 100


def test_a_line_is_broken_where_nothing_is_known() -> None:
    chart = shapes.line(["a", "b", "c", "d"], [0, None, 50, 100])

    assert chart.points == [(12.5, PLOT_FOOT), (62.5, (PLOT_TOP + PLOT_FOOT) / 2), (87.5, PLOT_TOP)]
    assert chart.parts == [(chart.points[1], chart.points[2])]


def test_nothing_at_all_makes_an_empty_chart() -> None:
    assert shapes.columns([], []).boxes == []
    assert shapes.line([], []).points == []
