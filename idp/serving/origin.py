"""Who may open a websocket: pages of our own origin, and native phones that have none (T16)."""

from typing import Any

from channels.routing import URLRouter
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from accounts.incidents import tell_refused
from devices.live.looks import Looks
from devices.live.room import Room
from devices.live.routing import urlpatterns as those_of_sign_in
from idp.doctor.asked import urlpatterns as those_of_doctor
from idp.portal.watching import urlpatterns as those_of_portal
from idp.serving.collector import Collector

# A native phone sends no Origin. It shows its own proof in its first message instead; a browser always
# sends one, and a script of another site cannot leave it out.
WITHOUT_ORIGIN = frozenset({"/live/phone/"})


urlpatterns = [*those_of_sign_in, *those_of_portal, *those_of_doctor]
ADDRESSES = frozenset(f"/{one.pattern}" for one in urlpatterns)


class OwnOriginOnly:
    """Refuses a socket, before a frame, that somebody else's page opened, or under another host, or where none is."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Ask the next application, or refuse in a line of the log."""
        if (why := _why_not(scope)) is None:
            await self.application(scope, receive, send)
        else:
            tell_refused("refused a socket", scope["path"], why)
            await send({"type": "websocket.close"})


def websockets(collector: Collector | None = None, looks: Looks | None = None) -> OwnOriginOnly:
    """The sockets as the server has them: what costs least is asked first, and the database last."""
    opened = (collector or Collector()).socket_opened
    return OwnOriginOnly(Room(URLRouter(urlpatterns), opened=opened, looks=looks or Looks()))


def _why_not(scope: dict[str, Any]) -> str | None:
    if not may_open(scope):
        return "not opened by a page of ours"
    if not is_our_host(scope):
        return "not our host"
    return None if scope["path"] in ADDRESSES else "nothing is there"


def may_open(scope: dict[str, Any]) -> bool:
    """Exactly one Origin and it is ours, or none where none is allowed."""
    origins = _headers(scope, b"origin")
    if not origins:
        return scope["path"] in WITHOUT_ORIGIN
    return origins == [settings.PUBLIC_URL.encode("ascii")]


def is_our_host(scope: dict[str, Any]) -> bool:
    """Exactly one Host, and pages are answered under it too."""
    hosts = _headers(scope, b"host")
    if len(hosts) != 1:
        return False
    name, _port = split_domain_port(hosts[0].decode("latin-1"))
    return bool(name) and validate_host(name, settings.ALLOWED_HOSTS)


def _headers(scope: dict[str, Any], wanted: bytes) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == wanted]
