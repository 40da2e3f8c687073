"""Tells open sockets and this process's worker, after the commit. A message decides nothing and holds no secret."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.secrets import digest_of
from devices.news import relay
from devices.news.commits import Message, Told, after_commit

REQUEST_CHANGED: Message = {"type": "request.changed"}
ENROLMENT_CHANGED: Message = {"type": "enrolment.changed"}
REQUESTS_CHANGED: Message = {"type": "phone.news", "news": "requests_changed"}
ACCOUNTS_CHANGED: Message = {"type": "phone.news", "news": "accounts_changed"}
REQUESTS_MOVED: Message = {"type": "requests.moved"}
# By the first word of a group's name.
LOOK_AGAIN = {
    "browser": (REQUEST_CHANGED,),
    "enrolment": (ENROLMENT_CHANGED,),
    "phone": (REQUESTS_CHANGED, ACCOUNTS_CHANGED),
    # Whoever listens for people is a phone, and looks as one.
    "person": (),
    "requests": (REQUESTS_MOVED,),
}
# Their names choose a method of a socket: what comes from elsewhere may choose no other.
KNOWN = frozenset(message["type"] for messages in LOOK_AGAIN.values() for message in messages)
LOOKING_AT_ONCE = 10
LOOKING_PAUSE_SECONDS = 0.02
# Who is told something with everybody else looks at it in a lane of their own, one by one (T32).
TO_EVERYBODY: Message = {"lane": "everybody"}

log = logging.getLogger("handslag.live")
# No phone is called so: its id is a UUID. Nor is a tenant.
EVERY_PHONE = "phone.every"
EVERY_REQUEST = "requests.every"
# Of many requests at once those who watch them hear once in so long: they count anew each time.
GATHERED_SECONDS = 1.0
_gathered: set[str] = set()
_loop: asyncio.AbstractEventLoop | None = None
_nudge: Callable[[], None] | None = None


def use_loop(loop: asyncio.AbstractEventLoop) -> None:
    """The server's loop, named once at its start: page threads hand their messages to it."""
    global _loop  # noqa: PLW0603  one loop per process, set by the server's lifespan
    _loop = loop
    # What an earlier loop did not come to is sent by none.
    _gathered.clear()


def use_worker(nudge: Callable[[], None] | None) -> None:
    """What to call when phones are to be woken; without a worker in this process another finds them by looking."""
    global _nudge  # noqa: PLW0603  one worker per process, set where it starts and ends
    _nudge = nudge


def browser_group(binding: str) -> str:
    # Its digest: what finds a request stands in no message (I10).
    return f"browser.{digest_of(binding)}"


def phone_group(phone_id: uuid.UUID | str) -> str:
    return f"phone.{phone_id}"


def person_group(user_id: uuid.UUID | str) -> str:
    return f"person.{user_id}"


def enrolment_group(enrolment_id: uuid.UUID | str) -> str:
    return f"enrolment.{enrolment_id}"


def requests_group(tenant_id: uuid.UUID | str) -> str:
    return f"requests.{tenant_id}"


def request_changed(binding: str) -> None:
    """Tells the asking browser, known by the digest of its binding, after the commit, to look at its request again."""
    _after_commit(browser_group(binding), REQUEST_CHANGED)


def phones_have_news(phone_ids: list[uuid.UUID], news: str = "requests_changed") -> None:
    """Tells open phones, after the commit, that their requests ("requests_changed") or accounts changed."""
    for phone_id in phone_ids:
        _after_commit(phone_group(phone_id), {"type": "phone.news", "news": news})


def person_has_news(user_id: uuid.UUID) -> None:
    """Tells the open phones of a person, after the commit, that their requests changed; which those are, they know."""
    _after_commit(person_group(user_id), REQUESTS_CHANGED)


def phones_of_tenant_have_news(tenant_id: uuid.UUID) -> None:
    """Tells the open phones of a whole tenant, after the commit, that their accounts changed.

    One message for everybody, however many people there are: which open phones are concerned, their sockets know.
    """
    _after_commit(EVERY_PHONE, {**ACCOUNTS_CHANGED, **TO_EVERYBODY, "tenant": str(tenant_id)})


def enrolment_changed(enrolment_id: uuid.UUID) -> None:
    """Tells the page that is adding a phone, after the commit, to look again."""
    _after_commit(enrolment_group(enrolment_id), ENROLMENT_CHANGED)


def requests_moved(tenant_id: uuid.UUID) -> None:
    """Tells whoever watches how many of a tenant's requests wait, after the commit, to look again; once a second."""
    transaction.on_commit(lambda: _gather(requests_group(tenant_id), EVERY_REQUEST), robust=True)


def phones_are_to_be_woken() -> None:
    """Tells this process's worker, after the commit, that an outbox is filled."""
    if (nudge := _nudge) is not None:
        transaction.on_commit(nudge, robust=True)


def _after_commit(group: str, message: Message) -> None:
    after_commit(group, message, send=_send)


def _gather(*groups: str) -> None:
    """Tells them in a while that requests moved, with whoever else is told so until then; at once without a server."""
    if _loop is not None and _loop.is_running():
        # What is gathered already is sent after this commit: whoever no longer finds it there begins anew.
        if not _gathered.issuperset(groups):
            _loop.call_soon_threadsafe(_send_soon, _loop, groups)
    else:
        _send([(group, REQUESTS_MOVED) for group in groups])


def _send_soon(loop: asyncio.AbstractEventLoop, groups: tuple[str, ...]) -> None:
    if not _gathered:
        loop.call_later(GATHERED_SECONDS, _send_gathered, loop)
    _gathered.update(groups)


def _send_gathered(loop: asyncio.AbstractEventLoop) -> None:
    told = [(group, REQUESTS_MOVED) for group in _gathered]
    _gathered.clear()
    # In a thread, as from a page: whoever tells other processes waits for Redis.
    loop.run_in_executor(None, _send, told)


def _send(told: list[Told]) -> None:
    """Tells the listeners of this process, then the others. Losing it costs seconds, never a right: pages also ask."""
    try:
        if _loop is not None and _loop.is_running():
            asyncio.run_coroutine_threadsafe(_tell_all(told), _loop)
        else:
            async_to_sync(_tell_all)(told)
    except (OSError, RuntimeError):
        groups = sorted({group.partition(".")[0] for group, _message in told})
        log.warning("could not announce to %s", ", ".join(groups), exc_info=True)
    relay.tell_others(told)


async def _tell_all(told: list[Told]) -> None:
    """Each beside the others: what goes to thousands holds up nobody's own news (T32)."""
    await asyncio.gather(*(tell(group, message) for group, message in told))


async def tell(group: str, message: Message) -> None:
    """Tells who listens in this process."""
    if message["type"] in KNOWN:
        await get_channel_layer().group_send(group, message)


async def let_all_look() -> None:
    """Tells every listener of this process to look again: what happened meanwhile was told to nobody."""
    for number, group in enumerate(list(get_channel_layer().groups), start=1):
        if group == EVERY_PHONE:  # each of them is in a group of its own, too
            continue
        for message in LOOK_AGAIN[group.partition(".")[0]]:
            await tell(group, {**message, **TO_EVERYBODY})
        if number % LOOKING_AT_ONCE == 0:
            # Each looks into the database: thousands at once would keep who comes now waiting.
            await asyncio.sleep(LOOKING_PAUSE_SECONDS)
