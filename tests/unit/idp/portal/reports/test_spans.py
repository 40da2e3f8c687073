"""For how long back a report looks (E14)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from idp.portal.reports.spans import DEFAULT, SPANS, span_called

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize("key", SPANS)
def test_its_stretches_follow_each_other_up_to_today_and_are_equally_long(key: str) -> None:
    span = SPANS[key]

    stretches = span.stretches(TODAY)

    assert stretches[0].first == span.first_day(TODAY)
    assert stretches[-1].last == TODAY
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(stretches))
    assert {(one.last - one.first).days + 1 for one in stretches} == {span.together}


@pytest.mark.parametrize("asked", ["", "century", "\0", "week "])
def test_what_is_no_span_asks_for_the_usual_one(asked: str) -> None:
    assert span_called(asked) is DEFAULT
