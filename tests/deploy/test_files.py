"""H02, H03: what of deploy/ can be looked at by the programs it is for, without running it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.files import ROOT
from tests.support.services import missing

pytestmark = pytest.mark.slow
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
# Of 100; systemd itself calls up to 20 safe.
MOST_EXPOSED = "20"
SETTING = re.compile(r"\b([A-Z][A-Z_]{3,})(?:=|: )")
OF_OTHERS = {
    "DJANGO_SETTINGS_MODULE",
    "HANDSLAG_SERVERS",
    "HANDSLAG_HOST",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
}


def program(name: str, *, package: str) -> str:
    return shutil.which(name) or missing(name, package=package)


def of_the_environment(name: str) -> str:
    """A program that tests/requirements.txt brings."""
    return str(Path(sys.executable).with_name(name))


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


@pytest.fixture
def compose() -> dict[str, Any]:
    """The compose file as the program understands it."""
    done = run(
        program("docker-compose", package="docker-compose"), "-f", DEPLOY / "compose.yaml", "config",
        HANDSLAG_HOST="id.example.org",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    understood: dict[str, Any] = yaml.safe_load(done.stdout)
    return understood


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_each_unit(unit: Path, tmp_path: Path) -> None:
    for one in UNITS:
        here = one.read_text().replace("/opt/handslag/.venv/bin/python", sys.executable)
        (tmp_path / one.name).write_text(here)

    done = run(
        program("systemd-analyze", package="systemd"), "verify", "--man=no", "--recursive-errors=no",
        tmp_path / unit.name,
    )  # fmt: skip

    assert (done.returncode, unit.name in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_calls_each_unit_safe(unit: Path) -> None:
    done = run(
        program("systemd-analyze", package="systemd"), "security", "--offline=true",
        f"--threshold={MOST_EXPOSED}", unit,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


def test_containers_of_ours_write_nothing_and_may_do_nothing(compose: dict[str, Any]) -> None:
    ours = {name: one for name, one in compose["services"].items() if one["image"] == "handslag"}

    assert set(ours) == {"app1", "app2", "worker", "migrate"}
    for one in ours.values():
        assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
        assert "no-new-privileges:true" in one["security_opt"]
        assert not [name for name in one["environment"] if name in {"SECRET_KEY", "DATABASE_URL"}]


def test_only_the_proxy_is_open_to_the_world_and_only_it_is_believed(compose: dict[str, Any]) -> None:
    services, networks = compose["services"], compose["networks"]

    assert [name for name, one in services.items() if "ports" in one] == ["caddy"]
    assert networks["inside"]["internal"]
    assert "inside" not in services["caddy"]["networks"]
    [front] = networks["front"]["ipam"]["config"]
    assert services["app1"]["environment"]["TRUSTED_PROXIES"] == front["subnet"]
    assert [name for name, one in services.items() if "front" in one["networks"]] == ["app1", "app2", "caddy"]
    # By another network the proxy would come from an address that nobody believes.
    assert services["caddy"]["networks"].keys() & services["app1"]["networks"].keys() == {"front"}


def test_a_compose_file_without_a_name_is_refused() -> None:
    done = run(program("docker-compose", package="docker-compose"), "-f", DEPLOY / "compose.yaml", "config")

    assert done.returncode == 1
    assert "the name that people type" in done.stderr


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.name)
def test_each_manifest_is_as_kubernetes_has_it(manifest: Path) -> None:
    done = run(of_the_environment("kubernetes-validate"), "--strict", manifest)

    assert done.returncode == 0, done.stdout + done.stderr


def test_pods_of_ours_write_nothing_and_may_do_nothing() -> None:
    pods = [
        one["spec"]["template"]["spec"]
        for manifest in MANIFESTS
        for one in yaml.safe_load_all(manifest.read_text())
        if "template" in one.get("spec", {})
    ]

    assert len(pods) == 3
    for pod in pods:
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_the_linter_has_nothing_to_say_of_the_dockerfile() -> None:
    done = run(of_the_environment("hadolint"), DEPLOY / "Dockerfile")

    assert (done.returncode, done.stdout) == (0, ""), done.stdout


@pytest.mark.parametrize(
    "file",
    [DEPLOY / "compose.yaml", DEPLOY / "kubernetes" / "settings.yaml", DEPLOY / "Dockerfile"],
    ids=lambda path: path.name,
)
def test_each_setting_that_is_named_is_one(file: Path) -> None:
    lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")]
    named = {name.removesuffix("_FILE") for line in lines for name in SETTING.findall(line)}
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operate.md").read_text(), re.MULTILINE))

    ours = {name for name in named if not name.startswith(("PYTHON", "HEALTHCHECK"))}
    assert ours - told - OF_OTHERS == set()
    assert ours & told
