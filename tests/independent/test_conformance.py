"""A conformance suite of our own against the real server, and against npm's certified oidc-provider as the control.

Each case of tests/node/conformance/plans is a subtest, named after the OpenID Foundation's module. One that fails on
the control is a wrong case.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_django import Settings

from accounts.tenants.models import Tenant
from idp.oidc.ciba.pinging.outbox import PingOutbox
from idp.oidc.issuer import issuer_of
from idp.oidc.leaving.outbox import LogoutOutbox
from tests.independent.running import NODE, cases
from tests.independent.world import Acts
from tests.support.limits import forget_tries
from tests.support.pages import answer
from tests.support.people import PASSWORD, make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.relying import AFTER, CALLBACK, make_application, take_turn
from tests.support.server import Server
from tests.support.services import free_port
from tests.support.signing import Key, make_signing, new_key

FOLDER = NODE / "conformance"
PLANS = sorted(path.stem for path in (FOLDER / "plans").glob("*.mjs"))
PATIENCE_SECONDS = 300
FAPI = {"requires_pushed": True, "requires_dpop": True}
FAPI_THERE = {"require_pushed_authorization_requests": True, "dpop_bound_access_tokens": True}

NOTIFIED_AT = "https://app.example/told"


@dataclass(frozen=True)
class Wanted:
    """An application of the suite: how it shows who it is, and what it is otherwise, here and at the control."""

    auth: str
    here: dict[str, Any] = field(default_factory=dict)
    there: dict[str, Any] = field(default_factory=dict)

    @property
    def has_key(self) -> bool:
        return self.auth == "private_key_jwt"


APPLICATIONS = {
    "basic": Wanted("client_secret_basic"),
    "post": Wanted("client_secret_post"),
    "told": Wanted("client_secret_basic", {"backchannel_logout_uri": "https://app.example/told"}),
    "bank": Wanted("private_key_jwt", FAPI, FAPI_THERE),
    "other": Wanted("private_key_jwt", FAPI, FAPI_THERE),
    "asks": Wanted("private_key_jwt", {"delivery": "poll"}),
    "also": Wanted("private_key_jwt", {"delivery": "poll"}),
    "pinged": Wanted(
        "private_key_jwt",
        {"delivery": "ping", "notification_uri": NOTIFIED_AT},
        {"backchannel_token_delivery_mode": "ping", "backchannel_client_notification_endpoint": NOTIFIED_AT},
    ),
}


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.parametrize("plan", PLANS)
def test_ours_conforms(
    server: Server, subtests: pytest.Subtests, settings: Settings, plan: str
) -> None:  # G01 G03
    ann = make_person(make_tenant())
    phone = phone_of(ann)
    phone.tell_capabilities()
    acts: Acts = {
        "approve": lambda: answer(phone, None),
        "deny": lambda: phone.deny(phone.requests()[0]),
        "listen": lambda address: setattr(settings, "PUSH_STAND_IN", address),
        "tell": _tell,
    }
    made = {name: _made(ann.tenant, name, wanted) for name, wanted in APPLICATIONS.items()}
    facts = _facts(ann.username, made) | {"issuer": issuer_of(ann.tenant)}
    _try(subtests, ["ours", server.url, json.dumps(facts), plan], acts)


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.django_db
def test_the_control_conforms(subtests: pytest.Subtests, plan: str) -> None:
    made = {name: _known_there(name, wanted) for name, wanted in APPLICATIONS.items()}
    facts = _facts("ann@nordljus.example", made)
    made["told"]["toldAt"] = facts["toldAt"]
    command = ["node", str(FOLDER / "control.mjs"), json.dumps(facts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as control:
        assert control.stdout is not None
        origin = control.stdout.readline().strip()
        try:
            assert origin, "the control did not start"
            _try(subtests, ["control", origin, json.dumps(facts | {"issuer": origin}), plan], {})
        finally:
            control.terminate()


def _tell() -> None:
    """A worker's turn: whatever applications are to be told."""
    take_turn(LogoutOutbox)
    take_turn(PingOutbox)


def _made(tenant: Tenant, name: str, wanted: Wanted) -> dict[str, Any]:
    if not wanted.has_key:
        party = make_application(tenant, name=name.title(), **wanted.here)
        return {"clientId": party.client_id, "secret": party.secret, "auth": wanted.auth}
    signing = make_signing(tenant, name=name.title(), **wanted.here)
    return {"clientId": signing.client_id, "auth": wanted.auth, **_halves(signing.key)}


def _known_there(name: str, wanted: Wanted) -> dict[str, Any]:
    shows = _halves(new_key()) if wanted.has_key else {"secret": f"of the {name} one"}
    return {"clientId": f"the-{name}-one", "auth": wanted.auth, "metadata": wanted.there, **shows}


def _halves(key: Key) -> dict[str, Any]:
    return {"key": key.as_dict(private=True), "publicKey": key.as_dict(private=False)}


def _facts(username: str, applications: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "callback": CALLBACK,
        "after": AFTER,
        "username": username,
        "password": PASSWORD,
        "notifiedAt": NOTIFIED_AT,
        "toldAt": f"http://127.0.0.1:{free_port()}/told",
        "applications": applications,
    }


def _try(subtests: pytest.Subtests, told: list[str], acts: Acts) -> None:
    # The same network signs in dozens of times a minute.
    for case, problem in cases([str(FOLDER / "run.mjs"), *told], acts, before_each=forget_tries):
        with subtests.test(case):
            assert problem is None, problem
