"""Who may open a websocket: pages of our own origin, and native phones that have none (T16)."""

import logging
from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings

log = logging.getLogger("handslag.refused")
# A native phone sends no Origin. It shows its own proof in its first message instead; a browser always
# sends one, and a script of another site cannot leave it out.
WITHOUT_ORIGIN = frozenset({"/live/phone/"})


class OwnOriginOnly:
    """Refuses a socket, before a frame, when it was opened by somebody else's page."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Ask the next application, or refuse."""
        if may_open(scope):
            return await self.application(scope, receive, send)
        return await _refuse("not opened by a page of ours", scope, receive, send)


def may_open(scope: dict[str, Any]) -> bool:
    """Exactly one Origin and it is ours, or none where none is allowed."""
    origins = [value for name, value in scope["headers"] if name == b"origin"]
    if not origins:
        return scope["path"] in WITHOUT_ORIGIN
    return origins == [settings.PUBLIC_URL.encode("ascii")]


async def nowhere(scope: dict[str, Any], receive: Any, send: Any) -> Any:
    """Refuse a socket at an address that has none."""
    return await _refuse("nothing is there", scope, receive, send)


async def _refuse(why: str, scope: dict[str, Any], receive: Any, send: Any) -> Any:
    log.info("refused a socket at %s: %s", scope["path"], why)
    return await WebsocketDenier()(scope, receive, send)
