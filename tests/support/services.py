"""PostgreSQL and Redis for one command: ``python -m tests.support.services COMMAND …``

Both are this process's own children, on free ports, in a folder that goes afterwards. The command
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
from collections.abc import Iterator
from pathlib import Path

PATIENCE_SECONDS = 30
POSTGRES_USER = "postgres"
# Losing the data of a test does no harm; waiting for a disk does. Many processes may run tests, in many threads each.
QUICK_POSTGRES = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=1000")
QUICK_REDIS = ("--save", "", "--appendonly", "no", "--databases", "256")


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """Start both; give what the environment must say; stop both."""
    folder = Path(tempfile.mkdtemp(prefix="handslag-services-"))
    try:
        with _postgres(folder / "postgres") as database_url, _redis(folder) as redis_url:
            yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    folder.mkdir()
    folder.parent.chmod(0o755)
    # PostgreSQL refuses to run as root; Debian's package brought a user for it.
    account = pwd.getpwnam(POSTGRES_USER) if os.geteuid() == 0 else None
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    user = account.pw_uid if account else None
    data, port = folder / "data", free_port()
    initdb = [postgres_program("initdb"), "-D", str(data), "-U", "handslag", "--auth=trust", "--no-sync"]
    subprocess.run(
        [*initdb, "--encoding=UTF8", "--locale=C.UTF-8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=user,
    )
    options = [part for option in QUICK_POSTGRES for part in ("-c", option)]
    serve = [
        postgres_program("postgres"),
        "-D",
        str(data),
        "-p",
        str(port),
        "-k",
        str(folder),
        "-h",
        "127.0.0.1",
    ]
    with _running([*serve, *options], folder=folder, port=port, user=user, stop_by=signal.SIGINT):
        yield f"postgres://handslag@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = free_port()
    program = shutil.which("redis-server") or missing("redis-server", package="redis-server")
    serve = [program, "--port", str(port), "--bind", "127.0.0.1", *QUICK_REDIS]
    with _running(serve, folder=folder, port=port, user=None, stop_by=signal.SIGTERM):
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def _running(
    command: list[str], *, folder: Path, port: int, user: int | None, stop_by: signal.Signals
) -> Iterator[None]:
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, user=user)
        try:
            _wait_for(port, process=process, log=log)
            yield
        finally:
            process.send_signal(stop_by)
            process.wait(PATIENCE_SECONDS)


def _wait_for(port: int, *, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer on port {port}:\n{log.read_text()}")


def postgres_program(name: str) -> str:
    """Debian keeps the server's programs out of the PATH, by version; the newest is taken."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name) or missing(name, package="postgresql")


def missing(program: str, *, package: str) -> str:
    """Say what to install."""
    sys.exit(f"{program} is not on this machine. Install it with: apt-get install {package}")


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    """Run the command with both services and give back how it ended."""
    # Ended from outside, still stop what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with services() as environment:
        return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
