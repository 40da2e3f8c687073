"""Runs a group of the phone's cases in Node against a server: one process for each group."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.independent.world import ACTS

FOLDER = Path(__file__).parent.parent / "node" / "independent"
GROUPS = sorted(path.stem for path in (FOLDER / "groups").glob("*.mjs"))


def run(group: str, origin: str) -> Iterator[tuple[str, str | None]]:
    """Each case's name, and what went wrong in it; None where nothing did."""
    command = ["node", str(FOLDER / "run.mjs"), group, origin]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as phone:
        assert phone.stdin is not None
        assert phone.stdout is not None
        for line in phone.stdout:
            said = json.loads(line)
            if "act" in said:
                phone.stdin.write(json.dumps(_act(said)) + "\n")
                phone.stdin.flush()
            else:
                yield said["case"], said["problem"]
    assert phone.returncode == 0, "the phone fell over before its last case"


def _act(said: dict[str, Any]) -> dict[str, str] | None:
    return ACTS[said.pop("act")](**said)
