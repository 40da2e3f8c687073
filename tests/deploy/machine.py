"""An empty Debian machine: made by debootstrap, run by its own systemd in a container that shares our network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.architecture.files import ROOT
from tests.support.services import missing
from tests.support.waiting import until

DEBIAN = "bookworm"
INCLUDED = "systemd,systemd-sysv,dbus,ca-certificates"
STARTS_WITHIN_SECONDS = 90
# How pip reaches its index from here, the other machine is told as well.
OF_THIS_MACHINE = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")


class Machine:
    """Runs commands as root of the other machine; `folder` is its /."""

    def __init__(self, folder: Path, nspawn: int) -> None:
        self.folder, self.nspawn = folder, nspawn

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script there, which ends at the first thing that fails."""
        inside = [
            "nsenter",
            f"--target={_leader(self.nspawn)}",
            "--all",
            "bash",
            "-euo",
            "pipefail",
            "-c",
            script,
        ]
        own = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        own |= {"DEBIAN_FRONTEND": "noninteractive", "LANG": "C.UTF-8"}
        return subprocess.run(inside, env=own | environment, capture_output=True, text=True, check=False)


@contextmanager
def empty_machine(folder: Path) -> Iterator[Machine]:
    """Make one below this folder, and run it meanwhile."""
    for program, package in (("debootstrap", "debootstrap"), ("systemd-nspawn", "systemd-container")):
        if shutil.which(program) is None:
            missing(program, package=package)
    place = folder / "machine"
    made = subprocess.run(
        ["debootstrap", f"--include={INCLUDED}", DEBIAN, str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout[-2000:]
    for name in filter(os.path.exists, OF_THIS_MACHINE):
        shutil.copy(name, place / name.removeprefix("/"))
    _hand_over_the_project(place / "srv" / "handslag")
    with (folder / "console").open("w") as console:
        process = subprocess.Popen(
            ["systemd-nspawn", "--quiet", f"--directory={place}", "--register=no", "--keep-unit", "--boot"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )
    try:
        machine = Machine(place, process.pid)
        is_up = "systemctl is-system-running --quiet || [ $(systemctl is-system-running) = degraded ]"
        until(lambda: machine.run(is_up).returncode == 0, within=STARTS_WITHIN_SECONDS)
        yield machine
    finally:
        if leader := _leader(process.pid):
            # What systemd takes for: power off.
            os.kill(leader, signal.SIGRTMIN + 4)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STARTS_WITHIN_SECONDS)
        process.kill()
        process.wait()


def _leader(nspawn: int) -> int:
    """The first process of the other machine; 0 while there is none."""
    with suppress(OSError):
        children = Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text().split()
        return int(children[0]) if children else 0
    return 0


def _hand_over_the_project(to: Path) -> None:
    """What lies here now, as a repository to clone."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
        "\0"
    ):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    who = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        [*who, "commit", "--quiet", "--message=as it lies here"],
    ):
        subprocess.run(["git", *command], cwd=to, check=True, capture_output=True)
