"""A server's memory is gathered into large pages where the system does that, and is the same as before."""

import subprocess
import sys

import pytest

from accounts.machine.memory import LARGE, own_memory

MAPS = f"""00400000-00800000 r-xp 00000000 08:01 123 /usr/bin/python3.11
00800000-00c00000 rw-p 00400000 08:01 123 /usr/bin/python3.11
01000000-01700000 rw-p 00000000 00:00 0 [heap]
{5 * LARGE + 4096:x}-{8 * LARGE - 4096:x} rw-p 00000000 00:00 0
{10 * LARGE + 4096:x}-{12 * LARGE - 4096:x} rw-p 00000000 00:00 0
{20 * LARGE:x}-{21 * LARGE:x} ---p 00000000 00:00 0
{30 * LARGE:x}-{31 * LARGE:x} rw-p 00000000 00:00 0 [stack]
{40 * LARGE:x}-{41 * LARGE:x} rw-s 00000000 00:01 9 /dev/shm/a name with blanks
"""
GATHERS = """
from pathlib import Path
from accounts.machine.memory import gather

def large_kib():
    rollup = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in rollup if line.startswith("AnonHugePages"))

held = [str(number) for number in range(400_000)]
before = large_kib()
gather()
assert held == [str(number) for number in range(400_000)]
print(large_kib() - before)
"""


def test_what_is_written_to_and_is_no_files_is_gathered_by_whole_large_pages() -> None:
    assert list(own_memory(MAPS)) == [
        (0x01000000, 3 * LARGE),
        (6 * LARGE, LARGE),
    ]


def test_what_is_gathered_lies_in_large_pages_and_is_the_same() -> None:
    gained = subprocess.run(
        [sys.executable, "-c", GATHERS], check=True, timeout=60, capture_output=True, text=True
    )
    if not int(gained.stdout):
        pytest.skip("this system gathers nothing")

    assert int(gained.stdout) > 8 * 1024
