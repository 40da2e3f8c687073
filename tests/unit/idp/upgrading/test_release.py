"""The version stands in one place."""

import subprocess
import sys

from idp.upgrading.release import PROJECT, version


def test_the_command_says_our_version_and_not_djangos() -> None:  # H05
    said = subprocess.run(
        [sys.executable, "manage.py", "version"],
        cwd=PROJECT.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.strip() == version()
    assert f'version = "{version()}"' in PROJECT.read_text()
