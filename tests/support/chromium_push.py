"""How a real Chromium gets its notifications: Google's protocol for clients, as far as Chromium speaks it.

It checks in, registers a subscription (both by HTTP), and keeps a connection (TLS, protobuf) by which what is sent to
that subscription comes. Nothing of it leaves this machine.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import secrets
import ssl
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

# Kinds of messages on the connection.
PING, PONG, SIGN_IN, SIGNED_IN, MESSAGE = 0, 1, 2, 3, 8
VERSION = 41


@dataclass(frozen=True)
class Says:
    """What the service answers to a notification; silent: nothing, until it is let go."""

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_silent: bool = False


class ChromiumClients:
    """The Chromiums that are connected. `on_token` hears of each new subscription and of the key it was made with."""

    def __init__(self, *, on_token: Callable[[str, str], None]) -> None:
        self.on_token = on_token
        self.registered: dict[str, dict[str, str]] = {}
        self.connected: list[asyncio.StreamWriter] = []

    async def start(self) -> None:
        context, self.fingerprint = _certificate()
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        for writer in self.connected:
            writer.close()
        self.server.close()

    @property
    def args(self) -> list[str]:
        return [
            f"--gcm-mcs-endpoint=https://localhost:{self.port}",
            f"--ignore-certificate-errors-spki-list={self.fingerprint}",
        ]

    def answer(self, path: str, body: bytes) -> Says | None:
        """What the two calls by HTTP are answered; None for any other."""
        if path.startswith("/checkin"):
            said = _number(1, 1) + _number(3, int(time.time() * 1000))
            said += _fixed(7, secrets.randbits(62) | 1) + _fixed(8, secrets.randbits(62) | 1)
            return Says(200, {"Content-Type": "application/x-protobuf"}, said + _text(4, "1-x"))
        if path.startswith("/register3"):
            form = dict(urllib.parse.parse_qsl(body.decode()))
            return Says(200, {"Content-Type": "text/plain"}, f"token={self._register(form)}".encode())
        return None

    def _register(self, form: dict[str, str]) -> str:
        if form.get("delete") == "true":
            return form.get("app", "")
        token = f"{secrets.token_urlsafe(24)}:APA91b{secrets.token_urlsafe(48)}"
        self.registered[token] = form
        self.on_token(token, form["sender"])
        return token

    async def deliver(self, token: str, headers: Mapping[str, str], body: bytes) -> None:
        """Hands it to the Chromium whose subscription it is; to none when a test reads it itself."""
        form = self.registered.get(token)
        if form is None:
            return
        extra = {"subtype": form.get("X-subtype") or form["subtype"], "content-encoding": "aes128gcm"}
        said = _text(3, form["sender"]) + _text(5, form["app"])
        for name, value in extra.items():
            said += _text(7, _text(1, name) + _text(2, value))
        said += _text(9, f"0:{secrets.token_hex(8)}") + _number(17, int(headers["ttl"]))
        said += _number(18, int(time.time() * 1000)) + _text(21, body)
        for writer in self.connected:
            writer.write(bytes([MESSAGE]) + _varint(len(said)) + said)
            await writer.drain()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            await reader.readexactly(1)  # the version
            while True:
                kind = (await reader.readexactly(1))[0]
                await reader.readexactly(await _read_varint(reader))
                await self._hear(kind, writer)
        if writer in self.connected:
            self.connected.remove(writer)
        writer.close()

    async def _hear(self, kind: int, writer: asyncio.StreamWriter) -> None:
        if kind == SIGN_IN:
            said = _text(1, "chrome-1") + _number(5, 1) + _number(8, int(time.time() * 1000))
            writer.write(bytes([VERSION, SIGNED_IN]) + _varint(len(said)) + said)
            self.connected.append(writer)
        elif kind == PING:
            writer.write(bytes([PONG, 0]))
        await writer.drain()


def _varint(number: int) -> bytes:
    written = b""
    while number > 127:
        written += bytes([number & 127 | 128])
        number >>= 7
    return written + bytes([number])


async def _read_varint(reader: asyncio.StreamReader) -> int:
    number = shift = 0
    while True:
        byte = (await reader.readexactly(1))[0]
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _fixed(field: int, value: int) -> bytes:
    return _varint(field << 3 | 1) + value.to_bytes(8, "little")


def _certificate() -> tuple[ssl.SSLContext, str]:
    """One for localhost, signed by itself, and the fingerprint of its key, which Chromium is told to believe."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
        context.load_cert_chain(path)
    point = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return context, base64.b64encode(hashlib.sha256(point).digest()).decode()
