"""A conformance suite of our own against the real server, and against npm's certified oidc-provider as the control.

Each case of tests/node/conformance/plans is a subtest, named after the OpenID Foundation's module. One that fails on
the control is a wrong case.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from idp.oidc.issuer import issuer_of
from tests.support.limits import forget_tries
from tests.support.people import PASSWORD, make_person, make_tenant
from tests.support.relying import AFTER, CALLBACK, make_application
from tests.support.server import Server

FOLDER = Path(__file__).parent.parent / "node" / "conformance"
PLANS = sorted(path.stem for path in (FOLDER / "plans").glob("*.mjs"))
PATIENCE_SECONDS = 300
# How each application shows who it is.
APPLICATIONS = {"basic": "client_secret_basic", "post": "client_secret_post"}


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.parametrize("plan", PLANS)
def test_ours_conforms(server: Server, subtests: pytest.Subtests, plan: str) -> None:  # G01 G03
    ann = make_person(make_tenant())
    made = {name: make_application(ann.tenant, name=name.title()) for name in APPLICATIONS}
    applications = {
        name: {"clientId": party.client_id, "secret": party.secret, "auth": APPLICATIONS[name]}
        for name, party in made.items()
    }
    facts = {**_facts(ann.username, applications), "issuer": issuer_of(ann.tenant)}
    # The same network signs in dozens of times a minute.
    _try(subtests, "ours", server.url, facts, plan, after_each=forget_tries)


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.parametrize("plan", PLANS)
def test_the_control_conforms(subtests: pytest.Subtests, plan: str) -> None:
    applications = {
        name: {"clientId": f"the-{name}-one", "secret": f"of the {name} one", "auth": auth}
        for name, auth in APPLICATIONS.items()
    }
    facts = _facts("ann@nordljus.example", applications)
    command = ["node", str(FOLDER / "control.mjs"), json.dumps(facts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as control:
        assert control.stdout is not None
        origin = control.stdout.readline().strip()
        try:
            assert origin, "the control did not start"
            _try(subtests, "control", origin, {**facts, "issuer": origin}, plan)
        finally:
            control.terminate()


def _facts(username: str, applications: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "callback": CALLBACK,
        "after": AFTER,
        "username": username,
        "password": PASSWORD,
        "applications": applications,
    }


def _try(
    subtests: pytest.Subtests,
    party: str,
    origin: str,
    facts: dict[str, Any],
    plan: str,
    *,
    after_each: Callable[[], None] = lambda: None,
) -> None:
    for case, problem in _cases(party, origin, facts, plan):
        after_each()
        with subtests.test(case):
            assert problem is None, problem


def _cases(party: str, origin: str, facts: dict[str, Any], plan: str) -> Iterator[tuple[str, str | None]]:
    """Each case's name, and what went wrong in it; the next begins when more is asked for."""
    command = ["node", str(FOLDER / "run.mjs"), party, origin, json.dumps(facts), plan]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for line in program.stdout:
            said = json.loads(line)
            yield said["case"], said["problem"]
            program.stdin.write("null\n")
            program.stdin.flush()
    assert program.returncode == 0, "it fell over before its last case"
