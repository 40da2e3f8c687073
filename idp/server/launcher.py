"""Every option of the server, and the only place that makes one (decision 0036)."""

from typing import Any

import uvicorn

LARGEST_FRAME = 65_536
# Open connections have this long to end when it stops.
GRACE_SECONDS = 3


def options(application: Any, *, host: str = "127.0.0.1", port: int = 8000) -> uvicorn.Config:
    """How the application is served, whoever asks for it."""
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,
        lifespan="on",
        # The client's address is the peer's; TRUSTED_PROXIES says whose word counts for more (T25).
        proxy_headers=False,
        server_header=False,
        # Its lines come through ours, and none tells of accesses: addresses of one-time links are secrets (I10).
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(application: Any, *, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    uvicorn.Server(options(application, host=host, port=port)).run()
