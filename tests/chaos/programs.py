"""The product's own processes, each to be killed, ended in good order and started again at its port."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.load.server import Process, answers_ready
from tests.support.services import free_port


class Program(Process):
    """One process of the product, and its children."""

    name = ""

    def start(self) -> None:
        """Start it, without waiting until it has begun its work."""
        self.__enter__()

    def _wait(self) -> None:
        """Whoever starts it asks when it is ready."""

    def kill(self) -> None:
        """End it and its children as the end of their machine does."""
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in good order."""
        self.__exit__(None, None, None)

    def end(self) -> None:
        """End it, however it is."""
        if self.process.poll() is None:
            self.tell(signal.SIGCONT)
            self.stop()

    def tell(self, told: signal.Signals) -> None:
        self.process.send_signal(told)

    def pids(self) -> list[int]:
        """It, and its children."""
        asked = ["pgrep", "-P", str(self.process.pid)]
        found = subprocess.run(asked, capture_output=True, text=True, check=False)
        return [self.process.pid, *(int(pid) for pid in found.stdout.split())]

    @property
    def children(self) -> list[int]:
        return self.pids()[1:]

    def kill_child(self, number: int) -> None:
        """End one of its children as a crash does; of which it starts another."""
        os.kill(self.children[number % len(self.children)], signal.SIGKILL)


class ServerProgram(Program):
    """``manage.py serve``, of one process or of several."""

    def __init__(self, name: str, environment: Mapping[str, str], *, log: Path, workers: int = 1) -> None:
        self.name, self.workers, self.port = name, workers, free_port()
        many = ("--workers", str(workers)) if workers > 1 else ()
        listens = ("--host", "127.0.0.1", "--port", str(self.port))
        super().__init__("serve", *listens, *many, log=log, **environment)

    @property
    def processes(self) -> int:
        """How many there are when all is well: with several, a parent keeps them."""
        return self.workers + 1 if self.workers > 1 else 1

    @property
    def is_ready(self) -> bool:
        return answers_ready(self.port)


class WorkerProgram(Program):
    """``manage.py worker``."""

    name = "the worker"

    def __init__(self, *, log: Path, **environment: str) -> None:
        super().__init__("worker", log=log, **environment)
