"""What an application's own server uses once, used many times at once: one winner (T28, T10)."""

from __future__ import annotations

import functools
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.grants.models import Grant
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.limits import forget_tries
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PASSWORD_PROOF, signed_in
from tests.support.signing import make_proving, make_signing

pytestmark = pytest.mark.both_databases
ROUNDS = 3


def test_t28_an_assertion_that_is_shown_many_times_at_once_is_taken_once(
    nordljus: Tenant, threads: Crowd
) -> None:
    party = make_signing(nordljus)
    for _ in range(ROUNDS):
        forget_tries()
        shown = party.who()
        call = functools.partial(
            RelyingParty.ask_tokens, party, grant_type="refresh_token", refresh_token="any", **shown
        )

        errors = [answer.json()["error"] for answer in threads.run([call] * AT_ONCE)]

        # The one that was taken is known; what it asks for is nothing.
        assert errors.count("invalid_grant") == 1, errors
        assert set(errors) <= {"invalid_grant", "invalid_client", "temporarily_unavailable"}


def test_t28_a_pushed_request_that_is_opened_many_times_at_once_is_answered_once(
    nordljus: Tenant, ann: User, threads: Crowd
) -> None:
    party = make_application(nordljus)
    address, cookies = party.address("authorize"), signed_in(ann, PASSWORD_PROOF).cookies
    for _ in range(ROUNDS):
        forget_tries()
        answered, _started = party.push()
        query = urlencode({"client_id": party.client_id, "request_uri": answered.json()["request_uri"]})

        def bring(query: str = query) -> bool:
            client = Client()
            client.cookies = cookies
            return "code=" in client.get(f"{address}?{query}").headers.get("Location", "")

        assert threads.run([bring] * AT_ONCE).count(True) == 1
    assert Grant.objects.count() == ROUNDS


def test_t28_a_pushed_request_that_is_gone_on_with_many_times_at_once_is_answered_once(
    nordljus: Tenant, ann: User, threads: Crowd
) -> None:
    party = make_application(nordljus)
    cookies = signed_in(ann, PASSWORD_PROOF).cookies
    answered, _started = party.push()
    query = urlencode({"client_id": party.client_id, "request_uri": answered.json()["request_uri"]})
    # Somebody who is not signed in is led on, and their address can be carried.
    marked = Client().get(f"{party.address('authorize')}?{query}").headers["Location"]

    def go_on() -> int:
        client = Client()
        client.cookies = cookies
        return client.get(marked).content.count(b"code=")

    assert sum(bool(found) for found in threads.run([go_on] * AT_ONCE)) == 1
    assert Grant.objects.count() == 1


def test_t28_a_proof_that_is_shown_many_times_at_once_is_taken_once(
    nordljus: Tenant, ann: User, threads: Crowd
) -> None:
    party = make_proving(nordljus)
    token = party.signs_in(signed_in(ann, PASSWORD_PROOF))["access_token"]
    for name in ("one", "two", "three"):
        party.made = {"jti": name}

        statuses = [
            answer.status_code for answer in threads.run([functools.partial(party.userinfo, token)] * AT_ONCE)
        ]

        assert sorted(statuses) == [200, *[401] * (AT_ONCE - 1)]
