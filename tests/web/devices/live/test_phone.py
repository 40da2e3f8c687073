"""The socket of an open phone."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from accounts.users.models import User
from devices.callers import nonces
from devices.live import phone as phone_socket
from devices.live.sockets import LARGEST_FRAME
from devices.phones.services import remove_account
from devices.phones.tokens import suspend_phone
from devices.signatures.encoding import random_b64url
from devices.signatures.keys import SigningKey
from devices.simulator.calls import build_proof
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask
from tests.support.people import make_person, make_tenant, switch_off
from tests.support.phones import SigningPhone, nonces_of_now, row_of
from tests.support.rows import everything
from tests.web.devices.live.sockets import Socket, done, live

pytestmark = pytest.mark.both_databases

PATH = "/live/phone/"
Hello = dict[str, Any]


async def greet(phone: SigningPhone, *, origin: str | None = "own") -> Socket:
    """Open a socket and prove who it is."""
    socket = Socket(PATH, origin=origin)
    assert (await socket.open())["type"] == "websocket.accept"
    await socket.say(phone.live_hello())
    assert await socket.frame() == {"type": "ready"}
    return socket


@pytest.mark.parametrize("origin", ["own", None])
def test_c08_a_phone_is_told_that_a_request_came_and_that_it_went(
    ann: User, phone: SigningPhone, account: AccountOnPhone, origin: str | None
) -> None:
    async def journey() -> None:
        socket = await greet(phone, origin=origin)
        await done(ask, ann)
        assert await socket.frame() == {"type": "requests_changed"}
        [request] = await done(phone.requests)
        await done(phone.deny, request)
        assert await socket.frame() == {"type": "requests_changed"}

    live(journey)


def test_c08_an_open_phone_hears_of_an_account_that_is_added_to_it_and_no_more_when_it_has_gone(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    eve = make_person(make_tenant("sydsol"), "eve")

    async def journey() -> None:
        socket = await greet(phone)
        added = await done(phone.add, eve, enable=False)
        while not await socket.hears_nothing():
            await socket.frame()
        await done(ask, eve)
        assert await socket.frame() == {"type": "requests_changed"}
        await done(lambda: remove_account(row_of(added), actor=eve))
        assert await socket.frame() == {"type": "accounts_changed"}
        await done(ask, eve)
        assert await socket.hears_nothing()

    live(journey)


def test_t09_a_phone_hears_only_of_its_own(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    other = SigningPhone()
    other.add(make_person(make_tenant("sydsol"), "eve"))

    async def journey() -> None:
        socket = await greet(other)
        await done(ask, ann)
        assert await socket.hears_nothing()

    live(journey)


def test_a_change_of_policy_is_heard_by_the_phones_of_that_tenant_alone(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:  # C11 T09
    other = SigningPhone()
    other.add(make_person(make_tenant("sydsol"), "eve"))

    async def journey() -> None:
        socket, others = await greet(phone), await greet(other)
        await done(switch_off, ann.tenant, "phone")
        assert await socket.frame() == {"type": "accounts_changed"}
        assert await others.hears_nothing()

    live(journey)


def hello(phone: SigningPhone, **changes: Any) -> Hello:
    parts = {
        "key": phone.key,
        "method": "GET",
        "url": phone.public_url + PATH,
        "now": 1,
        "nonce": nonces.current(),
        "token": phone.calls.token,
    }
    return {
        "authorization": f"DPoP {phone.calls.token}",
        "dpop": build_proof(**{**parts, **changes}),
    }


REFUSED: dict[str, tuple[Callable[[SigningPhone], object], str]] = {
    "nothing": (lambda _phone: "", "proof_malformed"),
    "not JSON": (lambda _phone: "hello", "proof_malformed"),
    "a list": (lambda _phone: "[]", "proof_malformed"),
    "deep": (lambda _phone: "[" * 8_000, "proof_malformed"),
    "a name twice": (lambda _phone: '{"dpop": "a", "dpop": "b"}', "proof_malformed"),
    "a lone surrogate": (lambda _phone: '{"dpop": "\ud800"}', "proof_malformed"),
    "no proof": (lambda phone: {"authorization": f"DPoP {phone.calls.token}"}, "proof_missing"),
    "a number for a proof": (lambda phone: {**hello(phone), "dpop": 7}, "proof_missing"),
    "no token": (lambda phone: {"dpop": hello(phone)["dpop"]}, "token_unknown"),
    "an unknown token": (
        lambda phone: {**hello(phone), "authorization": "DPoP " + "x" * 43},
        "token_unknown",
    ),
    "another key": (lambda phone: hello(phone, key=SigningKey.generate()), "key_mismatch"),
    "another method": (lambda phone: hello(phone, method="POST"), "proof_malformed"),
    "another address": (
        lambda phone: hello(phone, url=phone.public_url + "/device-api/v1/requests/"),
        "proof_malformed",
    ),
    "another server": (lambda phone: hello(phone, url="https://evil.example" + PATH), "proof_malformed"),
    "no nonce": (lambda phone: hello(phone, nonce=None), "use_dpop_nonce"),
    "a nonce not ours": (lambda phone: hello(phone, nonce=random_b64url()), "use_dpop_nonce"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_t16_who_does_not_prove_which_phone_it_is_hears_nothing_but_that(
    phone: SigningPhone, account: AccountOnPhone, case: str
) -> None:
    make, code = REFUSED[case]
    before = everything()

    async def journey() -> None:
        socket = Socket(PATH)
        await socket.open()
        await socket.say(make(phone))
        frame = await socket.frame()
        assert frame.pop("nonce") in nonces_of_now()
        assert frame == {"type": "refused", "code": code}
        assert await socket.next() == {"type": "websocket.close", "code": 4401}

    live(journey)
    assert everything() == before


def test_t32_a_greeting_that_is_too_large_is_not_read(phone: SigningPhone) -> None:
    async def journey() -> None:
        for large in ("a" * (LARGEST_FRAME + 1), b"a" * (LARGEST_FRAME + 1)):
            socket = Socket(PATH)
            await socket.open()
            await socket.say(large)
            assert await socket.next() == {"type": "websocket.close", "code": 1009}

    live(journey)


def test_t10_a_proof_opens_one_socket(phone: SigningPhone, account: AccountOnPhone) -> None:
    first = phone.live_hello()

    async def journey() -> None:
        answers = []
        for _ in range(2):
            socket = Socket(PATH)
            await socket.open()
            await socket.say(first)
            answers.append(await socket.frame())
        assert answers[0] == {"type": "ready"}
        assert answers[1]["code"] == "proof_replayed"

    live(journey)


def test_whoever_stays_silent_is_shown_out(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_socket, "HELLO_WITHIN_SECONDS", 0.05)

    async def journey() -> None:
        socket = Socket(PATH)
        await socket.open()
        assert (await socket.frame())["code"] == "proof_missing"
        assert await socket.next() == {"type": "websocket.close", "code": 4401}

    live(journey)


def test_a_phone_that_proved_itself_may_stay(
    phone: SigningPhone, account: AccountOnPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def journey() -> None:
        socket = await greet(phone)
        loop = asyncio.get_running_loop()
        its_time = loop.time
        monkeypatch.setattr(loop, "time", lambda: its_time() + phone_socket.HELLO_WITHIN_SECONDS)
        assert await socket.hears_nothing()

    live(journey)


def test_a_second_first_frame_is_not_read(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    async def journey() -> None:
        socket = await greet(phone)
        await socket.say("{}")
        assert await socket.hears_nothing()
        await done(ask, ann)
        assert await socket.frame() == {"type": "requests_changed"}

    live(journey)


def test_t08_t17_a_suspended_phone_is_shown_out_at_once(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    async def journey() -> None:
        socket = await greet(phone)
        await done(lambda: suspend_phone(phone.row, why="test"))
        assert await socket.next() == {"type": "websocket.close", "code": 4401}

    live(journey)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_t16_a_page_of_another_origin_is_refused_before_a_frame(
    phone: SigningPhone, account: AccountOnPhone, origin: str
) -> None:
    async def journey() -> None:
        assert (await Socket(PATH, origin=origin).open())["type"] == "websocket.close"

    live(journey)
