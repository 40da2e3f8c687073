"""H09: Redis closes its connections, stops, freezes; people sign in all the same, and operators read a line of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from pytest_django import Settings
from redis import Redis

from accounts.sessions.services import end_session
from accounts.sessions.standing import sessions_of
from accounts.throttle import memory
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.callers import nonces
from devices.simulator.calls import build_proof
from idp.settings.storage import ROOM_IN_MEMORY, caches
from tests.faults.visitor import Visitor, told
from tests.support.pages import answer
from tests.support.people import PASSWORD
from tests.support.phones import SigningPhone
from tests.support.services import Service, redis
from tests.support.waiting import until

# Far less than the fifteen seconds after which a page asks by itself, on a busy machine too.
PROMPT_SECONDS = 5.0
REQUESTS = "/device-api/v1/requests/"
LOST: dict[str, Callable[[Service], None]] = {"stopped": Service.kill, "frozen": Service.freeze}
gone = pytest.mark.parametrize("goes", LOST.values(), ids=LOST)


# A process that ends owes nothing: on a busy machine the first try may take longer than its patience.
ANNOUNCER = """
import sys, django
django.setup()
from devices.news import announce, relay
from tests.support.waiting import until
announce.request_changed(sys.argv[1])
until(relay.has_paid)
"""


@pytest.fixture(autouse=True)
def redis_server(settings: Settings) -> Iterator[Service]:
    with redis() as it:
        settings.REDIS_URL = it.url
        settings.CACHES = caches(it.url)
        yield it


def cut(server: Service, *kinds: str) -> None:
    """Closes every connection of these kinds, as a proxy or an idle limit does."""
    with Redis.from_url(server.url) as client:
        for kind in kinds:
            client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def proof_of(phone: SigningPhone) -> dict[str, str]:
    """What one call shows, good for once."""
    proof = build_proof(
        key=phone.key,
        method="GET",
        url=settings.PUBLIC_URL + REQUESTS,
        now=phone.calls.now(),
        nonce=nonces.current(),
        token=phone.token,
    )
    return {"Authorization": f"DPoP {phone.token}", "DPoP": proof}


def announce_elsewhere(binding: str, *, redis_url: str) -> None:
    """Another process announces that the request of this browser changed."""
    # As no part of this run: each of those has a number of Redis to itself.
    own = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    subprocess.run(
        [sys.executable, "-c", ANNOUNCER, binding],
        check=True,
        env=own | {"DJANGO_SETTINGS_MODULE": "idp.settings.test", "REDIS_URL": redis_url},
        cwd=Path(__file__).parents[2],
    )


def finished(visitor: Visitor) -> bool:
    """The waiting page's own POST; whether it signed in."""
    return visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    return [line for line in log.messages if "Redis" in line]


