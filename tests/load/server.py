"""The server in a process of its own, as bin/run starts it, and a worker beside it; what they use, from /proc."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from django.db import connection

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
        """CPU time used so far, with its children's."""
        return cpu_seconds_of(self.process.pid)

    def resident_kib(self) -> int:
        """Memory held now, with its children's."""
        return sum(map(_resident_kib, [self.process.pid, *_children_of(self.process.pid)]))

    def _program(self) -> list[str]:
        return [sys.executable, "manage.py", *self.command]

    def _wait(self) -> None:
        """Nobody asks a worker whether it has begun."""


class DatabaseProcesses:
    """The PostgreSQL of the bench; with those of its processes that ended, which their parent has counted."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [backend] = cursor.fetchone()
        self.pid = int(_stat(backend)[1])

    def cpu_seconds(self) -> float:
        """CPU time used so far."""
        return cpu_seconds_of(self.pid)


def cpu_seconds_of(pid: int) -> float:
    """CPU time of a process and its children, those that ended too, user and system (proc(5): fields 14 to 17)."""
    ticks = sum(map(int, _stat(pid)[11:15]))
    for child in _children_of(pid):
        with contextlib.suppress(OSError):
            ticks += sum(map(int, _stat(child)[11:13]))
    return ticks / TICKS_PER_SECOND


def _children_of(pid: int) -> list[int]:
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(_stat(stat.parent.name)[1]) == pid:
                children.append(int(stat.parent.name))
    return children


def _resident_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])


def _stat(pid: int | str) -> list[str]:
    """What proc(5) tells of a process, from its third field on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


class ServerProcess(Process):
    """One server, once it answers; `also` are further options of `manage.py serve`."""

    def __init__(self, *also: str, log: Path, **environment: str) -> None:
        self.port = free_port()
        place = ("--host", "127.0.0.1", "--port", str(self.port))
        super().__init__("serve", *place, *also, log=log, **environment)

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
