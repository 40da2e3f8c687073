"""When a phone may have lost its keys (B15)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from devices.phones.living.silence import MOST_UNANSWERED, Signs, may_have_lost_keys

NOW = timezone.now()


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


@pytest.mark.parametrize(
    ("signs", "may_be"),
    [
        pytest.param({"last_seen_at": ago(minutes=1)}, False, id="heard of just now"),
        pytest.param({"last_seen_at": ago(days=59)}, False, id="silent for weeks"),
        pytest.param({"last_seen_at": ago(days=60)}, True, id="silent for sixty days"),
        pytest.param({"last_seen_at": None, "added_at": ago(days=61)}, True, id="never heard of"),
        pytest.param({"last_seen_at": None, "added_at": ago(days=2)}, False, id="just added"),
        pytest.param({"last_seen_at": ago(days=2), "emptied_at": ago(days=1)}, True, id="said to be empty"),
        pytest.param({"last_seen_at": ago(hours=1), "emptied_at": ago(days=1)}, False, id="heard of since"),
        pytest.param({"last_seen_at": ago(days=1), "unanswered": MOST_UNANSWERED}, True, id="three in vain"),
        pytest.param(
            {"last_seen_at": ago(days=5), "unanswered": MOST_UNANSWERED - 1}, False, id="two in vain"
        ),
        pytest.param({"last_seen_at": ago(hours=9), "unanswered": 9}, False, id="not at hand today"),
    ],
)
def test_b15_signs_that_a_phone_has_lost_its_keys(signs: dict[str, Any], may_be: bool) -> None:
    known = Signs(**{"added_at": ago(days=90), "emptied_at": None, "last_seen_at": None, **signs})

    assert may_have_lost_keys(known, now=NOW) is may_be
