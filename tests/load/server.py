"""The server in a process of its own, as bin/run starts it, and a worker beside it; what they use, from /proc."""

import http.client
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.load.surroundings import host
from tests.support.services import free_port

PATIENCE_SECONDS = 30
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parents[2]


class Process:
    """A process of the product. Its CPU time, of all its threads, says what a sign-in costs on a busy machine too."""

    def __init__(self, *command: str, log: Path, **environment: str) -> None:
        self.command = command
        self.log = log
        self.environment = environment

    def __enter__(self) -> Self:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self._program(),
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=os.environ | {"LOG_LEVEL": "INFO"} | self.environment,
            )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self) -> float:
        """CPU time used so far, user and system (proc(5): fields 14 and 15)."""
        after_name = self._proc("stat").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / TICKS_PER_SECOND

    def resident_kib(self) -> int:
        """Memory held now."""
        line = next(line for line in self._proc("status").splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1])

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text()

    def _program(self) -> list[str]:
        return [sys.executable, "manage.py", *self.command]

    def _wait(self) -> None:
        """Nobody asks a worker whether it has begun."""


class ServerProcess(Process):
    """One server, once it answers."""

    def __init__(self, *, log: Path, **environment: str) -> None:
        self.port = free_port()
        super().__init__("serve", "--host", "127.0.0.1", "--port", str(self.port), log=log, **environment)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if answers_ready(self.port):
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")


def answers_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready", headers={"Host": host()})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
