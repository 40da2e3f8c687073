"""H05: a release is made by one command, says what is in it, and is the same each time."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from idp.upgrading.release import version
from tests.architecture.files import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
VERSION = "9.8.7"
GIT = ("git", "-c", "user.name=Tests", "-c", "user.email=tests@example.org")


class Checkout:
    """A copy of the project's repository that may be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *words: str) -> str:
        said = subprocess.run([*GIT, *words], cwd=self.folder, check=True, capture_output=True, text=True)
        return said.stdout.strip()

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    def release(self, into: str = "made") -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder),
            "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "user.name",
            "GIT_CONFIG_VALUE_0": "Tests",
            "GIT_CONFIG_KEY_1": "user.email",
            "GIT_CONFIG_VALUE_1": "tests@example.org",
        }
        return subprocess.run(
            ["bin/release", str(self.folder / "var" / into)],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """As it is here, committed."""
    made = Checkout(tmp_path / "checkout")
    subprocess.run(["git", "clone", "--quiet", "--no-tags", str(ROOT), str(made.folder)], check=True)
    for name in ("bin/release", "deploy/release.txt", "pyproject.toml", "CHANGELOG.md"):
        (made.folder / name).write_bytes((ROOT / name).read_bytes())
        (made.folder / name).chmod((ROOT / name).stat().st_mode)
    made.change("pyproject.toml", f'version = "{version()}"', f'version = "{VERSION}"')
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "A release")
    return made


def test_h05_what_is_not_ready_is_refused(checkout: Checkout) -> None:  # H05
    without_section = checkout.release()
    checkout.change("CHANGELOG.md", "## Unreleased", f"## {VERSION}")
    not_committed = checkout.release()
    checkout.git("commit", "--all", "--quiet", "--message", "Its section")
    checkout.git("tag", f"v{VERSION}", "HEAD~1")
    another_commits = checkout.release()

    assert all(one.returncode == 1 for one in (without_section, not_committed, another_commits))
    assert "no section" in without_section.stderr
    assert "not committed" in not_committed.stderr
    assert "another commit" in another_commits.stderr


def test_h05_the_same_commit_gives_the_same_bytes_and_the_bill_names_every_library(
    checkout: Checkout,
) -> None:  # H05
    checkout.change("CHANGELOG.md", "## Unreleased", f"## {VERSION}")
    checkout.git("commit", "--all", "--quiet", "--message", "Its section")

    first, again = checkout.release("first"), checkout.release("again")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    made = {path.name: path.read_bytes() for path in (checkout.folder / "var" / "first").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (checkout.folder / "var" / "again").iterdir()}
    assert checkout.git("rev-parse", f"v{VERSION}^{{commit}}") == checkout.git("rev-parse", "HEAD")
    name = f"handslag-{VERSION}"
    for line in made[f"{name}.sha256"].decode().splitlines():
        digest, file = line.split()
        assert hashlib.sha256(made[file]).hexdigest() == digest
    with tarfile.open(checkout.folder / "var" / "first" / f"{name}.tar.gz") as archive:
        assert f"{name}/manage.py" in archive.getnames()
    bill = json.loads(made[f"{name}.cdx.json"])
    pinned = {
        line.split("==")[0]
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if "==" in line[:60]
    }
    assert {one["name"] for one in bill["components"]} == pinned
    assert all(one["externalReferences"][0]["hashes"] for one in bill["components"])
    assert bill["metadata"]["component"]["version"] == VERSION
