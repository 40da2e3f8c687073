"""Applications by libraries that know nothing of this project, openid-client and oauth4webapi, against the real server.

Each case of tests/node/applications/cases.mjs is a subtest of its own name; people sign in within each of them.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_django import Settings

from accounts.users.models import User
from idp.oidc.issuer import issuer_of
from tests.independent.running import NODE, cases
from tests.independent.world import Acts
from tests.support.limits import forget_tries
from tests.support.pages import answer
from tests.support.people import PASSWORD, make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.relying import AFTER, CALLBACK, RelyingParty, make_application, tell_due
from tests.support.server import Server
from tests.support.signing import API, AS_SERVICE, make_signing

PROGRAM = str(NODE / "applications" / "run.mjs")
PATIENCE_SECONDS = 300


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_SECONDS)
def test_an_application_by_a_library_of_others_signs_people_in(
    server: Server, subtests: pytest.Subtests, settings: Settings
) -> None:  # G01 G03 G09 G13 A22
    ann = make_person(make_tenant())
    phone = phone_of(ann)
    phone.tell_capabilities()
    # What happens beside the application: on the phone, and at our worker, which calls the server that it is told of.
    acts: Acts = {
        "approve": lambda number: answer(phone, number or None),
        "deny": lambda: phone.deny(phone.requests()[0]),
        "listen": lambda address: setattr(settings, "PUSH_STAND_IN", address),
        "tell": tell_due,
    }
    told = [PROGRAM, server.url, json.dumps(_facts(ann))]

    # The same network signs in a dozen times a minute.
    for case, problem in cases(told, acts, before_each=forget_tries):
        with subtests.test(case):
            assert problem is None, problem


def _facts(user: User) -> dict[str, Any]:
    tenant = user.tenant
    kinds: dict[str, dict[str, Any]] = {
        "web": {},
        "old": {"id_token_alg": "RS256"},
        "page": {"kind": "single_page"},
        "screen": {"kind": "native", "is_for_screens": True},
        "asks": {"delivery": "poll"},
        "told": {"delivery": "ping", "notification_uri": "https://told.example/asks"},
    }
    made = {name: make_application(tenant, name=name.title(), **facts) for name, facts in kinds.items()}
    made["service"] = make_application(tenant, **AS_SERVICE)
    bank = make_signing(tenant, name="Bank", requires_pushed=True, requires_dpop=True)
    return {
        "issuer": issuer_of(tenant),
        "callback": CALLBACK,
        "after": AFTER,
        "username": user.username,
        "password": PASSWORD,
        "resource": API,
        "applications": {name: _known(party) for name, party in made.items()}
        | {"bank": {"clientId": bank.client_id, "key": bank.key.as_dict(private=True)}},
    }


def _known(party: RelyingParty) -> dict[str, str]:
    return {"clientId": party.client_id, "secret": party.secret}
