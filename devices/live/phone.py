"""An open phone: told that there is news. What the news is, it asks the device API, with a proof of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any
from uuid import UUID

from accounts.refusals import Refusal
from devices.callers import nonces
from devices.callers.identify import Call, identify_phone
from devices.callers.refusals import ProofMalformed, ProofMissing
from devices.live.sockets import LATER, Socket
from devices.news.announce import EVERY_PHONE, person_group, phone_group
from devices.phones.models import Phone, PhoneAccount
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.strict_json import read_object

PATH = "/live/phone/"
NOT_PROVEN = 4401
HELLO_WITHIN_SECONDS = 5
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
            await super().receive(text_data, bytes_data)
            return
        self.hello_timer.cancel()
        self.hello_timer = None
        try:
            self.phone_id = await self.look(_identify, text_data or "")
        except Refusal as refusal:
            await self.refuse(refusal)
            return
        if not self.place.take_of_phone(self.phone_id):
            await self.close(LATER)
            return
        self.place.leave_network()
        tenants = await self.look(_tenants_of, self.phone_id)
        await self.listen_for(tenants or {})
        await self.tell({"type": "ready"})

    async def listen_for(self, people: Collection[UUID]) -> None:
        """Hear the news of this phone, and of the people who have an account on it."""
        groups = (phone_group(self.phone_id), EVERY_PHONE, *map(person_group, sorted(people)))
        if groups != self.joined:
            await self.join(*groups)

    async def phone_news(self, message: dict[str, Any]) -> None:
        """Pass on that there is news, while the phone still stands (T08, T17)."""
        tenants = await self.look(_tenants_of, self.phone_id, told=message)
        if tenants is None:
            await self.leave()
            await self.close(NOT_PROVEN)
            return
        await self.listen_for(tenants)
        is_meant = message.get("tenant") in {None, *map(str, tenants.values())}
        if is_meant and message["news"] in NEWS:
            await self.tell({"type": message["news"]})

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


def _tenants_of(phone_id: Any) -> dict[UUID, UUID] | None:
    """The people who have an account on this phone, each with their tenant; None when it stands no more."""
    rows = Phone.objects.filter(pk=phone_id, state=Phone.State.ACTIVE)
    found = list(rows.values_list("accounts__user", "accounts__user__tenant", "accounts__state"))
    gone = (None, PhoneAccount.State.ENDED)
    return {user: tenant for user, tenant, state in found if state not in gone} if found else None
