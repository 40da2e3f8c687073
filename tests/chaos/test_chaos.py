"""H09: a short run of faults, whole: what is acknowledged is kept, and what is planted is found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.files import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def chaos(*options: str, into: Path) -> tuple[int, Any, str]:
    """How a run ended, what it tells as values, and what it said."""
    command = [sys.executable, "-m", "tests.chaos", *options, "--json", str(into)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert into.exists(), done.stdout + done.stderr
    return done.returncode, json.loads(into.read_text()), done.stdout


def test_h09_five_faults_in_a_row_lose_nothing(tmp_path: Path) -> None:
    status, told, said = chaos("--seed", "14", "--faults", "5", into=tmp_path / "told")

    assert status == 0, said
    assert len(told["faults"]) == 5
    assert told["became"]["signed in"] > 0


def test_h09_both_failovers_lose_nothing(tmp_path: Path) -> None:
    status, told, said = chaos("--seed", "14", "--failover", into=tmp_path / "told")

    assert status == 0, said
    assert [one["name"] for one in told["faults"]] == ["postgres-failover", "redis-failover"]


def test_h09_a_planted_loss_ends_the_run(tmp_path: Path) -> None:
    status, told, said = chaos("--seed", "14", "--faults", "5", "--plant", into=tmp_path / "told")

    assert status == 1
    assert "who_was_told_that_they_are_in_is_in" in told["violation"]
    assert "to repeat: bin/chaos --seed 14 --faults 5 --plant" in said
