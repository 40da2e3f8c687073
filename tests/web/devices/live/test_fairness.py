"""T32: many sockets are told something, and nobody else waits for them."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.users.models import User
from devices.live import phone as phone_socket
from devices.live import room
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


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The phones whose sockets have looked at what they were told."""
    monkeypatch.setattr(room, "MOST_OF_PHONE", MANY)
    seen: list[Any] = []
    tenants_of = phone_socket._tenants_of

    def note(phone_id: Any) -> dict[UUID, UUID] | None:
        seen.append(phone_id)
        return tenants_of(phone_id)

    monkeypatch.setattr(phone_socket, "_tenants_of", note)
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
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone, looked: list[Any]
) -> None:
    begin(asker, ann.username)

    async def journey() -> None:
        application = websockets()
        many = await open_many(phone, application)
        looked.clear()
        newcomer = Socket(PATH, cookies=asker.cookies, application=application)
        telling = asyncio.create_task(announce.tell(*of_policy(ann)))
        while not looked:
            await asyncio.sleep(0)
        before = len(looked)
        await newcomer.open()
        assert (await newcomer.frame())["state"] == "waiting"
        meanwhile = len(looked) - before
        await all_hear(many)
        await telling

        assert meanwhile <= FEW
        assert len(looked) == MANY

    live(journey)


def test_t32_news_of_one_person_do_not_wait_for_all_who_are_told_of_a_policy(
    asker: Client, ann: User, phone: SigningPhone, account: AccountOnPhone, looked: list[Any]
) -> None:
    asked = begin(asker, ann.username)

    async def journey() -> None:
        application = websockets()
        many = await open_many(phone, application)
        looked.clear()
        waiting = Socket(PATH, cookies=asker.cookies, application=application)
        await waiting.open()
        await waiting.frame()
        telling = asyncio.create_task(announce.tell(*of_policy(ann)))
        while not looked:
            await asyncio.sleep(0)
        before = len(looked)
        await announce.tell(announce.browser_group(asked.browser_digest), announce.REQUEST_CHANGED)
        await waiting.frame()
        meanwhile = len(looked) - before
        await all_hear(many)
        await telling

        assert meanwhile <= FEW

    live(journey)


def of_policy(user: User) -> tuple[str, dict[str, str]]:
    return announce.EVERY_PHONE, {
        **announce.ACCOUNTS_CHANGED,
        **announce.TO_EVERYBODY,
        "tenant": str(user.tenant_id),
    }
