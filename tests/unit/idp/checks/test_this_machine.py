"""T40: what is for trying out on one's own machine serves no other, unless the demo was asked for aloud."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from idp.checks.this_machine import is_this_machine, listens_elsewhere, only_this_machine_is_served
from tests.architecture.files import ROOT

EVERYWHERE = "0.0.0.0"  # noqa: S104  never listened on


@pytest.fixture
def tried_out(settings: Settings) -> Settings:
    """As the settings of development are, when nobody says DEMO."""
    settings.THIS_MACHINE_ONLY = True
    settings.PUBLIC_URL = "http://localhost:8000"
    settings.ALLOWED_HOSTS = ["localhost"]
    return settings


@pytest.mark.parametrize(
    "host", ["localhost", "id.localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]", "LOCALHOST"]
)
def test_this_machine_is_known(tried_out: Settings, host: str) -> None:
    assert is_this_machine(host)
    assert listens_elsewhere(host) == []
    assert only_this_machine_is_served() == []


@pytest.mark.parametrize(
    "host",
    [EVERYWHERE, "::", "", "192.0.2.7", "id.example.org", "::ffff:192.0.2.7", "localhost.example", "*"],
)
def test_listening_elsewhere_is_refused_with_the_remedy(tried_out: Settings, host: str) -> None:  # T40
    [refused] = listens_elsewhere(host)

    assert "DEMO=1" in str(refused.hint)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PUBLIC_URL", "https://id.example.org", "PUBLIC_URL is https://id.example.org"),
        ("ALLOWED_HOSTS", ["localhost", "*"], "ALLOWED_HOSTS names other machines: *"),
        ("ALLOWED_HOSTS", ["localhost", "192.0.2.7"], "ALLOWED_HOSTS names other machines: 192.0.2.7"),
    ],
)
def test_an_address_where_others_come_is_refused(
    tried_out: Settings, name: str, value: object, told: str
) -> None:  # T40
    setattr(tried_out, name, value)

    [refused] = only_this_machine_is_served()

    assert told in refused.msg
    assert "DEMO=1" in str(refused.hint)


def test_who_asked_for_the_demo_aloud_serves_whom_they_like(settings: Settings) -> None:
    settings.THIS_MACHINE_ONLY = False
    settings.PUBLIC_URL = "https://id.example.org"

    assert only_this_machine_is_served() == []
    assert listens_elsewhere(EVERYWHERE) == []


def run(folder: Path, *command: str, **said: str) -> subprocess.CompletedProcess[str]:
    """A process with development's settings."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "idp.settings.development",
        "VAR_DIR": str(folder),
        **said,
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "command", [("-c", "import idp.asgi"), ("manage.py", "demo")], ids=["whoever serves it", "demo"]
)
@pytest.mark.parametrize("said", [{}, {"DEMO": "0"}], ids=["nothing", "DEMO=0"])
def test_it_does_not_start_at_a_public_address(
    tmp_path: Path, command: tuple[str, ...], said: dict[str, str]
) -> None:  # T40
    ended = run(tmp_path, *command, PUBLIC_URL="https://id.example.org", **said)

    assert ended.returncode != 0
    assert "DEMO=1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_does_not_listen_for_other_machines(tmp_path: Path) -> None:  # T40
    ended = run(tmp_path, "manage.py", "serve", "--host", EVERYWHERE, "--port", "0")

    assert ended.returncode != 0
    assert "DEMO=1" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "said", [{"PUBLIC_URL": "https://id.example.org", "DEMO": "1"}, {}], ids=["DEMO=1", "here"]
)
def test_it_starts_here_and_where_the_demo_was_asked_for(tmp_path: Path, said: dict[str, str]) -> None:
    run(tmp_path, "manage.py", "migrate", "--verbosity", "0", **said)

    ended = run(tmp_path, "-c", "import idp.asgi", **said)

    assert ended.returncode == 0, ended.stderr


def test_without_the_demo_nobody_is_made(tmp_path: Path) -> None:  # T40
    run(tmp_path, "manage.py", "migrate", "--verbosity", "0", DEMO="0")

    told = run(tmp_path, "manage.py", "demo", DEMO="0")
    counted = run(
        tmp_path,
        "-c",
        "import django; django.setup(); from accounts.users.models import User; print(User.objects.count())",
    )

    assert told.returncode == 0
    assert "nobody was made" in told.stdout
    assert counted.stdout.strip() == "0"
