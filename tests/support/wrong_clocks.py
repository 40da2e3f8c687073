"""Whole servers whose machine's clock is wrong (libfaketime), at the database of this test, all behind one address."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.files import ROOT
from tests.load.server import ServerProcess
from tests.support.attacked import surroundings_of
from tests.support.services import missing


@dataclass(frozen=True)
class WrongServer:
    """A server: `url` of its own, behind the address that people type; `socket_url` for sockets."""

    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://localhost:{self.port}"


@contextmanager
def servers_off(folder: Path, *off: int) -> Iterator[list[WrongServer]]:
    """A server for each number of seconds by which its clock is wrong."""
    processes = [ServerProcess(log=folder / f"log of {seconds}", **wrong_by(seconds)) for seconds in off]
    with ExitStack() as stack:
        for process in processes:
            process.environment |= surroundings_of(folder)
            stack.enter_context(process)
        yield [WrongServer(process.port) for process in processes]


def said_by(*command: str, off: int, folder: Path) -> str:
    """What a command says on a machine whose clock is wrong by so many seconds."""
    environment = os.environ | wrong_by(off) | surroundings_of(folder)
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def wrong_by(seconds: int) -> dict[str, str]:
    """What the environment says to a process so that its clock is wrong; those that nobody sets are not."""
    program = shutil.which("faketime") or missing("faketime", package="faketime")
    said = subprocess.run([program, "-f", "+0", "env"], capture_output=True, text=True, check=True).stdout
    [library] = [line.partition("=")[2] for line in said.splitlines() if line.startswith("LD_PRELOAD=")]
    return {
        "LD_PRELOAD": library,
        "FAKETIME": f"{seconds:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
