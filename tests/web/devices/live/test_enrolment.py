"""The socket of the browser that adds a phone."""

from importlib import import_module

import pytest
from django.conf import settings
from django.test import Client

from accounts.users.models import User
from accounts.users.services import disable
from devices.enrolment.models import Enrolment
from devices.enrolment.services import end
from devices.enrolment.state import State
from devices.simulator.phone import SimulatedPhone
from tests.web.devices.api.people import offered_code, test_number
from tests.web.devices.live.sockets import Socket, done, live

pytestmark = pytest.mark.both_databases

PATH = "/live/enrolment/"
REFUSED = {"type": "websocket.close", "code": 4403}


def offer_to(asker: Client, user: User) -> str:
    """The browser is signed in as `user` and shows a code."""
    code = offered_code(user)
    asker.force_login(user)
    key = asker.cookies[settings.SESSION_COOKIE_NAME].value
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    session["enrolment_id"] = str(Enrolment.objects.get(user=user, state="offered").pk)
    session.save()
    return code


def test_b04_the_browser_is_woken_at_every_step(asker: Client, ann: User, phone: SimulatedPhone) -> None:
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
    bo = User.objects.create_user("bo@nordljus.example", tenant=ann.tenant)
    Enrolment.objects.update(user=bo)

    async def journey() -> None:
        assert await Socket(PATH, cookies=asker.cookies).open() == REFUSED

    live(journey)


def test_t08_a_disabled_person_hears_nothing_more(asker: Client, ann: User, phone: SimulatedPhone) -> None:
    offer_to(asker, ann)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies)
        await socket.open()
        await socket.frame()
        await done(disable, ann, actor=None)
        await done(lambda: end(Enrolment.objects.get(), State.CANCELLED))
        assert await socket.next() == REFUSED
        assert await Socket(PATH, cookies=asker.cookies).open() == REFUSED

    live(journey)


@pytest.mark.parametrize("origin", ["https://evil.example", None])
def test_t16_a_page_of_another_origin_is_refused(asker: Client, ann: User, origin: str | None) -> None:
    offer_to(asker, ann)

    async def journey() -> None:
        socket = Socket(PATH, cookies=asker.cookies, origin=origin)
        assert (await socket.open())["type"] == "websocket.close"

    live(journey)
