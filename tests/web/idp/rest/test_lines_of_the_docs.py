"""Every command of docs/rest.md does what the page says, against a running server (E24)."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from accounts.users.models import Group, User
from tests.support.passes import use_passes
from tests.support.scripts import make_script
from tests.support.server import Server
from tests.web.idp.portal.conftest import Organisation

LINES = [
    line
    for block in re.findall(r"^```\n(.*?)^```", Path("docs/rest.md").read_text(), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture
def environment(server: Server, nordljus: Organisation) -> dict[str, str]:
    use_passes(nordljus.tenant)
    script = make_script(nordljus.tenant, nordljus.admin)
    return {
        **os.environ,
        "SERVER": server.url,
        "KEY": script.secret,
        "PERSON": str(nordljus.member.pk),
        "GROUP": str(nordljus.other.pk),
    }


def test_the_page_has_a_line_for_each_part() -> None:
    assert len(LINES) >= 12
    assert all(line.startswith("curl ") for line in LINES)


def test_each_line_is_answered_and_does_what_it_says(environment: dict[str, str]) -> None:
    told = {}
    for line in LINES:
        done = subprocess.run(  # noqa: S602  lines of our own documentation
            f"{line} -w '\n%{{http_code}}'",
            shell=True,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        answer, _newline, status = done.stdout.rpartition("\n")
        told[line] = (status, json.loads(answer))

    assert {status for status, _answer in told.values()} <= {"200", "201"}, told
    assert User.objects.get(username="bo@nordljus.example").display_name == "Bo Ek"
    assert User.objects.get(username="ann@nordljus.example").display_name == "Ann Berg"
    assert Group.objects.get(pk=environment["GROUP"]).members.count() == 2
    assert [answer for _status, answer in told.values() if "access_pass" in answer]
