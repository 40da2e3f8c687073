"""PostgreSQL and Redis for one command: ``python -m tests.support.services COMMAND …``, or for one test of faults.

For a command both are this process's own children, on free ports, in a folder that goes afterwards. The command
finds them in DATABASE_URL and REDIS_URL, the same two settings an operator uses.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 30
POSTGRES_USER = "postgres"
# Losing the data of a test does no harm; waiting for a disk does. Many processes may run tests, in many threads each.
QUICK_POSTGRES = ("fsync=off", "full_page_writes=off", "max_connections=1000")
# Of the ports that were given last; whoever asked for an earlier one has it, or is gone.
_places: deque[socket.socket] = deque(maxlen=64)
QUICK_REDIS = ("--save", "", "--appendonly", "no", "--databases", "256")


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """Start both; give what the environment must say; stop both."""
    with postgres() as database, redis() as cache:
        yield {"DATABASE_URL": database.url, "REDIS_URL": cache.url}


class Service:
    """A server of somebody else's, ours to disturb; `url` is what a setting says of it."""

    def __init__(
        self, command: list[str], *, is_ready: list[str], url: str, folder: Path, stop_by: signal.Signals
    ) -> None:
        self.command, self.is_ready, self.url = command, is_ready, url
        self.folder, self.stop_by = folder, stop_by
        self.user = folder.stat().st_uid
        self.start()

    def start(self) -> None:
        """Start it, again on its port, and wait until it takes connections."""
        log = self.folder / "log"
        with log.open("a") as output:
            self.process = subprocess.Popen(
                self.command, stdout=output, stderr=output, cwd=self.folder, user=self.user
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if subprocess.run(self.is_ready, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError(f"{self.command!r} does not answer:\n{log.read_text()}")

    def stop(self) -> None:
        """End it and every connection to it."""
        self._end(self.stop_by)

    def kill(self) -> None:
        """End it as a crash does."""
        self._end(signal.SIGKILL)

    def kill_all(self) -> None:
        """End it and its children as the end of their machine does."""
        for pid in self._children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kill()

    def freeze_all(self) -> list[int]:
        """Keep its connections open, and those of its children, and answer nothing; the children."""
        self.freeze()
        children = self._children()
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        return children

    def thaw_all(self, children: list[int]) -> None:
        """Go on where all of them were frozen."""
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self.thaw()

    def _children(self) -> list[int]:
        asked = ["pgrep", "-P", str(self.process.pid)]
        found = subprocess.run(asked, capture_output=True, text=True, check=False)
        return [int(pid) for pid in found.stdout.split()]

    def freeze(self) -> None:
        """Keep its connections open, and answer nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on where it was frozen."""
        self.process.send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.thaw()
            self.process.wait(PATIENCE_SECONDS)


@contextlib.contextmanager
def postgres(*, keeps_commits: bool = False, within: Path | None = None) -> Iterator[Service]:
    """A PostgreSQL of one's own. One that is to be killed keeps what was committed; otherwise quickness counts.

    `within` is a folder for its files, such as one on a disk that is to be full.
    """
    with folder_of_ones_own(within) as folder:
        # PostgreSQL refuses to run as root; Debian's package brought a user for it.
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(POSTGRES_USER).pw_uid, -1)
        data, port = str(folder / "data"), str(free_port())
        initdb = [postgres_program("initdb"), "-D", data, "-U", "handslag", "--auth=trust", "--no-sync"]
        subprocess.run(
            [*initdb, "--encoding=UTF8", "--locale=C.UTF-8"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=folder.stat().st_uid,
        )
        options = [*QUICK_POSTGRES, f"synchronous_commit={'on' if keeps_commits else 'off'}"]
        serve = [postgres_program("postgres"), "-D", data, "-p", port, "-k", str(folder), "-h", "127.0.0.1"]
        with running(
            [*serve, *(part for option in options for part in ("-c", option))],
            is_ready=[postgres_program("pg_isready"), "-h", "127.0.0.1", "-p", port],
            url=f"postgres://handslag@127.0.0.1:{port}/postgres",
            folder=folder,
            stop_by=signal.SIGINT,
        ) as service:
            yield service


@contextlib.contextmanager
def redis() -> Iterator[Service]:
    """A Redis of one's own."""
    program = shutil.which("redis-server") or missing("redis-server", package="redis-server")
    with folder_of_ones_own() as folder:
        port = str(free_port())
        with running(
            [program, "--port", port, "--bind", "127.0.0.1", *QUICK_REDIS],
            is_ready=["redis-cli", "-p", port, "ping"],
            url=f"redis://127.0.0.1:{port}/0",
            folder=folder,
            stop_by=signal.SIGTERM,
        ) as service:
            yield service


@contextlib.contextmanager
def running(command: list[str], **said: Any) -> Iterator[Service]:
    """A server of somebody else's, until the caller has done with it."""
    service = Service(command, **said)
    try:
        yield service
    finally:
        service.stop()


@contextlib.contextmanager
def folder_of_ones_own(within: Path | None = None) -> Iterator[Path]:
    """A folder that goes afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="handslag-services-", dir=within))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postgres_program(name: str) -> str:
    """Debian keeps the server's programs out of the PATH, by version; the newest is taken."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name) or missing(name, package="postgresql")


def missing(program: str, *, package: str) -> str:
    """Say what to install."""
    sys.exit(f"{program} is not on this machine. Install it with: apt-get install {package}")


def free_port() -> int:
    """A port that nobody else is given: bound here and never listening, so that a server we start can take it."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", 0))
    if len(_places) == _places.maxlen:
        _places.popleft().close()
    _places.append(place)
    port: int = place.getsockname()[1]
    return port


def main(command: list[str]) -> int:
    """Run the command with both services and give back how it ended."""
    # Ended from outside, still stop what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with services() as environment:
        return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
