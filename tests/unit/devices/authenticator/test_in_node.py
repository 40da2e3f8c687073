"""What of the phone app needs no browser, tried in Node: tests/node."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "node"
FILES = sorted(FOLDER.glob("*/*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_part_of_the_app_does_in_node_what_it_should(file: Path) -> None:  # A03 B10 B11 B15 B17 C06 C09 C12
    command = ["node", "--no-warnings", "--import", str(FOLDER / "as_modules.mjs"), "--test", str(file)]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 0, done.stdout + done.stderr
