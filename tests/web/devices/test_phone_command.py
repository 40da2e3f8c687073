"""The phone on the command line finds the server whose link it is given, on whatever port (H06)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.users.models import User
from devices.addresses.models import PhoneAddress
from devices.phones.models import PhoneAccount
from devices.push.keys import services as push_keys
from devices.simulator.terminal.state_file import save_phone
from tests.support.asking import ask, offered, test_request_of
from tests.support.passkeys import passkey_of
from tests.support.people import allow
from tests.support.phones import phone_of
from tests.support.senders import an_outbox, make_due, wake
from tests.support.server import Server
from tests.support.services import free_port
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "phone.json"


def phone(*arguments: str, state: Path, option: str = "--state") -> str:
    """What the command says, run as from another terminal: it knows nothing of the server's settings."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "idp.settings.test"}
    ran = subprocess.run(
        [sys.executable, "manage.py", "phone", option, str(state), *arguments],
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


@pytest.mark.django_db(transaction=True)
def test_a_phone_that_nobody_holds_answers_by_rule_and_says_so(
    server: Server, ann: User, tmp_path: Path
) -> None:
    # H06
    folder = tmp_path / "phones"
    enrolment, code = offered(ann)
    link = f"{server.url}/authenticator/#enrol={code}"
    assert "Almost done" in phone("--phone", "eva", "enrol", link, state=folder, option="--phones")
    number = test_request_of(enrolment).number

    said = phone(
        *(
            "watch",
            "--answer",
            "approve",
            "--number-from",
            f"sh -c 'echo {number}'",
            "--count",
            "1",
        ),
        state=folder,
        option="--phones",
    )

    assert "eva: Approved." in said, said
    assert PhoneAccount.objects.get().confirmed


@pytest.mark.django_db(transaction=True)
def test_a_phone_whose_app_is_closed_is_woken_by_a_notification_and_answers(
    server: Server, ann: User, tmp_path: Path, settings: Settings
) -> None:  # A03, H06
    folder, port = kept_phone(server, ann, tmp_path), free_port()
    settings.PUSH_STAND_IN = f"http://127.0.0.1:{port}"
    push_keys.make()

    with watching("--asleep", str(port), "--answer", "deny", "--count", "1", folder=folder) as watch:
        until(PhoneAddress.objects.exists)
        request = ask(ann)
        make_due()
        wake(an_outbox())
        said = watch.communicate(timeout=60)[0]

    assert "mine: Woken by a notification: Is this you?" in said
    assert "mine: Denied." in said
    request.refresh_from_db()
    assert request.state == "denied"
    assert not PhoneAddress.objects.exists(), "it is woken no more"


@pytest.mark.django_db(transaction=True)
def test_a_phone_shows_what_happened_to_its_accounts_until_ok_is_said(
    server: Server, ann: User, tmp_path: Path
) -> None:  # D07, H06
    folder = kept_phone(server, ann, tmp_path)
    allow(ann.tenant, "passkey")
    passkey_of(ann)

    first, second = (phone("notices", "--ok", state=folder, option="--phones") for _ in range(2))

    assert f"{ann.username}: A passkey was added to your account" in first
    assert second == "Nothing happened that you have not said OK to.\n"


def kept_phone(server: Server, ann: User, tmp_path: Path) -> Path:
    """The folder with a phone on which ann signs in."""
    added = phone_of(ann)
    added.public_url = server.url
    folder = tmp_path / "phones"
    folder.mkdir(mode=0o700)
    save_phone(path=folder / "mine.json", phone=added)
    return folder


def watching(*arguments: str, folder: Path) -> subprocess.Popen[str]:
    """The command as it waits, at another terminal."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "phone", "--phones", str(folder), "watch", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "idp.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
