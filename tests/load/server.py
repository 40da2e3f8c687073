"""The server in a process of its own, started with the very options of bin/run; what it uses, from /proc."""

import http.client
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.load.surroundings import HOST
from tests.support.services import free_port

PATIENCE_SECONDS = 30
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
BIN_RUN = Path(__file__).resolve().parents[2] / "bin" / "run"


class ServerProcess:
    """One server. Its CPU time counts all its threads; so it says what a sign-in costs, however busy the machine."""

    def __init__(self, *, log: Path) -> None:
        self.port = free_port()
        self.log = log

    def __enter__(self) -> Self:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                _command(port=self.port),
                stdout=output,
                stderr=output,
                cwd=BIN_RUN.parents[1],
                env=os.environ | {"LOG_LEVEL": "INFO"},
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

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if _answers(self.port):
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")


def _command(*, port: int) -> list[str]:
    """bin/run's last line, with this Python and this port."""
    line = BIN_RUN.read_text().rpartition("\nexec ")[2].replace("\\\n", " ")
    program, *options = shlex.split(line)
    named = {"$HOST": "127.0.0.1", "$PORT": str(port)}
    return [sys.executable, "-m", Path(program).name, *(named.get(option, option) for option in options)]


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready", headers={"Host": HOST})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
