"""H03: from an empty machine to production's settings by docs/deploying.md alone, step by step as it is written."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from idp.doctor.inside.push import ONE_OF
from tests.deploy.document import Step, steps
from tests.deploy.machine import Machine, empty_machine
from tests.support.mail_server import HOST, mail_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
DOMAIN, OPERATOR = "id.nordljus.example", "ann@nordljus.example"
# Where the stand-in of the push services listens, beside the proxy.
FAKE = "127.0.0.2"
PUSH_HOSTS = [ONE_OF.get(host, host) for host in settings.PUSH_HOSTS]
FAKE_SERVER = f"""
server {{
    listen {FAKE}:443 ssl;
    server_name {" ".join(PUSH_HOSTS)};
    return 404;
}}
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """An empty one that has its name, and a certificate for it by an authority of its own."""
    with empty_machine(tmp_path_factory.mktemp("newcomer")) as made:
        make_certificates(made.folder / "root")
        with (made.folder / "etc" / "hosts").open("a") as hosts:
            hosts.write(f"127.0.0.1 {DOMAIN}\n")
        yield made


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """What the document has its reader say first, as the variables of their shell."""
    with mail_server() as mail:
        yield {
            "DOMAIN": DOMAIN,
            "OPERATOR": OPERATOR,
            "HANDSLAG": "/srv/handslag",
            "MAIL": f"smtp://{HOST}:{mail.port}",
            "CERTIFICATE": "/root/server.pem",
            "KEY": "/root/server.key",
            "AUTHORITY": "/root/authority.pem",
        }


def make_certificates(folder: Path) -> None:
    """An authority, and what it signed for this machine and the stand-in of the push services."""
    names = ",".join(f"DNS:{name}" for name in (DOMAIN, *PUSH_HOSTS))
    new = [
        "openssl",
        "req",
        "-x509",
        "-nodes",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-days",
        "90",
    ]
    for command in (
        [*new, "-subj", "/CN=Own authority", "-keyout", "authority.key", "-out", "authority.pem"],
        [
            *new, "-subj", f"/CN={DOMAIN}", "-addext", f"subjectAltName={names}", "-CA", "authority.pem",
            "-CAkey", "authority.key", "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", "server.key", "-out", "server.pem",
        ],
    ):  # fmt: skip
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def doctor(machine: Machine) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(machine.run("handslag doctor --json").stdout)
    return told


def ill(told: dict[str, Any]) -> set[str]:
    return {one["key"] for one in told["found"] if one["state"] in {"failed", "warning"}}


def walk(machine: Machine, step: Step, environment: dict[str, str]) -> None:
    """Do what a step says; only the doctor may find something, the push services, for they are outside."""
    for block in step.blocks:
        done = machine.run(block, **environment)
        is_doctor = "handslag doctor" in block
        assert done.returncode == 0 or is_doctor, f"{step.title}:\n{block}\n{done.stdout}\n{done.stderr}"


def test_h03_a_newcomer_comes_from_an_empty_machine_to_one_that_is_well(
    machine: Machine, environment: dict[str, str]
) -> None:
    said, *rest = steps()
    assert all(f"export {name}=" in said.blocks[0] for name in ("DOMAIN", "OPERATOR", "HANDSLAG", "MAIL"))

    began = time.monotonic()
    for step in rest:
        before = time.monotonic()
        walk(machine, step, environment)
        print(f"{step.title}: {time.monotonic() - before:.0f} s")  # noqa: T201  the measured time is what one runs it for
    print(f"all of it: {(time.monotonic() - began) / 60:.1f} min")  # noqa: T201  likewise

    told = doctor(machine)
    assert {key for key in ill(told) if not key.startswith("push ")} == set(), told
    # A stand-in proves what the world outside would.
    stand_in = machine.folder / "etc/nginx/conf.d/push.conf"
    stand_in.write_text(FAKE_SERVER)
    with (machine.folder / "etc/hosts").open("a") as hosts:
        hosts.writelines(f"{FAKE} {host}\n" for host in PUSH_HOSTS)
    assert machine.run("systemctl reload nginx").returncode == 0
    told = doctor(machine)
    assert (ill(told), told["healthy"]) == (set(), True), told


def test_a_command_has_the_settings_of_the_servers_to_the_letter(machine: Machine) -> None:
    odd = "verify-full&sslrootcert=/x $HOME <a@b>"
    settings = machine.folder / "etc/handslag/environment"
    before = settings.read_text()

    settings.write_text(f"{before}ODD={odd}\n")
    said = machine.run(
        "handslag shell --no-imports --command \"import os; print(os.environ['ODD'], '\\${PUBLIC_URL} \\$ODD')\""
    )
    refused = machine.run("handslag no_such_command")
    settings.write_text(before)

    assert said.stdout.strip() == f"{odd} ${{PUBLIC_URL}} $ODD", said.stderr
    assert refused.returncode == 1


def test_a_command_that_is_interrupted_at_a_terminal_ends(machine: Machine) -> None:
    goes_on = "pgrep -u handslag -f signal.pause >/dev/null"
    types = f"for _ in $(seq 300); do {goes_on} && break; sleep 0.1; done; printf '\\003'"
    command = "handslag shell --no-imports --command 'import signal; signal.pause()'"

    machine.run(f'({types}) | timeout 60 script --quiet --return --command "{command}" /dev/null || true')

    assert machine.run(goes_on).returncode == 1


def test_each_step_may_be_done_again(machine: Machine, environment: dict[str, str]) -> None:
    _said, *rest = steps()

    for step in rest:
        walk(machine, step, environment)

    assert not {key for key in ill(doctor(machine)) if not key.startswith("push ")}


def test_systemd_restarts_it_and_reloads_it_without_a_gap(machine: Machine) -> None:
    page = f"curl --silent --fail --resolve {DOMAIN}:443:127.0.0.1 https://{DOMAIN}/health/ready"
    assert machine.run("apt-get install --yes --no-install-recommends curl").returncode == 0

    reloaded = machine.run(
        "parent=$(systemctl show --property=MainPID --value handslag); before=$(ps -o pid= --ppid $parent); "
        "systemctl reload handslag; "
        # As long as one of the servers from before is there: pages come meanwhile.
        f"while ps -o pid= -p $(echo $before | tr ' ' ,) > /dev/null; do {page} > /dev/null; done; {page}"
    )
    killed = machine.run(
        "before=$(systemctl show --property=MainPID --value handslag); kill -9 $before; "
        "until [ $(systemctl show --property=MainPID --value handslag) != $before ]; do sleep 0.1; done; "
        f"until {page}; do sleep 0.1; done"
    )

    assert reloaded.returncode == 0, reloaded.stderr
    assert killed.returncode == 0, killed.stderr


def test_its_secrets_are_its_own_and_its_program_is_not(machine: Machine) -> None:
    others_read = machine.run("find /etc/handslag -perm /o+rwx; stat --format=%a /var/lib/handslag")
    it_writes = machine.run("runuser -u handslag -- find /opt/handslag /etc/handslag -writable -not -type l")

    assert others_read.stdout.split() == ["700"]
    assert it_writes.stdout.split() == []
