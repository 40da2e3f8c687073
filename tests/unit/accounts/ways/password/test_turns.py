"""How many passwords are hashed at once (T15)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.refusals import TooManyTries
from accounts.ways.password.turns import HASHES_AT_ONCE, MOST_WAITING, Turns
from idp.asgi import PAGE_THREADS
from tests.support.waiting import until


def test_so_many_at_once_so_many_wait_and_others_are_told_to_come_back() -> None:
    turns = Turns(at_once=2, most_waiting=3, seconds=30)
    begun: list[int] = []
    go_on = threading.Event()

    def hash_something(n: int) -> None:
        with turns.turn():
            begun.append(n)
            go_on.wait(30)

    with ThreadPoolExecutor(5) as threads:
        running = [threads.submit(hash_something, n) for n in range(5)]
        until(lambda: turns._places._value == 0)
        with pytest.raises(TooManyTries) as refused, turns.turn():
            pass
        assert len(begun) == 2
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
