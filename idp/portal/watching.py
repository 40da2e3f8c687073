"""The socket of the portal's home: how many requests wait and were denied, as it changes. It says numbers alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.urls import path

from devices.live.scope import as_request
from devices.live.sockets import LATER, REFUSED, Socket
from devices.news.announce import EVERY_REQUEST, requests_group
from idp.portal.gate import asker, read_anew, still_lets_in
from idp.portal.glance.requests import Watched, recounts_of, watched_by

PATH = "/live/requests/"


@dataclass(frozen=True)
class Watcher:
    """Who watches, and whose requests."""

    user: UUID
    watched: Watched


class RequestsSocket(Socket):
    """Waits for news, and then counts with whoever else watches; nothing here asks by itself."""

    watcher: Watcher | None = None

    async def connect(self) -> None:
        """Let in whom the portal lets in now. Accepted first: a page cannot read why it was refused at the door."""
        await self.accept()
        self.cookies = self.scope["cookies"]
        self.watcher = await self.look(_watcher_of, self.cookies)
        if self.watcher is None:
            await self.close(REFUSED)
            return
        if not self.place.take_of_admin(self.watcher.user):
            await self.close(LATER)
            return
        self.place.leave_network()
        tenant = self.watcher.watched.tenant
        # Joined before counting: a change between the two is told, not lost.
        await self.join(EVERY_REQUEST if tenant is None else requests_group(tenant))
        await self.show()

    async def requests_moved(self, message: dict[str, Any]) -> None:
        """Some requests of whom it watches began or ended."""
        await self.show(told=message)

    async def show(self, *, told: dict[str, Any] | None = None) -> None:
        """Count, and tell it to whoever the gate would let in at this moment, as far as they see (T37)."""
        if self.watcher is None:
            return
        counted = await recounts_of(self.looks).of(self.watcher.watched.tenant, self.looks)
        if await self.look(_watcher_of, self.cookies, told=told) != self.watcher:
            await self.leave()
            await self.close(REFUSED)
            return
        await self.tell(asdict(counted))


def _watcher_of(cookies: dict[str, str]) -> Watcher | None:
    """Who this session is, by its row as it stands now; None for whoever the portal would not let in."""
    request = read_anew(as_request(cookies))
    if not still_lets_in(request):
        return None
    user = asker(request)
    watched = watched_by(user)
    return None if watched is None else Watcher(user.pk, watched)


urlpatterns = [path(PATH.removeprefix("/"), RequestsSocket.as_asgi())]
