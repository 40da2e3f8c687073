"""A websocket by hand, byte for byte: what a client of good manners would not send. No Django here."""

from __future__ import annotations

import os
import struct

PHONE = "/live/phone/"
TEXT, CONTINUATION, PING = 0x1, 0x0, 0x9


def opening(path: str, *, port: int) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Extensions: permessage-deflate",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def frame(kind: int, body: bytes = b"", *, is_last: bool = True, announced: int | None = None) -> bytes:
    """One frame as clients send them; `announced` is the length it claims."""
    length = len(body) if announced is None else announced
    size = struct.pack("!B", 0x80 | length) if length < 126 else struct.pack("!BQ", 0x80 | 127, length)
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(body))
    return bytes([kind | (0x80 if is_last else 0)]) + size + mask + masked
