"""An open phone: told that there is news. What the news is, it asks the device API, with a proof of its own."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from accounts.refusals import Refusal
from devices.callers import nonces
from devices.callers.identify import Call, identify_phone
from devices.callers.refusals import ProofMalformed, ProofMissing
from devices.live.sockets import Socket
from devices.news.announce import EVERY_PHONE, person_group, phone_group
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.strict_json import read_object

PATH = "/live/phone/"
NOT_PROVEN = 4401
HELLO_WITHIN_SECONDS = 5
LARGEST_HELLO = 8192
NEWS = frozenset({"requests_changed", "accounts_changed"})


class PhoneSocket(Socket):
    """Says nothing until the first frame has proven which phone this is; then only that something changed."""

    phone_id: Any = None
    hello_timer: asyncio.TimerHandle | None = None
    hanging_up: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """A phone shows its proof in a frame: browsers cannot put headers on a socket."""
        await self.accept()
        self.hello_timer = asyncio.get_running_loop().call_later(HELLO_WITHIN_SECONDS, self.hang_up)

    def hang_up(self) -> None:
        """Too late: whoever opens sockets and stays silent does not keep them."""
        self.hello_timer = None
        self.hanging_up = asyncio.ensure_future(self.refuse(ProofMissing("no first frame in time")))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """The first frame is the proof; any other is not read."""
        if self.phone_id is not None or self.hello_timer is None:
            return
        self.hello_timer.cancel()
        self.hello_timer = None
        try:
            self.phone_id = await database_sync_to_async(_identify)(text_data or "")
        except Refusal as refusal:
            await self.refuse(refusal)
            return
        await self.listen_for(await database_sync_to_async(_people_of)(self.phone_id) or set())
        await self.tell({"type": "ready"})

    async def listen_for(self, people: set[UUID]) -> None:
        """Hear the news of this phone, and of the people who have an account on it."""
        groups = (phone_group(self.phone_id), EVERY_PHONE, *map(person_group, sorted(people)))
        if groups != self.joined:
            await self.join(*groups)

    async def phone_news(self, message: dict[str, Any]) -> None:
        """Pass on that there is news, while the phone still stands (T08, T17)."""
        people = await database_sync_to_async(_people_of)(self.phone_id)
        if people is None:
            await self.leave()
            await self.close(NOT_PROVEN)
            return
        await self.listen_for(people)
        if message["news"] in NEWS and await self.is_meant(message.get("tenant")):
            await self.tell({"type": message["news"]})

    async def is_meant(self, tenant_id: str | None) -> bool:
        """Whether news of a tenant are news for this phone; those of no tenant are its own."""
        return tenant_id is None or await database_sync_to_async(_has_account_in)(self.phone_id, tenant_id)

    async def disconnect(self, code: int) -> None:
        """Nothing of this socket stays behind."""
        if self.hello_timer is not None:
            self.hello_timer.cancel()
        await super().disconnect(code)

    async def refuse(self, refusal: Refusal) -> None:
        await self.tell({"type": "refused", "code": refusal.code, "nonce": nonces.current()})
        await self.close(NOT_PROVEN)


def _identify(frame: str) -> Any:
    """The id of the phone whose proof this frame holds."""
    if len(frame) > LARGEST_HELLO:
        raise ProofMalformed("the first frame is too large")
    try:
        hello = read_object(frame.encode("utf-8", "surrogatepass"))
    except SignatureRejected as rejected:
        raise ProofMalformed(f"first frame: {rejected}") from rejected
    call = Call(
        method="GET",
        path=PATH,
        proof=_text(hello.get("dpop")),
        authorization=_text(hello.get("authorization")),
    )
    return identify_phone(call).pk


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _has_account_in(phone_id: Any, tenant_id: str) -> bool:
    accounts = PhoneAccount.objects.filter(phone=phone_id, user__tenant=tenant_id)
    return accounts.exclude(state=PhoneAccount.State.ENDED).exists()


def _people_of(phone_id: Any) -> set[UUID] | None:
    """The people who have an account on this phone; None when it stands no more."""
    rows = Phone.objects.filter(pk=phone_id, state=Phone.State.ACTIVE)
    found = list(rows.values_list("accounts__user", "accounts__state"))
    gone = (None, PhoneAccount.State.ENDED)
    return {user for user, state in found if state not in gone} if found else None
