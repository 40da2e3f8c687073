"""T31 H08: others feel nothing of what a stranger does before a request is whole, and the server's memory stays."""

import pytest

from tests.security import attacks
from tests.security.attacks import BEGUN
from tests.support.attacked import Attacked

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
CHUNKED = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begun", "more"),
    [(BEGUN + b"A: ", b"a"), (BEGUN, b"a: b\r\n"), (CHUNKED + b"0\r\nA: ", b"a")],
    ids=["header", "fields", "trailer"],
)
def test_t31_others_feel_nothing_of_what_never_ends(attacked: Attacked, begun: bytes, more: bytes) -> None:
    attacked.withstands(attacks.endless, begun, more)


@pytest.mark.parametrize(
    ("begun", "more"),
    [(b"", b""), (BEGUN, b""), (BEGUN + b"A: ", b"a")],
    ids=["silent", "half-sent", "drop by drop"],
)
def test_t31_others_feel_nothing_of_many_who_wait(attacked: Attacked, begun: bytes, more: bytes) -> None:
    attacked.withstands(attacks.waiting, begun, more)


def test_t31_others_feel_nothing_of_a_network_that_knocks_on_and_on(attacked: Attacked) -> None:
    attacked.withstands(attacks.knocking)
