"""docs/examples/approve.py, as a script would call it, against the real server and a phone that truly signs (G09)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.users.models import User
from devices.challenge_keys.services import all_keys, issuer_of
from idp.oidc import issuer
from tests.support.limits import forget_tries
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.relying import RelyingParty, make_application, question
from tests.support.server import Server

APPROVE = Path(__file__).parents[2] / "docs" / "examples" / "approve.py"
PATIENCE_SECONDS = 300

pytestmark = [pytest.mark.slow, pytest.mark.timeout(PATIENCE_SECONDS)]


@dataclass
class Script:
    """Whoever calls it, for one application, to one person with a phone."""

    person: User
    phone: SigningPhone
    application: RelyingParty
    secret: str = ""

    def begin(self, *given: str) -> subprocess.Popen[str]:
        said = {
            "HANDSLAG_CLIENT_ID": self.application.client_id,
            "HANDSLAG_CLIENT_SECRET": self.secret or self.application.secret,
        }
        asked = ["--issuer", issuer.issuer_of(self.person.tenant), "--to", self.person.username]
        command = [sys.executable, str(APPROVE), *asked, "--message", "Release 4.2", *given]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], **said},
        )

    def asked(self, running: subprocess.Popen[str]) -> None:
        """It has asked the phone."""
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line == f"Asked {self.person.username} on the phone: Release 4.2\n", running.communicate()


@pytest.fixture
def script(server: Server) -> Script:
    forget_tries()
    person = make_person(make_tenant())
    phone = phone_of(person)
    phone.tell_capabilities()
    application = make_application(person.tenant, name="Release", redirect_uris=[], delivery="poll")
    return Script(person, phone, application)


def test_it_ends_with_zero_once_the_phone_approves_and_writes_the_receipt(
    script: Script, tmp_path: Path
) -> None:  # G09
    receipt, keys = tmp_path / "release.jws", tmp_path / "keys.json"
    running = script.begin("--deploy", "shop", "4.2", "live", "--receipt", str(receipt))
    script.asked(running)

    shown = script.phone.see(question())
    script.phone.says_yes(question())
    out, wrong = running.communicate(timeout=PATIENCE_SECONDS)

    assert (running.returncode, wrong) == (0, "")
    assert out.endswith(f"Approved by {script.person.username}.\n")
    assert shown.binding_message == "Release 4.2"
    assert shown.details == ({"type": "deployment", "what": "shop", "version": "4.2", "where": "live"},)
    tenant_id = script.person.tenant_id
    told = {"iss": issuer_of(tenant_id), "keys": list(all_keys(tenant_id).values())}
    keys.write_text(json.dumps(told))
    call_command("verify_receipt", str(receipt), "--keys", str(keys))


def test_it_ends_with_one_when_the_phone_denies(script: Script, tmp_path: Path) -> None:  # G09
    running = script.begin("--receipt", str(tmp_path / "none.jws"))
    script.asked(running)

    script.phone.says_no(question())
    _out, wrong = running.communicate(timeout=PATIENCE_SECONDS)

    assert running.returncode == 1
    assert wrong == "Not approved: denied on the phone (access_denied)\n"
    assert not (tmp_path / "none.jws").exists()


def test_it_ends_with_one_where_the_server_refuses(script: Script) -> None:  # G09
    script.secret = "another"
    _out, wrong = (running := script.begin()).communicate(timeout=PATIENCE_SECONDS)

    assert running.returncode == 1
    assert "invalid_client" in wrong


@pytest.mark.parametrize("given", [["--deploy", "shop"], ["--issuer", "http://elsewhere.example"], ["--pay"]])
def test_it_ends_with_two_where_it_is_called_wrongly(script: Script, given: list[str]) -> None:  # G09
    (running := script.begin(*given)).communicate(timeout=PATIENCE_SECONDS)

    assert running.returncode == 2
