"""What people do most works in Firefox and in WebKit too; Chromium has all other journeys (tests/browser)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from accounts.users.models import User
from tests.support.people import PASSWORD
from tests.support.server import Server

JOURNEY = Path(__file__).parent.parent / "node" / "engines" / "journey.mjs"
PATIENCE_SECONDS = 180


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_somebody_signs_in_by_password_adds_a_phone_and_signs_in_with_it(
    server: Server, ann: User, engine: str
) -> None:  # A01 A05 A07 B02 B04 B06
    screen = ["xvfb-run", "--auto-servernum"] if engine == "webkit" else []
    command = [*screen, "node", str(JOURNEY), engine, server.url, ann.username, PASSWORD]

    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)

    assert done.returncode == 0, done.stderr
    assert "signed in with it" in done.stdout
