"""Which Python bin/run and bin/test take. The fakes say their version, as a Python would, and nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.files import ROOT

BASH = shutil.which("bash") or "bash"
LEADS_NOWHERE = "echo 'command not found' >&2; exit 127"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def program(path: Path, does: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return path


def shell(command: str, *path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command beside the functions of bin/environment; nothing but these folders is on the PATH."""
    return subprocess.run(
        [BASH, "-c", f". bin/environment; {command}"],
        cwd=ROOT,
        env={"PATH": ":".join(map(str, path)), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_shim_that_leads_nowhere_is_passed_over(folder: Path) -> None:
    for name in ("python3.13", "python3.12", "python3", "python"):
        program(folder / "shims" / name, LEADS_NOWHERE)
    real = program(folder / "further" / "python3.12", "echo 3.12")

    found = shell("best_python", folder / "shims", folder / "further")

    assert found.stdout.split() == [str(real)]


def test_the_newest_that_is_known_to_work_is_taken(folder: Path) -> None:  # H09
    for version in ("3.10", "3.11", "3.12", "3.13", "3.14"):
        program(folder / f"python{version}", f"echo {version}")
    program(folder / "python3", "echo 3.14")

    assert shell("best_python", folder).stdout.split() == [str(folder / "python3.13")]


def test_a_python_is_known_by_what_it_says_not_by_its_name(folder: Path) -> None:
    program(folder / "python3.13", "echo 3.9")
    program(folder / "python", "echo 3.12")

    assert shell("best_python", folder).stdout.split() == [str(folder / "python")]


def test_without_any_it_says_what_to_install(folder: Path) -> None:
    program(folder / "python3", "echo 3.9")

    ended = shell("best_python", folder)

    assert ended.returncode == 1
    assert "apt-get install python3-venv" in ended.stderr


def test_a_python_that_can_make_no_environment_does_not_count(folder: Path) -> None:
    (folder / "ensurepip.py").write_text("raise ImportError")  # as on a Debian without python3-venv
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    asked = f"version_of {sys.executable}"

    assert shell(asked).stdout.split() == [here]
    assert shell(asked, PYTHONPATH=str(folder)).stdout == ""


@pytest.mark.parametrize(
    ("does", "is_kept"),
    [("echo 3.11", True), ("echo 3.14", True), ("echo 3.9", False), (LEADS_NOWHERE, False)],
)
def test_an_environment_is_kept_as_long_as_its_python_works(folder: Path, does: str, is_kept: bool) -> None:
    program(folder / ".venv" / "bin" / "python", does)

    assert (shell(f"is_usable {folder}/.venv").returncode == 0) is is_kept


def test_only_an_environment_is_ever_replaced(folder: Path) -> None:
    program(folder / "python3.13", "echo 3.13")
    path = (folder, *map(Path, os.environ["PATH"].split(":")))
    for name in ("environment", "something-else"):
        (folder / name).mkdir()
        (folder / name / "kept").touch()
    (folder / "environment" / "pyvenv.cfg").touch()

    for name in ("environment", "something-else"):
        assert shell(f"make_folder {folder}/{name}", *path).returncode == 0

    assert not (folder / "environment" / "kept").exists()
    assert (folder / "something-else" / "kept").exists()
