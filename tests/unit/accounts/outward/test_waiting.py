"""When a server wants to be asked again."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from accounts import clock
from accounts.outward.line import Reply
from accounts.outward.waiting import LONGEST_WAIT_SECONDS, USUAL_WAIT_SECONDS, seconds_to_wait


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("0", USUAL_WAIT_SECONDS),
        ("", USUAL_WAIT_SECONDS),
        ("soon", USUAL_WAIT_SECONDS),
        ("-5", USUAL_WAIT_SECONDS),
        ("99999", LONGEST_WAIT_SECONDS),
        ("9" * 5000, USUAL_WAIT_SECONDS),
        ("Wed, 21 Oct 2015 07:28:00 GMT", USUAL_WAIT_SECONDS),
    ],
)
def test_how_long_it_wants_peace(said: str, seconds: int) -> None:
    assert seconds_to_wait(Reply(429, {"retry-after": said}, b"")) == seconds


def test_it_may_say_until_when() -> None:
    until = format_datetime((clock.now() + timedelta(seconds=90)), usegmt=True)

    assert 85 <= seconds_to_wait(Reply(503, {"retry-after": until}, b"")) <= 90
