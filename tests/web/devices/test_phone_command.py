"""The phone on the command line finds the server whose link it is given, on whatever port (H06)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.asking import offered, test_request_of
from tests.support.server import Server

ROOT = Path(__file__).parents[3]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "phone.json"


def phone(*arguments: str, state: Path) -> str:
    """What the command says, run as from another terminal: it knows nothing of the server's settings."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "idp.settings.test"}
    ran = subprocess.run(
        [sys.executable, "manage.py", "phone", "--state", str(state), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ran.stdout + ran.stderr


@pytest.mark.django_db(transaction=True)
def test_a_link_says_where_and_the_phone_remembers_it(server: Server, ann: User, state: Path) -> None:  # H06
    enrolment, code = offered(ann)

    said = phone("enrol", f"{server.url}/authenticator/#enrol={code}", state=state)
    assert f"adds the account {ann.username}" in said
    said = phone("approve", test_request_of(enrolment).number, state=state)
    assert "The account is added." in said

    assert PhoneAccount.objects.get().confirmed
    assert "phone sign-in off" in phone("list", state=state)


@pytest.mark.django_db(transaction=True)
def test_a_code_needs_to_be_told_where_and_says_what_was_wrong_with_it(
    server: Server, ann: User, state: Path
) -> None:  # H06
    _, code = offered(ann)

    assert "nothing listens there" in phone("enrol", code, state=state)
    assert "This code is not known" in phone("--server", server.url, "enrol", "another", state=state)
    assert "Almost done" in phone("--server", server.url, "enrol", code, state=state)
    assert "already been used" in phone("--server", server.url, "enrol", code, state=state)


def test_a_code_that_begins_with_a_dash_is_no_option(state: Path) -> None:  # H06
    assert "nothing listens there" in phone("enrol", "-" + "x" * 42, state=state)
