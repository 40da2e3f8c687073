"""T32: many sockets are told something, and nobody else waits for them."""

import asyncio
import threading
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.users.models import User
from devices.live import approval as approval_socket
from devices.live import phone as phone_socket
from devices.live import room
from devices.live.looks import Looks
from devices.news import announce
from devices.simulator.phone import AccountOnPhone
from idp.serving.origin import websockets
from tests.support.phones import SigningPhone
from tests.web.devices.live.sockets import Socket, live
from tests.web.devices.live.test_approval import PATH, begin
from tests.web.devices.live.test_phone import PATH as PHONE_PATH

pytestmark = pytest.mark.both_databases
MANY = 60
# One that was on its way, and one that is looked for before the newcomer asks, for each of the newcomer's two looks.
FEW = 6


class Looked:
    """The looks of the phones' sockets at what they were told; the first holds the thread of all until it is let go."""

    def __init__(self) -> None:
        self.phones: list[Any] = []
        self.wanted: list[Any] = []
        self.is_held = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def hold_from_now_on(self) -> None:
        """Who looked before counts no more."""
        self.phones.clear()
        self.is_held.clear()
        self.may_go_on.clear()

    async def begins(self) -> None:
        """Waits until the first look holds the thread."""
        while not self.is_held.is_set():
            await asyncio.sleep(0)

    async def let_go_once_wanted(self, look: Any) -> None:
        """Lets the first go on as soon as somebody else has asked for theirs."""
        while look not in self.wanted:
            await asyncio.sleep(0)
        self.may_go_on.set()


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Looked:
    monkeypatch.setattr(room, "MOST_OF_PHONE", MANY)
    seen = Looked()
    tenants_of, look = phone_socket._tenants_of, Looks.look

    def note(phone_id: Any) -> dict[UUID, UUID] | None:
        seen.phones.append(phone_id)
        seen.is_held.set()
        assert seen.may_go_on.wait(timeout=30)
        return tenants_of(phone_id)

    async def note_wanted(self: Looks, lane: str, at: Any, *given: object) -> Any:
        seen.wanted.append(at)
        return await look(self, lane, at, *given)

    monkeypatch.setattr(phone_socket, "_tenants_of", note)
    monkeypatch.setattr(Looks, "look", note_wanted)
    return seen


async def open_many(phone: SigningPhone, application: Any) -> list[Socket]:
    sockets = [Socket(PHONE_PATH, application=application) for _ in range(MANY)]
    for socket in sockets:
        await socket.open()
        await socket.say(phone.live_hello())
        assert await socket.frame() == {"type": "ready"}
    return sockets


async def all_hear(sockets: list[Socket]) -> None:
    for socket in sockets:
        assert await socket.frame() == {"type": "accounts_changed"}


def test_t32_a_first_frame_does_not_wait_for_all_who_are_told_of_a_policy(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone, looked: Looked
) -> None:
    begin(asker, ann.username)

    async def journey() -> None:
        application = websockets()
        many = await open_many(phone, application)
        looked.hold_from_now_on()
        newcomer = Socket(PATH, cookies=asker.cookies, application=application)
        telling = asyncio.create_task(announce.tell(*of_policy(ann)))
        await looked.begins()
        letting_go = asyncio.create_task(looked.let_go_once_wanted(approval_socket._stage_of_browser))
        await newcomer.open()
        assert (await newcomer.frame())["state"] == "waiting"
        meanwhile = len(looked.phones)
        await all_hear(many)
        await asyncio.gather(telling, letting_go)

        assert meanwhile <= FEW
        assert len(looked.phones) == MANY

    live(journey)


def test_t32_news_of_one_person_do_not_wait_for_all_who_are_told_of_a_policy(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone, looked: Looked
) -> None:
    asked = begin(asker, ann.username)

    async def journey() -> None:
        application = websockets()
        many = await open_many(phone, application)
        waiting = Socket(PATH, cookies=asker.cookies, application=application)
        await waiting.open()
        await waiting.frame()
        looked.hold_from_now_on()
        telling = asyncio.create_task(announce.tell(*of_policy(ann)))
        await looked.begins()
        looked.wanted.clear()
        letting_go = asyncio.create_task(looked.let_go_once_wanted(approval_socket._stage))
        await announce.tell(announce.browser_group(asked.browser_digest), announce.REQUEST_CHANGED)
        await waiting.frame()
        meanwhile = len(looked.phones)
        await all_hear(many)
        await asyncio.gather(telling, letting_go)

        assert meanwhile <= FEW

    live(journey)


def of_policy(user: User) -> tuple[str, dict[str, str]]:
    return announce.EVERY_PHONE, {
        **announce.ACCOUNTS_CHANGED,
        **announce.TO_EVERYBODY,
        "tenant": str(user.tenant_id),
    }
