"""Who may know whom: the import contracts of pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.files import ROOT


def test_every_import_goes_downwards() -> None:
    linter = Path(sys.executable).with_name("lint-imports")

    ended = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr
