"""A server's memory in large pages: of small ones, a processor remembers too few addresses (decision 0160)."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MAPS = Path("/proc/self/maps")
LARGE = 2 * 1024 * 1024
# madvise(2), of Linux 6.1: pages that are there are gathered now, whatever the system does by itself.
COLLAPSE = 25
# Soon after the start, then more seldom, for what has been loaded since.
FIRST_AFTER_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0


def keep_in_large_pages() -> None:
    """Begin: what this process holds is gathered into large pages, by and by, where the system does that."""
    if MAPS.exists():
        threading.Thread(target=_keep, name="memory", daemon=True).start()


def _keep() -> None:
    pause = FIRST_AFTER_SECONDS
    # A system whose memory cannot be read, or that has no such call, is left to itself.
    with suppress(OSError, AttributeError):
        while True:
            time.sleep(pause)
            gather()
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def gather() -> None:
    """Gather once. A system that cannot leaves all as it is (EINVAL), and so it does what is not there."""
    system = ctypes.CDLL(None)
    for begin, length in own_memory(MAPS.read_text()):
        system.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(length), COLLAPSE)


def own_memory(maps: str) -> Iterator[tuple[int, int]]:
    """Address and length in bytes of what is written to and is no file's (proc_pid_maps(5)), by whole large pages."""
    for line in maps.splitlines():
        place, rights, _, _, _, *name = line.split(maxsplit=5)
        if not rights.startswith("rw") or name not in ([], ["[heap]"]):
            continue
        begin, end = (int(address, 16) for address in place.split("-"))
        begin, end = -(-begin // LARGE) * LARGE, end // LARGE * LARGE
        if end > begin:
            yield begin, end - begin
