"""The process itself: what it refuses to start with, seen from outside (H03)."""

import os
import subprocess
import sys

from tests.architecture.files import ROOT

SAFE = {
    "DJANGO_SETTINGS_MODULE": "idp.settings.production",
    "SECRET_KEY": "q7" * 40,
    "PUBLIC_URL": "https://id.nordljus.example",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **SAFE, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import idp.asgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unsafe_production_does_not_start_and_says_why() -> None:
    ended = start(PUBLIC_URL="http://id.nordljus.example", SECRET_KEY="")

    assert ended.returncode == 1
    assert "idp.E001" in ended.stderr
    assert "Set PUBLIC_URL to what people type" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_safe_production_starts() -> None:
    ended = start()

    assert ended.returncode == 0, ended.stderr
