"""The socket of the browser that adds a phone."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from accounts.sessions.services import end_session
from accounts.sessions.standing import sessions_of
from accounts.users.models import User
from accounts.users.services import block, disable, end_sessions
from devices.enrolment.models import Enrolment
from devices.enrolment.services import end
from devices.enrolment.state import State
from tests.support.asking import test_number
from tests.support.pages import read, sign_in_by_password
from tests.support.people import make_person
from tests.support.phones import SigningPhone
from tests.web.devices.live.sockets import Socket, done, live

pytestmark = pytest.mark.both_databases

PATH = "/live/enrolment/"
REFUSED = {"type": "websocket.close", "code": 4403}


def offer_to(asker: Client, user: User) -> str:
    """The browser is signed in as `user` and shows a code."""
    sign_in_by_password(asker, user)
    return read(asker.post("/security-info/phones/add/", follow=True)).code


def test_b04_the_browser_is_woken_at_every_step(asker: Client, ann: User, phone: SigningPhone) -> None:
    code = offer_to(asker, ann)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        assert (await socket.open())["type"] == "websocket.accept"
        assert await socket.frame() == {"state": "offered"}
        await done(phone.claim, code)
        assert await socket.frame() == {"state": "claimed"}
        account = await done(phone.complete, unlock="pin")
        assert await socket.frame() == {"state": "claimed"}
        number = await done(test_number, account)
        await done(lambda: phone.approve(phone.requests()[0], number=number))
        assert await socket.frame() == {"state": "active"}
        assert await socket.next() == {"type": "websocket.close", "code": 1000}

    live(journey)


def test_an_enrolment_that_ended_is_told_and_the_socket_closed(asker: Client, ann: User) -> None:
    offer_to(asker, ann)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        await done(lambda: end(Enrolment.objects.get(), State.CANCELLED))
        assert await socket.frame() == {"state": "cancelled"}
        assert (await socket.next())["code"] == 1000

    live(journey)


def test_t16_only_the_person_who_offered_hears_of_it(asker: Client, ann: User) -> None:
    offer_to(asker, ann)
    stranger = Client(headers={"Host": "localhost:8000"})

    async def journey() -> None:
        assert await Socket(PATH, cookies=stranger.cookies).open() == REFUSED

    live(journey)


def test_t16_another_persons_enrolment_in_the_session_opens_nothing(asker: Client, ann: User) -> None:
    offer_to(asker, ann)
    bo = make_person(ann.tenant, "bo")
    Enrolment.objects.update(user=bo)

    async def journey() -> None:
        assert await Socket(PATH, cookies=asker.cookies).open() == REFUSED

    live(journey)


@pytest.mark.parametrize("taken_out", [partial(disable, actor=None), block], ids=["disabled", "blocked"])
def test_t08_a_disabled_or_blocked_person_hears_nothing_more(
    taken_out: Callable[[User], None], asker: Client, ann: User, phone: SigningPhone
) -> None:
    offer_to(asker, ann)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        await done(taken_out, ann)
        await done(lambda: end(Enrolment.objects.get(), State.CANCELLED))
        assert await socket.next() == REFUSED
        assert await Socket(PATH, cookies=asker.cookies).open() == REFUSED

    live(journey)


def end_one(user: User) -> None:
    end_session(user, sessions_of(user)[0].sid, actor=user)


@pytest.mark.parametrize(
    "ends", [end_one, partial(end_sessions, actor=None, why="admin")], ids=["one", "all"]
)
def test_t08_the_socket_of_a_session_that_is_ended_closes(
    ends: Callable[[User], object], asker: Client, ann: User, phone: SigningPhone
) -> None:
    offer_to(asker, ann)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        await done(ends, ann)
        assert await socket.next() == REFUSED

    live(journey)


@pytest.mark.parametrize("origin", ["https://evil.example", None])
def test_t16_a_page_of_another_origin_is_refused(asker: Client, ann: User, origin: str | None) -> None:
    offer_to(asker, ann)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies, origin=origin)
        assert (await socket.open())["type"] == "websocket.close"

    live(journey)
