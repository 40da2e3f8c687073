"""The terminal program of docs/applications.md, as it stands there, against the real server: somebody lets it in."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from accounts.users.models import User
from idp.oidc.issuer import issuer_of
from tests.support.pages import send
from tests.support.people import make_person, make_tenant
from tests.support.relying import open_address
from tests.support.screens import make_television
from tests.support.server import Server
from tests.support.sessions import PASSWORD_PROOF, signed_in

PAGE = Path(__file__).parents[2] / "docs" / "applications.md"
PATIENCE_SECONDS = 120

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(PATIENCE_SECONDS * 3),
    pytest.mark.skipif(not (shutil.which("jq") and shutil.which("curl")), reason="it is made of jq and curl"),
]


@pytest.fixture
def ann(server: Server) -> User:
    return make_person(make_tenant())


@pytest.mark.parametrize(("answer", "is_let_in"), [("let_in", True), ("deny", False)])
def test_a_terminal_waits_until_somebody_has_answered(ann: User, answer: str, is_let_in: bool) -> None:  # G13
    party, client = make_television(ann.tenant, name="Deploy"), signed_in(ann, PASSWORD_PROOF)
    for one in (party.server, client):
        one.defaults["SERVER_NAME"] = "localhost"
    with _running(_program(issuer_of(ann.tenant), party.client_id)) as terminal:
        assert terminal.stdout is not None
        shown = re.fullmatch(r"Open (\S+) and write (\S+)\n", terminal.stdout.readline())
        assert shown is not None
        page = send(client, open_address(client, party.address("device")), "letters", letters=shown[2])
        send(client, page, "number", answer=answer, number=shown[2][-2:])
        said, complaint = terminal.communicate(timeout=PATIENCE_SECONDS)

    assert shown[1] == f"{issuer_of(ann.tenant)}/device"
    assert (terminal.returncode == 0) is is_let_in
    if is_let_in:
        assert party.userinfo(said.strip()).json()["preferred_username"] == ann.username
    else:
        assert (said, complaint) == ("", "not signed in\n")


@contextmanager
def _running(program: str) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(["bash", "-c", program], stdout=pipe, stderr=pipe, text=True) as terminal:
        try:
            yield terminal
        finally:
            terminal.terminate()


def _program(issuer: str, client_id: str) -> str:
    """The first one of the page in bash, with the issuer and the client id of this installation."""
    found = re.search(r"```bash\n(issuer=.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    return found[1].replace("https://HOST/t/SHORT-NAME", issuer).replace("CLIENT_ID", client_id)
