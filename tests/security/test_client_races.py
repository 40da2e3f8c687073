"""What an application's own server uses once, used many times at once: one winner (T28, T10)."""

from __future__ import annotations

import functools

import pytest

from accounts.tenants.models import Tenant
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.limits import forget_tries
from tests.support.relying import RelyingParty
from tests.support.signing import make_signing

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
