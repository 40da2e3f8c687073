"""What a running server tells the doctor alone: from where it sees a caller come, its clock, its limit of files.

Only whoever holds the installation's secret key can ask: a pass of a minute, sealed with it. To everybody else nothing
is there, for the addresses of proxies and callers are nobody else's business (T25).
"""

from __future__ import annotations

import json
import resource

from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from accounts import clock
from accounts.sealing import seal, unseal
from accounts.users.places import client_address
from devices.live.scope import address_in
from devices.live.sockets import REFUSED, Socket
from idp.server.launcher import OTHER_FILES

PAGE, SOCKET = "/health/asker", "/live/asker/"
PURPOSE = "doctor"
SCHEME = "Bearer "
LIFE_SECONDS = 60


def pass_header() -> dict[str, str]:
    """Make the header by which a server knows the doctor, for a minute."""
    return {"Authorization": SCHEME + seal(PURPOSE, purpose=PURPOSE)}


def is_the_doctor(header: str) -> bool:
    """Whether this is a pass of ours that is still good."""
    try:
        unseal(header.removeprefix(SCHEME), purpose=PURPOSE, life_seconds=LIFE_SECONDS)
    except BadSignature:
        return False
    return True


def asker(request: HttpRequest) -> HttpResponse:
    """Tell the doctor how its call arrived; to anybody else there is no such page."""
    if not is_the_doctor(request.headers.get("Authorization", "")):
        raise Http404
    open_files, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return JsonResponse(
        {
            "peer": request.META.get("REMOTE_ADDR", ""),
            "forwarded": request.headers.get("X-Forwarded-For", ""),
            "address": client_address(request),
            "ahead_seconds": clock.ahead_seconds(),
            "files": open_files,
            "files_wanted": settings.MOST_CONNECTIONS + OTHER_FILES,
        }
    )


class AskerSocket(Socket):
    """Tells the doctor from where it comes, and then stays open in silence, as a page's does that waits."""

    async def connect(self) -> None:
        """Let in whoever has a pass."""
        headers = dict(self.scope["headers"])
        if not is_the_doctor(headers.get(b"authorization", b"").decode("latin-1")):
            await self.close(REFUSED)
            return
        await self.accept()
        await self.send(text_data=json.dumps({"address": address_in(self.scope)}))


urlpatterns = [path(SOCKET.removeprefix("/"), AskerSocket.as_asgi())]
