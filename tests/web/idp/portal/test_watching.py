"""The portal's home live: numbers as they change, of one's own, to whoever the portal lets in at that moment (T37)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.users.models import User
from accounts.users.services import end_sessions
from devices.approvals.models import ApprovalRequest
from devices.live import room
from devices.news import announce
from idp.portal.glance import requests
from idp.serving.origin import websockets
from tests.support.asking import ask
from tests.support.pages import read
from tests.support.people import allow, make_person, make_tenant, set_part, turn_off
from tests.support.phones import SigningPhone
from tests.support.sessions import PASSWORD_PROOF
from tests.support.waiting import until
from tests.web.devices.live.sockets import Socket, done, live
from tests.web.idp.portal.conftest import TWO_STEPS, Organisation, SignIn, make_organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

PATH = "/live/requests/"
REFUSED = {"type": "websocket.close", "code": 4403}
NONE_YET = {"waiting": 0, "denied": 0}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "EVERY_SECONDS", 0.01)


@pytest.fixture
def nordljus() -> Organisation:
    """Really committed: what is announced is announced after the commit."""
    return make_organisation("nordljus")


@pytest.fixture
def phone(nordljus: Organisation) -> SigningPhone:
    allow(nordljus.tenant, "phone")
    phone = SigningPhone()
    phone.add(make_person(nordljus.tenant, "bo"), unlock="platform")
    return phone


def bo() -> User:
    return User.objects.get(username="bo@nordljus.example")


async def opened(client: Client, application: object = None) -> Socket:
    """A socket that has been told how things stand."""
    socket = Socket(PATH, cookies=client.cookies, application=application)
    assert (await socket.open())["type"] == "websocket.accept"
    return socket


def test_what_waits_and_what_is_denied_is_told_as_it_happens(
    nordljus: Organisation, phone: SigningPhone, sign_in: SignIn
) -> None:  # E14
    admin = sign_in(nordljus.admin)

    async def journey() -> None:
        socket = await opened(admin)
        assert await socket.frame() == NONE_YET
        request = await done(lambda: ask(bo()))
        assert await socket.frame() == {"waiting": 1, "denied": 0}
        await done(phone.says_no, request)
        assert await socket.frame() == {"waiting": 0, "denied": 1}

    live(journey)


def test_the_page_itself_says_the_same_without_scripts(
    nordljus: Organisation, phone: SigningPhone, sign_in: SignIn
) -> None:
    phone.says_no(ask(bo()))
    ask(bo())

    page = sign_in(nordljus.admin).get("/portal/").content.decode()

    assert "<dd data-waiting>1</dd>" in page
    assert "<dd data-denied>1</dd>" in page


def test_of_another_organisation_nothing_is_told(
    nordljus: Organisation, phone: SigningPhone, sign_in: SignIn
) -> None:  # T09 T23
    admin = sign_in(make_organisation("fjordbank").admin)

    async def journey() -> None:
        socket = await opened(admin)
        assert await socket.frame() == NONE_YET
        await done(lambda: ask(bo()))
        assert await socket.hears_nothing()

    live(journey)


def test_an_operator_hears_of_all(nordljus: Organisation, phone: SigningPhone, sign_in: SignIn) -> None:
    operator = make_person(make_tenant("operators", methods=TWO_STEPS), "you", role=User.Role.OPERATOR)
    browser = sign_in(operator)

    async def journey() -> None:
        socket = await opened(browser)
        assert await socket.frame() == NONE_YET
        await done(lambda: ask(bo()))
        assert await socket.frame() == {"waiting": 1, "denied": 0}

    live(journey)


def test_of_another_organisation_nothing_is_counted(
    nordljus: Organisation, phone: SigningPhone, sign_in: SignIn
) -> None:  # T09 T23
    ask(bo())

    page = sign_in(make_organisation("fjordbank").admin).get("/portal/").content.decode()

    assert "<dd data-waiting>0</dd>" in page


ENDS: dict[str, Callable[[User], object]] = {
    "role taken away": lambda user: User.objects.filter(pk=user.pk).update(role=User.Role.MEMBER),
    "disabled": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "moved up": lambda user: User.objects.filter(pk=user.pk).update(role=User.Role.OPERATOR),
    "sessions ended": lambda user: end_sessions(user, actor=None, why="admin"),
    "methods off": lambda user: turn_off(user.tenant, "authenticator_code"),
}


@pytest.mark.parametrize("what", ENDS)
def test_t37_whoever_the_portal_would_let_in_no_more_is_told_nothing_more(
    nordljus: Organisation, phone: SigningPhone, sign_in: SignIn, what: str
) -> None:
    admin = sign_in(nordljus.admin)

    async def journey() -> None:
        socket = await opened(admin)
        assert await socket.frame() == NONE_YET
        await done(ENDS[what], nordljus.admin)
        await done(announce.requests_moved, nordljus.tenant.pk)
        assert await socket.next() == REFUSED

    live(journey)


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_nobody_else_is_told_anything(nordljus: Organisation, sign_in: SignIn, who: str) -> None:  # T23
    browser = sign_in(nordljus.member) if who == "member" else Client()
    browser.get("/sign-in/")

    async def journey() -> None:
        socket = Socket(PATH, cookies=browser.cookies)
        said = await socket.open()
        if said["type"] == "websocket.accept":
            said = await socket.next()
        assert said == REFUSED

    live(journey)


def test_a_session_that_is_not_strong_enough_is_told_nothing(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # E03
    long_ago, by_half = sign_in(nordljus.admin, minutes_ago=13 * 60), sign_in(nordljus.admin, PASSWORD_PROOF)

    async def journey() -> None:
        for client in (long_ago, by_half):
            socket = await opened(client)
            assert await socket.next() == REFUSED

    live(journey)


def test_however_much_happens_and_however_many_watch_it_is_counted_seldom(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:  # T32 H08
    counted: list[object] = []
    monkeypatch.setattr(requests, "EVERY_SECONDS", 0.3)

    def count_it(tenant: object) -> requests.Requests:
        counted.append(tenant)
        return requests.Requests(0, 0)

    monkeypatch.setattr(requests, "count_requests", count_it)
    browsers = [sign_in(nordljus.admin) for _ in range(3)]

    async def journey() -> None:
        application = websockets()
        sockets = [await opened(browser, application) for browser in browsers]
        for socket in sockets:
            await socket.frame()
        counted.clear()
        began = time.monotonic()
        for _ in range(5):
            await done(announce.requests_moved, nordljus.tenant.pk)
        await asyncio.gather(*(socket.frame() for socket in sockets))
        # Twice, where nothing holds this machine up for longer than that.
        assert len(counted) <= 1 + (time.monotonic() - began) // requests.EVERY_SECONDS

    live(journey)


def test_who_is_not_as_strong_as_the_portal_requires_is_told_nothing(
    nordljus: Organisation, sign_in: SignIn
) -> None:  # T37, E10
    admin = sign_in(nordljus.admin)

    async def journey() -> None:
        socket = await opened(admin)
        assert await socket.frame() == NONE_YET
        await done(_require_passkeys, nordljus)
        again = await opened(admin)
        assert await again.next() == REFUSED

    live(journey)


def _require_passkeys(made: Organisation) -> None:
    allow(made.tenant, "passkey")
    rule = {"application": "portal", "strength": "phishing_resistant", "state": "on"}
    set_part(made.tenant, "strengths", applications=[rule])


def test_news_of_many_requests_are_gathered(monkeypatch: pytest.MonkeyPatch) -> None:  # T32
    sent: list[list[str]] = []
    monkeypatch.setattr(announce, "_send", lambda told: sent.append(sorted(group for group, _ in told)))
    monkeypatch.setattr(announce, "GATHERED_SECONDS", 0.05)

    async def journey() -> None:
        monkeypatch.setattr(announce, "_loop", asyncio.get_running_loop())
        for _ in range(20):
            announce._gather("requests.one", announce.EVERY_REQUEST)
            announce._gather("requests.two", announce.EVERY_REQUEST)
        await asyncio.to_thread(until, lambda: sent)
        announce._gather("requests.one", announce.EVERY_REQUEST)
        await asyncio.to_thread(until, lambda: len(sent) > 1)

    asyncio.run(journey())

    assert sent == [
        [announce.EVERY_REQUEST, "requests.one", "requests.two"],
        [announce.EVERY_REQUEST, "requests.one"],
    ]


def test_an_admins_sockets_are_few(
    nordljus: Organisation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:  # T32
    monkeypatch.setattr(room, "MOST_OF_ADMIN", 1)
    browsers = [sign_in(nordljus.admin) for _ in range(2)]

    async def journey() -> None:
        application = websockets()
        first = await opened(browsers[0], application)
        await first.frame()
        second = await opened(browsers[1], application)
        assert await second.next() == {"type": "websocket.close", "code": 1013}

    live(journey)


def test_decoys_are_counted_for_nobody(
    nordljus: Organisation, phone: SigningPhone, sign_in: SignIn
) -> None:  # A18
    ask(bo(), user=None, username="nobody@nordljus.example")

    assert ApprovalRequest.objects.filter(user=None).exists()
    assert "<dd data-waiting>0</dd>" in sign_in(nordljus.admin).get("/portal/").content.decode()


def test_the_page_watches_by_its_script(nordljus: Organisation, sign_in: SignIn) -> None:
    page = read(sign_in(nordljus.admin).get("/portal/"))

    assert f'data-watches="{PATH}"' in page.html
