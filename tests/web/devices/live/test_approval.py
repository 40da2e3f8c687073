"""The socket of the browser that waits for its phone."""

from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db.models.functions import Now
from django.test import Client

from accounts.signin.unfinished import BINDING_COOKIE
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_due, withdraw
from devices.simulator.phone import AccountOnPhone
from tests.support.phones import SigningPhone
from tests.support.sessions import unfinished_of
from tests.web.devices.live.sockets import Socket, done, live

pytestmark = pytest.mark.both_databases

PATH = "/live/approval/"
REFUSED = {"type": "websocket.close", "code": 4403}


def begin(asker: Client, username: str) -> ApprovalRequest:
    """Write a username and come to the number page."""
    asker.post("/sign-in/", {"username": username})
    assert asker.get("/sign-in/phone/").status_code == 200
    return ApprovalRequest.objects.get(browser_digest=unfinished_of(asker).binding)


def test_a08_the_browser_is_told_every_stage_while_it_happens(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = begin(asker, ann.username)
    ApprovalRequest.objects.filter(pk=asked.pk).update(known_browser=True)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        assert (await socket.open())["type"] == "websocket.accept"
        first = await socket.frame()
        [request] = await done(phone.requests)
        await done(phone.mark_seen, request)
        second = await socket.frame()
        await done(phone.approve, request, number=asked.number)
        third = await socket.frame()

        assert [said["state"] for said in (first, second, third)] == ["waiting", "opened", "approved"]
        assert 100 < first["seconds_left"] <= 120
        assert await socket.next() == {"type": "websocket.close", "code": 1000}

    live(journey)


def test_a08_a_browser_is_told_that_a_phone_opened_its_request_with_the_list(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = begin(asker, ann.username)
    ApprovalRequest.objects.filter(pk=asked.pk).update(known_browser=True)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        assert (await socket.frame())["state"] == "waiting"
        await done(phone.open_first)
        assert (await socket.frame())["state"] == "opened"

    live(journey)


@pytest.mark.parametrize("opens_with_the_list", [True, False])
def test_a18_a_browser_that_has_proven_nothing_gets_no_frame_when_somebody_opens_its_request(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone, *, opens_with_the_list: bool
) -> None:
    begin(asker, ann.username)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        assert (await socket.frame())["state"] == "waiting"
        if opens_with_the_list:
            await done(phone.open_first)
        else:
            [request] = await done(phone.requests)
            await done(phone.mark_seen, request)
        assert await socket.hears_nothing()

    live(journey)


def test_i10_t16_a_frame_says_the_stage_and_the_seconds_and_nothing_else(asker: Client, ann: User) -> None:
    begin(asker, ann.username)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        assert set(await socket.frame()) == {"state", "seconds_left"}

    live(journey)


def test_what_happened_before_the_socket_opened_is_told_at_once(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    begin(asker, ann.username)
    phone.deny(phone.requests()[0])

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        assert (await socket.frame())["state"] == "denied"
        assert await socket.next() == {"type": "websocket.close", "code": 1000}

    live(journey)


def test_an_end_by_time_and_an_end_by_another_window_are_told(asker: Client, ann: User) -> None:
    first = begin(asker, ann.username)

    async def expired() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        await done(ApprovalRequest.objects.filter(pk=first.pk).update, expires_at=Now())
        await done(expire_due)
        assert (await socket.frame())["state"] == "expired"

    live(expired)
    second = begin(asker, ann.username)

    async def cancelled() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        await done(withdraw, binding=second.browser_digest, is_replaced=False)
        assert (await socket.frame())["state"] == "cancelled"

    live(cancelled)


def test_a18_a_name_nobody_has_gets_the_same_socket(asker: Client, ann: User) -> None:
    begin(asker, "nobody@nordljus.example")

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        assert (await socket.open())["type"] == "websocket.accept"
        said = await socket.frame()
        assert said["state"] == "waiting"
        assert 100 < said["seconds_left"] <= 120
        assert await socket.hears_nothing()

    live(journey)


def without(cookies: SimpleCookie, name: str) -> SimpleCookie:
    return SimpleCookie({key: morsel.value for key, morsel in cookies.items() if key != name})


@pytest.mark.parametrize("lacking", ["session", "binding", "everything"])
def test_t16_a_browser_that_did_not_ask_is_refused_before_a_frame(
    asker: Client, ann: User, lacking: str
) -> None:
    begin(asker, ann.username)
    cookies = {
        "session": without(asker.cookies, settings.SESSION_COOKIE_NAME),
        "binding": without(asker.cookies, BINDING_COOKIE.name),
        "everything": SimpleCookie(),
    }[lacking]

    async def journey() -> None:
        assert await Socket(PATH, cookies=cookies).open() == REFUSED

    live(journey)


def test_t04_t16_another_browsers_binding_opens_nothing(asker: Client, ann: User) -> None:
    begin(asker, ann.username)
    other = Client(headers={"Host": "localhost:8000"})
    begin(other, ann.username)
    mixed = without(asker.cookies, BINDING_COOKIE.name)
    mixed[BINDING_COOKIE.name] = other.cookies[BINDING_COOKIE.name].value

    async def journey() -> None:
        assert await Socket(PATH, cookies=mixed).open() == REFUSED

    live(journey)


def test_t16_each_browser_hears_of_its_own_request_only(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    mine = begin(asker, ann.username)
    other = Client(headers={"Host": "localhost:8000"})
    begin(other, ann.username)

    async def journey() -> None:
        socket, other_socket = Socket(PATH, cookies=asker.cookies), Socket(PATH, cookies=other.cookies)
        for one in (socket, other_socket):
            await one.open()
            await one.frame()
        [request] = [one for one in await done(phone.requests) if one.handle == str(mine.pk)]
        await done(phone.deny, request)

        assert (await socket.frame())["state"] == "denied"
        assert await other_socket.hears_nothing()

    live(journey)


def test_t16_an_address_names_no_request(asker: Client, ann: User) -> None:
    asked = begin(asker, ann.username)

    async def journey() -> None:
        assert await Socket(PATH, query=f"id={asked.pk}").open() == REFUSED

    live(journey)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8001", None])
def test_t16_a_page_of_another_origin_is_refused_before_a_frame(
    asker: Client, ann: User, origin: str | None
) -> None:
    begin(asker, ann.username)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies, origin=origin)
        assert (await socket.open())["type"] == "websocket.close"

    live(journey)


def test_t16_what_a_browser_says_is_not_read(asker: Client, ann: User) -> None:
    asked = begin(asker, ann.username)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        for word in ('{"state": "approved"}', "[" * 5_000, ""):
            await socket.say(word)
        assert await socket.hears_nothing()

    live(journey)
    assert ApprovalRequest.objects.get(pk=asked.pk).state == "pending"


def test_nothing_is_sent_to_a_browser_that_left(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    begin(asker, ann.username)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        await socket.leave()
        await done(lambda: phone.deny(phone.requests()[0]))
        assert await socket.hears_nothing()

    live(journey)
