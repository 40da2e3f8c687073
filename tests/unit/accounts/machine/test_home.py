"""A process keeps to one processor, where others leave it most; what is long and not Python's runs beside it."""

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from accounts.machine import home, looking
from accounts.machine.home import ALLOWED, elsewhere, keep_to
from accounts.machine.looking import best, busy_seconds
from accounts.ways.password.hashers import LeanArgon2Hasher

pytestmark = pytest.mark.skipif(len(ALLOWED) < 2, reason="this machine has one processor")
HERE, THERE = sorted(ALLOWED)[:2] if len(ALLOWED) > 1 else (0, 1)
STAT = """cpu  500 0 0 0 0 0 0 0 0 0
cpu{here} 100 10 20 9000 900 3 4 5 50 0
cpu{there} 200 0 0 9000 900 0 0 0 0 0
cpu99999 300 0 0 9000 900 0 0 0 0 0
intr 1 2 3
"""

BEGINS = """
import os, threading, time
from pathlib import Path
from accounts.machine.looking import keep_to_one

def homes():
    return {frozenset(os.sched_getaffinity(int(one.name))) for one in Path("/proc/self/task").iterdir()}

threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
keep_to_one()
while [len(home) for home in homes()] != [1]:
    time.sleep(0.01)
"""


@pytest.fixture
def at_home() -> Iterator[None]:
    keep_to(frozenset({HERE}))
    yield
    keep_to(ALLOWED)


def run_in_a_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.usefixtures("at_home")
def test_every_thread_keeps_to_it_and_each_that_comes() -> None:
    found: list[set[int]] = []
    run_in_a_thread(lambda: found.append(os.sched_getaffinity(0)))

    assert [*found, os.sched_getaffinity(0)] == [{HERE}, {HERE}]


@pytest.mark.usefixtures("at_home")
def test_a_password_is_hashed_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed_on: list[set[int]] = []

    def hash_secret(*_args: object, **_named: object) -> bytes:
        hashed_on.append(os.sched_getaffinity(0))
        return b"hashed"

    monkeypatch.setattr("argon2.low_level.hash_secret", hash_secret)
    LeanArgon2Hasher().encode("correct horse", "abcdefgh")

    assert hashed_on == [set(ALLOWED) - {HERE}]
    assert os.sched_getaffinity(0) == {HERE}


@pytest.mark.usefixtures("at_home")
def test_who_was_elsewhere_comes_back_to_where_the_process_is_by_then() -> None:
    with elsewhere():
        keep_to(frozenset({THERE}))

    assert os.sched_getaffinity(0) == {THERE}


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.EPERM])
def test_a_password_is_hashed_where_its_thread_is_if_the_system_moves_none_any_more(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:  # H09
    hasher = LeanArgon2Hasher()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(os, "sched_setaffinity", Mock(side_effect=OSError(number, "taken since")))

        hashed = hasher.encode("correct horse", "abcdefgh")

        assert hasher.verify("correct horse", hashed)


def test_without_a_home_nothing_is_moved() -> None:
    with elsewhere():
        assert os.sched_getaffinity(0) == set(ALLOWED)


def test_it_moves_only_where_others_leave_much_more() -> None:
    assert best(0, {0: 0.2, 1: 0.0}) == 0
    assert best(0, {0: 0.5, 1: 0.0}) == 0
    assert best(0, {0: 0.9, 1: 0.5, 2: 0.1}) == 2
    assert best(1, {0: 0.0, 1: 0.0}) == 1


def test_how_busy_each_of_ours_was_is_what_the_system_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "stat"
    told.write_text(STAT.format(here=HERE, there=THERE))
    monkeypatch.setattr(looking, "USED", told)
    monkeypatch.setattr(looking, "TICKS", 100)

    assert busy_seconds() == {HERE: 1.42, THERE: 2.0}


def test_where_the_system_tells_of_others_it_chooses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "stat"
    told.write_text("cpu99999 300 0 0 9000 900 0 0 0 0 0\n")
    monkeypatch.setattr(looking, "USED", told)
    monkeypatch.setattr(looking, "LOOK_SECONDS", (0.0, 0.0))
    run_in_a_thread(lambda: looking._keep(0))

    assert os.sched_getaffinity(0) == set(home._home) == set(ALLOWED)


def test_a_process_that_begins_has_all_its_threads_on_one_processor_soon() -> None:
    subprocess.run([sys.executable, "-c", BEGINS], check=True, timeout=30)
