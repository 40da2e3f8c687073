"""Where the parts of a chart stand: percent across, pixels down. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from accounts.many.estimating import in_words
from idp.portal.charts.scale import end_of, named, share

BAR_ROW = 44
PLOT_TOP, PLOT_FOOT = 24, 184
HEIGHT = PLOT_FOOT + 28
# Of the room that one column has: the rest is the gap to the next.
FILLED = 0.72


@dataclass(frozen=True)
class Bar:
    """One bar: the baseline of its words, the bar below them."""

    label: str
    count: str
    words_at: int
    top: int
    width: float
    url: str = ""


@dataclass(frozen=True)
class Bars:
    """One bar for each thing, one below the other, all to the same scale."""

    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        return BAR_ROW * len(self.bars)


@dataclass(frozen=True)
class Tick:
    """A line across, and what it stands for."""

    at: int
    value: int


@dataclass(frozen=True)
class Word:
    """A word below the axis."""

    at: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Box:
    """A part of a column, in the colour with this number."""

    left: float
    top: float
    width: float
    height: float
    colour: int


@dataclass(frozen=True)
class Plot:
    """What charts over time have in common: lines across, and words below."""

    ticks: Sequence[Tick]
    words: Sequence[Word]
    height: int = HEIGHT
    words_at: int = HEIGHT - 6


@dataclass(frozen=True)
class Columns(Plot):
    """A column for each stretch of time, its parts upon each other."""

    boxes: Sequence[Box] = ()


@dataclass(frozen=True)
class Line(Plot):
    """A line from one stretch of time to the next; broken where nothing is known."""

    points: Sequence[tuple[float, float]] = ()
    parts: Sequence[tuple[tuple[float, float], tuple[float, float]]] = ()


def bars(things: Sequence[tuple[str, int, str]], *, is_about: bool = False) -> Bars:
    """Of names, counts and where each leads. `is_about`: the counts are estimates."""
    most = max((count for _label, count, _url in things), default=0)
    return Bars(
        [
            Bar(
                label,
                in_words(count, is_about=is_about),
                row * BAR_ROW + 15,
                row * BAR_ROW + 22,
                share(count, most),
                url,
            )
            for row, (label, count, url) in enumerate(things)
        ]
    )


def columns(
    labels: Sequence[str], counts: Sequence[Sequence[int]], *, colours: Sequence[int] = range(4)
) -> Columns:
    """Of a count for each part, for each label."""
    end = end_of(max((sum(one) for one in counts), default=0))
    room = 100 / max(len(labels), 1)
    boxes = [
        box
        for at, one in enumerate(counts)
        for box in _stacked(at * room, room, zip(one, colours, strict=False), end)
    ]
    return Columns(ticks=_ticks(end), words=_words(labels), boxes=boxes)


def line(labels: Sequence[str], percents: Sequence[int | None]) -> Line:
    """Of a share in percent for each label; None where there is none."""
    room = 100 / max(len(labels), 1)
    places = [
        None if percent is None else (round((at + 0.5) * room, 2), _down(percent, 100))
        for at, percent in enumerate(percents)
    ]
    parts = [(one, other) for one, other in pairwise(places) if one is not None and other is not None]
    points = [place for place in places if place is not None]
    return Line(ticks=_ticks(100), words=_words(labels), points=points, parts=parts)


def _stacked(begins: float, room: float, parts: Iterable[tuple[int, int]], end: int) -> Iterator[Box]:
    left, width = round(begins + room * (1 - FILLED) / 2, 2), round(room * FILLED, 2)
    below = 0
    for count, colour in parts:
        top, foot = _down(below + count, end), _down(below, end)
        if count:
            yield Box(left, top, width, round(foot - top, 2), colour)
        below += count


def _down(value: float, end: float) -> float:
    return round(PLOT_FOOT - (PLOT_FOOT - PLOT_TOP) * value / end, 2)


def _ticks(end: int) -> list[Tick]:
    """Nothing, half where that is a whole number, and the end."""
    values = (0, end // 2, end) if end % 2 == 0 else (0, end)
    return [Tick(round(_down(value, end)), value) for value in values]


def _words(labels: Sequence[str]) -> list[Word]:
    room = 100 / max(len(labels), 1)
    places = {"start": 0.0, "middle": 0.5, "end": 1.0}
    return [
        Word(round((at + places[anchor]) * room, 2), labels[at], anchor) for at, anchor in named(len(labels))
    ]
