"""How many sockets there may be: counted on the loop, before a session or the database is looked at (T32)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings

from accounts.incidents import tell_refused
from accounts.secrets import digest_of
from accounts.signin.unfinished import BINDING_COOKIE
from accounts.telemetry.measures import Level
from accounts.users.places import networks_of
from devices.live.looks import Looks
from devices.live.scope import address_in, cookies_of
from devices.live.sockets import LATER, REFUSED

# Of a browser at one address, a socket for each tab. A page that gets none asks instead.
MOST_OF_BROWSER = 6
# Of an admin who watches, a socket for each tab of each of their browsers.
MOST_OF_ADMIN = 8
# Of a phone, a socket for each tab of its app.
MOST_OF_PHONE = 4
EVERYBODY = "everybody"
SOCKETS = Level("handslag_sockets", "Pages and phones that wait at an open socket.")


@dataclass(slots=True)
class Place:
    """What one socket takes of what there is room for, and the network it was opened from."""

    taken: Counter[str]
    network: str
    held: set[str] = field(default_factory=set)

    def take(self, what: str, *, most: int) -> bool:
        """Take one place of `what`, unless `most` are taken."""
        if self.taken[what] >= most:
            return False
        self.taken[what] += 1
        self.held.add(what)
        return True

    def take_of_phone(self, phone_id: Any) -> bool:
        """Take one of this phone's places."""
        return self.take(f"phone {phone_id}", most=MOST_OF_PHONE)

    def take_of_admin(self, user_id: Any) -> bool:
        """Take one of this admin's places."""
        return self.take(f"admin {user_id}", most=MOST_OF_ADMIN)

    def leave(self, *given_back: str) -> None:
        """Give these places back."""
        for what in self.held.intersection(given_back):
            self.held.remove(what)
            self.taken[what] -= 1
            if not self.taken[what]:
                del self.taken[what]

    def leave_network(self) -> None:
        """Who has proven something counts by who they are, and no longer by where: an office has one address."""
        self.leave(self.network)


class Opened(Protocol):
    """Whoever counts sockets as they are let in."""

    def __call__(self, *, open_now: int) -> None:
        """One more, of so many."""


class Room:
    """Lets a socket in while there is room for it, and counts it until it ends. The newest gives way."""

    def __init__(self, application: Any, *, opened: Opened, looks: Looks) -> None:
        self.application = application
        self.opened = opened
        self.taken: Counter[str] = Counter()
        self.looks = looks

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Let in, or refuse."""
        scope["cookies"] = cookies_of(scope)
        browser = _browser(scope)
        if browser == "":
            await send({"type": "websocket.close", "code": REFUSED})
            return
        place = scope["place"] = Place(self.taken, networks_of(address_in(scope))[-1])
        scope["looks"] = self.looks
        try:
            if (full := _lacking(place, browser)) is None:
                self.opened(open_now=self.taken[EVERYBODY])
                with SOCKETS.one_more():
                    await self.application(scope, receive, send)
            else:
                tell_refused("no room for a socket", scope["path"], full)
                # Accepted first: a page cannot read why it was refused at the door, and would ask as often as before.
                await send({"type": "websocket.accept"})
                await send({"type": "websocket.close", "code": LATER})
        finally:
            place.leave(*place.held)


def _lacking(place: Place, browser: str | None) -> str | None:
    """Take what a socket takes; of what there is no room for, in words that name no secret."""
    if not place.take(EVERYBODY, most=settings.MOST_SOCKETS):
        return "this process has enough of them"
    if not place.take(place.network, most=settings.MOST_SOCKETS_OF_A_NETWORK):
        return f"{place.network} has enough of them"
    if browser is not None and not place.take(browser, most=MOST_OF_BROWSER):
        return "this browser has enough of them"
    return None


def _browser(scope: dict[str, Any]) -> str | None:
    """What a browser is counted by: the digest of its cookie, empty without one. None for a phone, which needs none."""
    names = {
        "/live/approval/": BINDING_COOKIE.name,
        "/live/enrolment/": settings.SESSION_COOKIE_NAME,
        "/live/requests/": settings.SESSION_COOKIE_NAME,
    }
    if scope["path"] not in names:
        return None
    cookie = scope["cookies"].get(names[scope["path"]], "")
    return f"{scope['path']} {digest_of(cookie)}" if cookie else ""
