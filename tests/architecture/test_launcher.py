"""The server's options stand in one place, and whoever starts it takes them from there (H08)."""

import re
from pathlib import Path

import pytest

from tests.architecture.files import project_files, text_of

LAUNCHER = Path("idp/server/launcher.py")

STARTS_ONE = re.compile(
    r"(?<!\.)uvicorn\.(Config|run)\b|\buvicorn (\S*/)?[\w.]+:\w+|-m[\", ]+uvicorn|bin/uvicorn"
)
READ = {".py", ".md", ".sh", ".conf", ".service", ".yml", ".toml", ""}
TOLD = [path for path in project_files() if path.suffix in READ and path.name != Path(__file__).name]


def test_nobody_but_the_launcher_starts_the_server() -> None:
    started = [str(path) for path in TOLD if path != LAUNCHER and STARTS_ONE.search(text_of(path))]

    assert started == []


@pytest.mark.parametrize(
    "line",
    [
        "config = uvicorn.Config(application)",
        "exec .venv/bin/uvicorn idp.asgi:application",
        "uvicorn idp.asgi:application --port 8000",
        '[sys.executable, "-m", "uvicorn"]',
    ],
)
def test_a_start_of_ones_own_would_be_noticed(line: str) -> None:
    assert STARTS_ONE.search(line)
