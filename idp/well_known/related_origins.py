"""Related origins (WebAuthn Level 3, section 5.11): at which address passkeys for another host may be used.

After a change of address they are still for the former host. Browsers ask that host by https whether its passkeys may
be used where people are now, so it is answered to any Host, before everything else; it says nothing but our address.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

ADDRESS = "/.well-known/webauthn"


def is_needed() -> bool:
    """Are passkeys for a host that the pages' own is neither, nor lies below?"""
    host, ours = settings.PASSKEY_HOST, urlsplit(settings.PUBLIC_URL).hostname or ""
    return bool(host) and not f".{ours}".endswith(f".{host}")


class RelatedOrigins:
    """Answers the one address where it is needed; everything else is the application's."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One connection."""
        if scope["path"] != ADDRESS or scope["method"] not in ("GET", "HEAD") or not is_needed():
            await self.application(scope, receive, send)
            return
        body = json.dumps({"origins": [settings.PUBLIC_URL]}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-cache"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
