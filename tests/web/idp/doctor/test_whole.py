"""H03: `manage.py doctor` of a whole installation, from outside and within: all well, and each thing that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.installed import Installation, installed
from tests.support.proxies import PROXIES, running
from tests.support.services import free_port

pytestmark = pytest.mark.slow
PASS_ON = "location / { proxy_pass http://handslag; proxy_set_header Host id.example.org; }"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Behind nginx; several are ill one after the other."""
    folder = tmp_path_factory.mktemp("installed")
    with installed("nginx", folder) as one:
        yield one


def ill(found: dict[str, dict[str, str]]) -> set[str]:
    """What is not well, but for the push services, which need the world outside."""
    return {
        key
        for key, one in found.items()
        if one["state"] in {"failed", "warning"} and not key.startswith("push ")
    }


@pytest.mark.parametrize("program", PROXIES)
def test_an_installation_that_is_well_is_found_so_behind_each_proxy(
    installation: Installation, tmp_path: Path, program: str
) -> None:
    with running(program, tmp_path, handslag=installation.handslag) as proxy:
        certificate = proxy.certificate[0].read_text()
        roots = tmp_path / "roots.pem"
        roots.write_text(Path(installation.settings["SSL_CERT_FILE"]).read_text() + certificate)
        found = replace(installation, proxy=proxy).doctor(SSL_CERT_FILE=str(roots))

    # Nobody has made a back-up here yet, and that is said.
    assert ill(found) == {"backups"}, found
    assert {"tls", "socket", "caller", "mail", "worker", "push fcm.googleapis.com"} <= found.keys()


@pytest.mark.parametrize(
    ("written", "other", "noticed"),
    [
        ("X-Forwarded-For $remote_addr", "X-Nothing 1", "caller"),
        ("X-Forwarded-For $remote_addr", 'X-Forwarded-For ""', "caller"),
        ("    return 444;", f"    {PASS_ON}", "host"),
        ("    return 301 https://id.example.org$request_uri;", f"    {PASS_ON}", "plain"),
        ("Upgrade         $http_upgrade", "X-Nothing 2", "socket"),
        ("proxy_read_timeout 60s", "proxy_read_timeout 1s", "socket"),
        ("server_tokens       off;", "proxy_hide_header Strict-Transport-Security;", "hsts"),
        ("server_tokens       off;", "proxy_hide_header X-Frame-Options;", "headers"),
        ("server_tokens       off;", "add_header X-Frame-Options SAMEORIGIN;", "headers"),
        ("server_tokens       off;", "proxy_cookie_flags ~ nosecure nohttponly;", "cookies"),
    ],
)
def test_a_proxy_that_does_not_do_its_part_is_noticed_and_nothing_else(
    installation: Installation, tmp_path: Path, written: str, other: str, noticed: str
) -> None:
    with running("nginx", tmp_path, handslag=installation.handslag, doctored={written: other}) as proxy:
        found = replace(installation, proxy=proxy).doctor(
            "--only=outside", "--held=2", SSL_CERT_FILE=str(proxy.certificate[0])
        )

    assert ill(found) == {noticed}, (
        str({k: v["says"] for k, v in found.items()}) + (tmp_path / "said").read_text()
    )
    assert found[noticed]["remedy"]


def test_a_certificate_that_is_not_trusted_is_noticed(installation: Installation) -> None:
    found = installation.doctor("--only=outside", SSL_CERT_FILE="/etc/ssl/certs/ca-certificates.crt")

    assert found["tls"]["state"] == "failed"


def test_a_doctor_with_another_secret_is_not_known_to_the_server(installation: Installation) -> None:
    found = installation.doctor(SECRET_KEY="0th" * 20)

    assert ill(found) >= {"caller", "socket"}


def test_what_is_away_is_noticed_and_keeps_nothing_else_back(installation: Installation) -> None:
    nowhere = f"127.0.0.1:{free_port()}"

    found = installation.doctor(
        DATABASE_URL=f"postgres://handslag@{nowhere}/none", MAIL_URL=f"smtp://{nowhere}"
    )

    assert ill(found) >= {"database", "news", "mail"}
    assert found["page"]["state"] == "ok"


def test_i10_no_secret_is_told_to_anybody(installation: Installation) -> None:
    secrets = {
        "DATABASE_URL": "postgres://handslag:hunter2@127.0.0.1:1/none",
        "MAIL_URL": "smtp://a:hunter2@127.0.0.1:1",
    }

    told = installation.manage("doctor", "--held=1", **secrets)
    told_again = installation.manage("doctor", "--json", "--held=1", **secrets)

    assert "→" in told.stdout
    for said in (told, told_again):
        assert "hunter2" not in said.stdout + said.stderr
        assert installation.settings["SECRET_KEY"] not in said.stdout + said.stderr
