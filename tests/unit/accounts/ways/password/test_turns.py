"""How many passwords are hashed at once (T15)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from accounts.refusals import TooManyTries
from accounts.ways.password.turns import HASHES_AT_ONCE, MOST_WAITING, Turns
from idp.asgi import PAGE_THREADS
from tests.support.waiting import until


def test_so_many_at_once_one_more_of_known_browsers_so_many_wait_and_others_are_told_to_come_back() -> None:
    turns = Turns(at_once=2, most_waiting=3, seconds=30)
    begun: list[int] = []
    go_on = threading.Event()

    def hash_something(n: int) -> None:
        with turns.turn([f"net{n % 2}"] if n else ()):
            begun.append(n)
            go_on.wait(30)

    with ThreadPoolExecutor(5) as threads:
        running = [threads.submit(hash_something, n) for n in range(5)]
        until(lambda: (turns._taken["everybody"], len(begun)) == (5, 3))
        with pytest.raises(TooManyTries) as refused, turns.turn():
            pass
        assert len(begun) == 3
        go_on.set()
        for one in running:
            one.result()

    assert (refused.value.status, refused.value.retry_after_seconds) == (429, 1)
    assert sorted(begun) == [0, 1, 2, 3, 4]


def test_who_waits_too_long_is_told_to_come_back_and_leaves_no_place_taken() -> None:
    turns = Turns(at_once=1, most_waiting=1, seconds=0.01)
    with turns.turn():
        for _ in range(3):
            with pytest.raises(TooManyTries), turns.turn():
                pass

    with turns.turn():
        pass


def test_pages_have_threads_that_no_password_takes() -> None:
    assert HASHES_AT_ONCE + MOST_WAITING < PAGE_THREADS


@pytest.mark.parametrize(
    ("customer", "most"),
    [(["2001:db8::/48", "2001:db8:0:{}::/64"], 3), (["203.0.113.0/24", "203.0.113.9"], 2)],
)
def test_one_network_leaves_a_place_to_another_and_one_to_known_browsers(
    customer: list[str], most: int
) -> None:  # T01, T15
    turns = Turns(at_once=5, most_waiting=0, seconds=0)
    begun = 0
    with ExitStack() as crowd:
        for number in range(20):
            with suppress(TooManyTries):
                crowd.enter_context(turns.turn([name.format(number) for name in customer]))
                begun += 1

        with turns.turn(["192.0.2.0/24", "192.0.2.1"]), turns.turn():
            pass

    assert begun == most


def test_strangers_of_many_networks_leave_one_place_to_known_browsers() -> None:  # T01, T15
    turns = Turns(at_once=5, most_waiting=0, seconds=0)
    with ExitStack() as crowd:
        for number in range(4):
            crowd.enter_context(turns.turn([f"192.0.{number}.1"]))

        with pytest.raises(TooManyTries), turns.turn(["203.0.113.9"]):
            pass
        with turns.turn():
            pass


def test_a_place_is_free_again_for_its_network() -> None:
    turns = Turns(at_once=1, most_waiting=1, seconds=0)
    for _ in range(10):
        with turns.turn(["192.0.2.0/24", "192.0.2.1"]):
            pass

    assert not turns._taken