@pytest.mark.parametrize("kinds", [["normal"], ["pubsub"], ["normal", "pubsub"]], ids=" and ".join)
def test_h09_an_approval_is_told_at_once_though_every_connection_was_closed(
    kinds: list[str], redis_server: Service, visitor: Visitor, person: User, phone_over_network: SigningPhone
) -> None:
    number = visitor.asks(person.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"

        cut(redis_server, *kinds)
        answer(phone_over_network, number)

        assert told(socket, within=PROMPT_SECONDS) == "approved"
    assert finished(visitor)


@gone
def test_h09_a_whole_sign_in_passes_without_redis(
    goes: Callable[[Service], None],
    redis_server: Service,
    visitor: Visitor,
    person: User,
    phone_over_network: SigningPhone,
) -> None:
    goes(redis_server)

    number = visitor.asks(person.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        answer(phone_over_network, number)
        assert told(socket, within=PROMPT_SECONDS) == "approved"

    assert finished(visitor)


@gone
def test_h09_a_page_that_waited_when_redis_went_is_told(
    goes: Callable[[Service], None],
    redis_server: Service,
    visitor: Visitor,
    person: User,
    phone_over_network: SigningPhone,
) -> None:
    number = visitor.asks(person.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        goes(redis_server)

        answer(phone_over_network, number)

        assert told(socket, within=PROMPT_SECONDS) == "approved"
    assert finished(visitor)


@gone
def test_h09_pages_go_on_and_ready_says_what_is_away(
    goes: Callable[[Service], None],
    redis_server: Service,
    visitor: Visitor,
    person: User,
    warnings: pytest.LogCaptureFixture,
) -> None:
    visitor.asks(person.username)
    goes(redis_server)

    pages = [visitor.get(path) for path in ("/", "/authenticator/", "/sign-in/phone/", "/health/live") * 5]
    ready = visitor.get("/health/ready")

    assert {page.status for page in pages} == {200}
    # One of them found out; the others did not wait for what is known to be away.
    assert sum(page.seconds for page in pages) < 20
    assert (ready.status, ready.said) == (503, {"status": "away", "away": ["redis"]})
    assert len(lines(warnings)) <= 2


@gone
def test_t15_t36_guesses_stay_counted_without_redis_and_in_every_process(
    goes: Callable[[Service], None], redis_server: Service, visitor: Visitor, person: User
) -> None:
    visitor.asks(person.username)
    for n in range(6):
        assert visitor.post("/sign-in/password/", password=f"guess {n}").status == 400
    goes(redis_server)
    # As another process, which has counted nothing itself and knows of no refusal.
    LocMemCache(f"ledger of {redis_server.url}", ROOM_IN_MEMORY).clear()

    answers = [visitor.post("/sign-in/password/", password=f"other {n}").status for n in range(6)]
    memory.forget()

    assert answers == [400] * 4 + [429] * 2
    assert visitor.post("/sign-in/password/", password=PASSWORD).status == 429


@gone
def test_t10_a_used_proof_stays_used_without_redis(
    goes: Callable[[Service], None], redis_server: Service, visitor: Visitor, phone_over_network: SigningPhone
) -> None:
    before, after = proof_of(phone_over_network), proof_of(phone_over_network)
    assert visitor.get(REQUESTS, **before).status == 200
    goes(redis_server)
    assert visitor.get(REQUESTS, **after).status == 200

    again = [visitor.get(REQUESTS, **used) for used in (before, after)]

    assert [(answer.status, answer.said["code"]) for answer in again] == [(401, "proof_replayed")] * 2


def test_t33_who_signed_out_while_redis_was_frozen_stays_out(
    redis_server: Service, visitor: Visitor, person: User
) -> None:
    visitor.asks(person.username)
    visitor.post("/sign-in/password/", password=PASSWORD)
    copy = {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)}
    stranger = Visitor(visitor.server)
    assert "You are signed in" in stranger.get("/signed-in/", **copy).text

    redis_server.freeze()
    visitor.get("/signed-in/")
    visitor.post("/sign-out/")
    redis_server.thaw()
    until(lambda: visitor.get("/health/ready").status == 200)

    assert "You are signed in" not in stranger.get("/signed-in/", **copy).text


@gone
def test_i8_a_session_that_is_ended_while_redis_is_away_is_out_at_its_next_page(
    goes: Callable[[Service], None], redis_server: Service, visitor: Visitor, person: User
) -> None:
    visitor.asks(person.username)
    visitor.post("/sign-in/password/", password=PASSWORD)
    assert "You are signed in" in visitor.get("/signed-in/").text

    goes(redis_server)
    # By another process than the one that serves: this one's caches are its own.
    [row] = sessions_of(person)
    end_session(person, row.sid, actor=person)

    assert "You are signed in here no more" in visitor.get("/signed-in/").text


def test_h09_another_process_is_heard_at_once_though_connections_were_closed(
    redis_server: Service, visitor: Visitor, person: User, phone_over_network: SigningPhone
) -> None:
    visitor.asks(person.username)
    binding = ApprovalRequest.objects.filter(user=person).latest("asked_at").browser_digest
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        cut(redis_server, "normal")

        announce_elsewhere(binding, redis_url=redis_server.url)

        assert told(socket) == "waiting"


def test_h09_who_was_cut_off_from_the_news_is_sent_how_things_stand(
    redis_server: Service, visitor: Visitor, person: User, phone_over_network: SigningPhone
) -> None:
    visitor.asks(person.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        # As another process does whose news were lost.
        ApprovalRequest.objects.filter(user=person).update(state="denied")

        cut(redis_server, "pubsub")

        assert told(socket, within=PROMPT_SECONDS) == "denied"
