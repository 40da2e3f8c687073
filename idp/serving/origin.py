"""Who may open a websocket: pages of our own origin, and native phones that have none (T16)."""

from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings

# A native phone sends no Origin. It shows its own proof in its first message instead; a browser always
# sends one, and a script of another site cannot leave it out.
WITHOUT_ORIGIN = frozenset({"/live/phone/"})


class OwnOriginOnly:
    """Refuses a socket, before a frame, when it was opened by somebody else's page."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Ask the next application, or the one that refuses."""
        application = self.application if may_open(scope) else WebsocketDenier()
        return await application(scope, receive, send)


def may_open(scope: dict[str, Any]) -> bool:
    """Exactly one Origin and it is ours, or none where none is allowed."""
    origins = [value for name, value in scope["headers"] if name == b"origin"]
    if not origins:
        return scope["path"] in WITHOUT_ORIGIN
    return origins == [settings.PUBLIC_URL.encode("ascii")]
