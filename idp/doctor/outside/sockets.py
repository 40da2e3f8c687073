"""A socket through the proxy: it opens, and stays open though nobody says anything."""

from __future__ import annotations

import asyncio
import json
import ssl
import time

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.typing import Origin

from accounts.incidents import in_a_line
from idp.doctor.asked import SOCKET, pass_header
from idp.doctor.found import Found, failed, ok
from idp.doctor.outside.calling import PATIENCE_SECONDS, Door

HELD_SECONDS = 5.0
LONGEST_HELD_SECONDS = 600.0
PASSING = (
    "Let the proxy pass websockets on below /live/, with Upgrade, Connection, Origin and Host as they come: "
    "docs/operate.md, The proxy."
)
KEEPING = "Let the proxy cut no socket before 60 silent seconds: the server pings a waiting one every 20."


def stays_open(door: Door, *, seconds: float) -> Found:
    """Opens one as a page does, and holds it for so many seconds."""
    try:
        return asyncio.run(_opened(door, seconds))
    except InvalidStatus as why:
        return failed(f"refused with {why.response.status_code}", PASSING)
    except (OSError, TimeoutError, InvalidHandshake, InvalidMessage, ConnectionClosed, ValueError) as why:
        return failed(f"does not open: {in_a_line(why)}", PASSING)


async def _opened(door: Door, seconds: float) -> Found:
    """On a loop: the library's threads read and write one TLS connection at once, and now and then wait for ever."""
    async with connect(
        f"ws{door.url.removeprefix('http')}{SOCKET}",
        sock=door.connect_below_tls(),
        ssl=ssl.create_default_context() if door.is_https else None,
        origin=Origin(door.url),
        additional_headers=pass_header(),
        open_timeout=PATIENCE_SECONDS,
        close_timeout=PATIENCE_SECONDS,
        ping_interval=None,
        proxy=None,
    ) as held:
        json.loads(await asyncio.wait_for(held.recv(), PATIENCE_SECONDS))
        return await _held(held, seconds)


async def _held(held: ClientConnection, seconds: float) -> Found:
    began = time.monotonic()
    try:
        await asyncio.wait_for(held.recv(), seconds)
    except TimeoutError:
        return ok(f"opens, and stays open for {seconds:.0f} seconds")
    except ConnectionClosed as why:
        return failed(f"closed after {time.monotonic() - began:.0f} seconds: {in_a_line(why)}", KEEPING)
    return failed("something else than our server answers there", PASSING)
