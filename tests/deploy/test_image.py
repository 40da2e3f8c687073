"""H02: what deploy/Dockerfile puts into an image is enough to serve, and serves where nothing may be written.

No image is built: its lines are followed into a folder, with the libraries of these tests.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.files import ROOT
from tests.support.proxies import answers
from tests.support.services import free_port, postgres
from tests.support.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
BUILD, _FINAL = re.split(r"^FROM .*$", DOCKERFILE, flags=re.MULTILINE)[1:]
PYTHON, FOLDER = ".venv/bin/python", "/opt/handslag"
# Without a capability root may write no more than anybody else.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the image has in its folder, where nobody may write any more."""
    folder = tmp_path_factory.mktemp("image") / "handslag"
    folder.mkdir()
    for names in re.findall(r"^COPY (.+)$", BUILD, re.MULTILINE):
        *sources, to = names.split()
        for source in sources:
            _copy(source, folder / source if to == "./" else folder / to)
    for command in re.findall(r"^RUN ((?:.+\\\n)*.+)$", BUILD, re.MULTILINE):
        if "pip install" not in command:
            _run(command.replace("\\\n", " ").replace(PYTHON, sys.executable), folder)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def _copy(source: str, to: Path) -> None:
    """What is in the repository, as Dockerfile.dockerignore leaves no more."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", source]
    for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
        "\0"
    ):
        if name and (ROOT / name).is_file():
            place = to / Path(name).relative_to(source) if (ROOT / source).is_dir() else to
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place)


def _settings(stage: str, folder: Path) -> dict[str, str]:
    """What ENV says in a stage."""
    said = " ".join(re.findall(r"^ENV (.+)$", stage, re.MULTILINE)).replace(FOLDER, str(folder))
    return {"PATH": os.environ["PATH"]} | dict(one.split("=", 1) for one in shlex.split(said))


def _run(command: str, folder: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=_settings(BUILD, folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_is_in_the_image_everybody_may_read(image: Path) -> None:
    closed = [path for path in image.rglob("*") if not path.stat().st_mode & stat.S_IROTH]

    assert closed == []


def test_it_serves_where_nothing_may_be_written(image: Path, tmp_path: Path) -> None:
    subprocess.run(["chmod", "-R", "a-w", image], check=True)
    entry, command = (
        re.findall(r'"([^"]+)"', re.findall(rf"^{word} \[(.+)\]$", _FINAL, re.MULTILINE)[-1])
        for word in ("ENTRYPOINT", "CMD")
    )
    port = free_port()
    given = [
        sys.executable if one == PYTHON else str(port) if one == "8000" else one for one in [*entry, *command]
    ]
    with postgres() as database, (tmp_path / "log").open("w") as log:
        environment = _settings(_FINAL, image) | {
            "SECRET_KEY": "1ma" * 20,
            "PUBLIC_URL": "https://id.example.org",
            "TRUSTED_PROXIES": "127.0.0.1",
            "DATABASE_URL": database.url,
            "TMPDIR": str(tmp_path),
        }
        migrate = [*POWERLESS, sys.executable, "manage.py", "migrate", "--no-input"]
        done = subprocess.run(
            migrate, cwd=image, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        process = subprocess.Popen([*POWERLESS, *given], cwd=image, env=environment, stdout=log, stderr=log)
        try:
            until(lambda: process.poll() is not None or answers(port), within=60)
            asked = urllib.request.Request(
                f"http://127.0.0.1:{port}/sign-in/", headers={"Host": "id.example.org"}
            )
            with urllib.request.urlopen(asked, timeout=20) as page:
                body = page.read()
            style = re.findall(rb'href="(/static/[^"]+\.css)"', body)[0].decode()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{style}", timeout=20) as file:
                kind = file.headers["Content-Type"]
            health = re.findall(r"urlopen\('http://127\.0\.0\.1:8000(.+?)'", _FINAL)[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=20) as lives:
                assert lives.status == 200
        finally:
            process.terminate()
            process.wait(60)

    assert (b'name="username"' in body, kind.startswith("text/css")) == (True, True)
    assert "Error" not in (tmp_path / "log").read_text()
