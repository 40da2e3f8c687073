"""The browser that adds a phone: woken when the enrolment changed, so that it asks for what there is to show."""

from __future__ import annotations

from typing import Any

from accounts.sessions.person import person_of
from devices.enrolment.models import Enrolment
from devices.enrolment.pages.add import ID_KEY
from devices.enrolment.state import OPEN
from devices.live.sockets import ENDED, REFUSED, Socket
from devices.news.announce import enrolment_group


class EnrolmentSocket(Socket):
    """Follows the enrolment of this session, as long as its user may be signed in."""

    async def connect(self) -> None:
        """Found from the session and its user, never from the address (T16)."""
        self.enrolment_id, self.user_id = await self.look(_offered_to, self.scope)
        if not self.enrolment_id:
            await self.close(REFUSED)
            return
        await self.join(enrolment_group(self.enrolment_id))
        state = await self.look(_state, self.enrolment_id, self.user_id)
        if state is None:
            await self.leave()
            await self.close(REFUSED)
            return
        self.scope["place"].leave_network()
        await self.accept()
        await self.show(state)

    async def enrolment_changed(self, message: dict[str, Any]) -> None:
        """The phone claimed, completed or was tested; or the code ran out."""
        state = await self.look(_state, self.enrolment_id, self.user_id, told=message)
        if state is None:
            await self.close(REFUSED)
            return
        await self.show(state)

    async def show(self, state: str) -> None:
        await self.tell({"state": state})
        if state not in OPEN:
            await self.close(ENDED)


def _offered_to(scope: dict[str, Any]) -> tuple[str, str]:
    user = person_of(scope["session"])
    if not user.is_authenticated:
        return "", ""
    return str(scope["session"].get(ID_KEY, "")), str(user.pk)


def _state(enrolment_id: str, user_id: str) -> str | None:
    rows = Enrolment.objects.filter(
        pk=enrolment_id,
        user__id=user_id,
        user__is_active=True,
        user__blocked_at=None,
        user__tenant__is_active=True,
    )
    return rows.values_list("state", flat=True).first()
