"""The browser that adds a phone: woken when the enrolment changed, so that it asks for what there is to show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from devices.enrolment.state import OPEN
from devices.enrolment.watching import ID_KEY, state_for
from devices.live.scope import as_request
from devices.live.sockets import ENDED, REFUSED, Socket
from devices.news.announce import enrolment_group

# No session is called so.
NO_SESSION = UUID(int=0)


class EnrolmentSocket(Socket):
    """Follows the enrolment of this session, as long as that has not ended."""

    async def connect(self) -> None:
        """Found from the session and its user, never from the address (T16)."""
        self.enrolment_id, self.sid = await self.look(_offered_in, self.scope["cookies"])
        if not self.enrolment_id:
            await self.close(REFUSED)
            return
        await self.join(enrolment_group(self.enrolment_id))
        state = await self.look(state_for, self.enrolment_id, self.sid)
        if state is None:
            await self.leave()
            await self.close(REFUSED)
            return
        self.place.leave_network()
        await self.accept()
        await self.show(state)

    async def enrolment_changed(self, message: dict[str, Any]) -> None:
        """The phone claimed, completed or was tested; or the code ran out."""
        state = await self.look(state_for, self.enrolment_id, self.sid, told=message)
        if state is None:
            await self.close(REFUSED)
            return
        await self.show(state)

    async def show(self, state: str) -> None:
        await self.tell({"state": state})
        if state not in OPEN:
            await self.close(ENDED)


def _offered_in(cookies: dict[str, str]) -> tuple[str, UUID]:
    """Which enrolment was offered in this session, "" for none; and which session it is."""
    session: Any = as_request(cookies).session
    offered = session.get(ID_KEY, "")
    return ("", NO_SESSION) if session.row is None else (str(offered), session.row.sid)
