"""How long a server says nothing: asked every ten milliseconds, by a process that does nothing else."""

from __future__ import annotations

import contextlib
import http.client
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

EVERY_SECONDS = 0.01
PATH = "/health/live"


@dataclass
class Pulse:
    """What was felt; known at the end."""

    longest_ms: float = 0.0


@contextlib.contextmanager
def pulse_of(port: int) -> Iterator[Pulse]:
    """Ask meanwhile; how long the longest answer took."""
    felt = Pulse()
    asking = [sys.executable, "-m", "tests.load.pulse", str(port)]
    with subprocess.Popen(asking, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield felt
        told, _ = process.communicate()
    felt.longest_ms = float(told)


def main(port: int) -> None:
    """Ask until the standard input ends; write the longest in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    longest = 0.0
    while not select.select([sys.stdin], [], [], EVERY_SECONDS)[0]:
        began = time.perf_counter()
        connection.request("GET", PATH)
        connection.getresponse().read()
        longest = max(longest, time.perf_counter() - began)
    sys.stdout.write(str(longest * 1000))


if __name__ == "__main__":
    main(int(sys.argv[1]))
