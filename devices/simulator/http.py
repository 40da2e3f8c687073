"""Carries calls over the network, on one connection that is kept open (standard library only)."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from devices.simulator.transport import Answer

TIMEOUT_SECONDS = 30


class HttpTransport:
    """Calls the server at `base_url`, in the name of `public_url` where that differs (a forwarded port).

    Not for use by several threads at once: one connection, one call at a time.
    """

    def __init__(self, *, base_url: str, public_url: str | None = None) -> None:
        address = urlsplit(base_url)
        if not _has_port(address) or address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"Not the address of a server: {base_url}")
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self.host = urlsplit(public_url or base_url).netloc
        self.connection = kind(address.hostname, address.port, timeout=TIMEOUT_SECONDS)

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        """Send one call. A kept connection that the server closed meanwhile is opened once more."""
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = {"Host": self.host, **headers}
        if content is not None:
            sent["Content-Type"] = "application/json"
        try:
            return self._exchange(method, path, sent, content)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()
            return self._exchange(method, path, sent, content)
        except http.client.HTTPException as broken:
            raise OSError(f"The server's answer was cut: {broken!r}") from broken

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _exchange(self, method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        self.connection.request(method, path, body=content, headers=dict(headers))
        response = self.connection.getresponse()
        raw = response.read()
        return Answer(
            status=response.status,
            headers={name.lower(): value for name, value in response.getheaders()},
            body=parse_body(raw),
        )


def parse_body(raw: bytes) -> Any:
    """Return the JSON in an answer, None where there is none (an empty body, a page of HTML)."""
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _has_port(address: SplitResult) -> bool:
    """Is its port a number that there is, where it names one?"""
    try:
        return address.port != 0
    except ValueError:
        return False
