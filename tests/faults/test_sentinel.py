"""H09: the master of a Redis that Sentinels watch dies while people sign in; they go on at its replica."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from idp.settings.storage import caches
from tests.faults.test_redis import PROMPT_SECONDS, REQUESTS, announce_elsewhere, finished, proof_of
from tests.faults.visitor import Visitor, told
from tests.support.beside import Watched, sentinel
from tests.support.pages import answer
from tests.support.phones import SigningPhone
from tests.support.waiting import until

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def watched(settings: Settings) -> Iterator[Watched]:
    with sentinel() as it:
        until(it.is_whole)
        settings.REDIS_URL = it.url
        settings.CACHES = caches(it.url)
        yield it


def fail_over(watched: Watched) -> None:
    watched.servers[0].kill()
    until(lambda: watched.master() is watched.servers[1])


def test_h09_a_sign_in_passes_while_the_master_fails_over(
    watched: Watched, visitor: Visitor, person: User, phone_over_network: SigningPhone
) -> None:
    number = visitor.asks(person.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        watched.servers[0].kill()

        answer(phone_over_network, number)

        assert told(socket, within=PROMPT_SECONDS) == "approved"
    assert finished(visitor)


def test_h09_news_of_other_processes_are_heard_from_the_new_master(
    watched: Watched, visitor: Visitor, person: User, phone_over_network: SigningPhone
) -> None:
    visitor.asks(person.username)
    binding = ApprovalRequest.objects.filter(user=person).latest("asked_at").browser_digest
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        fail_over(watched)
        # Whoever hears again is sent how things stand.
        assert told(socket) == "waiting"

        announce_elsewhere(binding, redis_url=watched.url)

        assert told(socket) == "waiting"
    until(lambda: visitor.get("/health/ready").status == 200)


def test_t10_a_used_proof_stays_used_after_the_fail_over(
    watched: Watched, visitor: Visitor, phone_over_network: SigningPhone
) -> None:
    used = proof_of(phone_over_network)
    assert visitor.get(REQUESTS, **used).status == 200

    fail_over(watched)

    assert visitor.get(REQUESTS, **used).said["code"] == "proof_replayed"
