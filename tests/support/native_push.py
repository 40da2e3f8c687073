"""Google's and Apple's services for apps, on this machine: they look at what the real ones look at."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import h2.config
import h2.connection
import h2.events
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from tests.support.chromium_push import Says
from tests.support.push_service import read_request, written

LARGEST = 4096
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def pem(key: Key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class Google:
    """OAuth and Firebase Cloud Messaging, HTTP v1."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.account = {
            "type": "service_account",
            "project_id": "nordljus-app",
            "client_email": "handslag@nordljus-app.iam.gserviceaccount.com",
            "private_key": pem(self.key),
        }
        self.apps = {"registered:APA91b"}
        self.access: set[str] = set()
        self.access_seconds = 3600
        self.asked_for_access = 0
        self.messages: list[dict[str, Any]] = []
        self.says: Says | None = None

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> Says:
        if path == "/token":
            return self._give_access(body)
        if path != "/v1/projects/nordljus-app/messages:send":
            return Says(404)
        if headers.get("authorization", "").removeprefix("Bearer ") not in self.access:
            return failed(401, "UNAUTHENTICATED")
        return self.says or self._take(json.loads(body)["message"], size=len(body))

    def _give_access(self, body: bytes) -> Says:
        self.asked_for_access += 1
        form = dict(urllib.parse.parse_qsl(body.decode()))
        public = RSAKey.import_key(pem(self.key)).as_dict(private=False)
        try:
            claims = jwt.decode(form["assertion"], RSAKey.import_key(public), algorithms=["RS256"]).claims
        except JoseError:
            return Says(400, body=b'{"error": "invalid_grant"}')
        is_right = (
            form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
            and claims["iss"] == self.account["client_email"]
            and claims["aud"] == "https://oauth2.googleapis.com/token"
            and "https://www.googleapis.com/auth/firebase.messaging" in claims["scope"].split()
            and claims["iat"] - 5 <= time.time() < claims["exp"] <= claims["iat"] + 3600
        )
        if not is_right:
            return Says(400, body=b'{"error": "invalid_grant"}')
        token = secrets.token_urlsafe(16)
        self.access.add(token)
        said = {"access_token": token, "expires_in": self.access_seconds, "token_type": "Bearer"}
        return Says(200, body=json.dumps(said).encode())

    def _take(self, message: dict[str, Any], *, size: int) -> Says:
        is_right = (
            message["android"]["priority"] == "HIGH"
            and re.fullmatch(r"\d+s", message["android"]["ttl"])
            and all(isinstance(value, str) for value in message["data"].values())
            and size <= LARGEST
            and "notification" not in message
        )
        if not is_right:
            return failed(400, "INVALID_ARGUMENT")
        if message["token"] not in self.apps:
            return failed(404, "UNREGISTERED")
        self.messages.append(message)
        return Says(200, body=b'{"name": "projects/nordljus-app/messages/0:1"}')


def failed(status: int, code: str) -> Says:
    detail = {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}
    return Says(status, body=json.dumps({"error": {"code": status, "details": [detail]}}).encode())


class Apple:
    """The Apple Push Notification service. It answers over HTTP/2 alone."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.key_id, self.team_id, self.topic = "ABC123DEFG", "DEF123GHIJ", "example.nordljus.app"
        self.devices = {"00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"}
        self.notifications: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.tokens: list[str] = []
        self.says: list[Says] = []

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> Says:
        reason = self._wrong_with(headers)
        if reason:
            return refused(403, reason)
        if self.says:
            return self.says.pop(0)
        looked_at = (
            (len(body) > LARGEST, refused(413, "PayloadTooLarge")),
            (headers.get("apns-topic") != self.topic, refused(400, "TopicDisallowed")),
            (headers.get("apns-push-type") != "alert", refused(400, "InvalidPushType")),
            (headers.get("apns-priority") not in {"5", "10"}, refused(400, "BadPriority")),
            (len(headers.get("apns-collapse-id", "")) > 64, refused(400, "BadCollapseId")),
            (path.removeprefix("/3/device/") not in self.devices, refused(410, "Unregistered")),
        )
        wrong = next((said for is_wrong, said in looked_at if is_wrong), None)
        if wrong is None:
            self.notifications.append((dict(headers), json.loads(body)))
        return wrong or Says(200)

    def _wrong_with(self, headers: Mapping[str, str]) -> str:
        token = headers.get("authorization", "").removeprefix("bearer ")
        public = ECKey.import_key(pem(self.key)).as_dict(private=False)
        try:
            read = jwt.decode(token, ECKey.import_key(public), algorithms=["ES256"])
        except (JoseError, ValueError):
            return "InvalidProviderToken"
        if read.header.get("kid") != self.key_id or read.claims.get("iss") != self.team_id:
            return "InvalidProviderToken"
        if not time.time() - 3600 < read.claims["iat"] <= time.time() + 5:
            return "ExpiredProviderToken"
        self.tokens.append(token)
        return ""


def refused(status: int, reason: str) -> Says:
    return Says(status, body=json.dumps({"reason": reason}).encode())


@contextmanager
def serving(service: Google | Apple) -> Iterator[str]:
    """Its address, while it listens."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    speak = _http2 if isinstance(service, Apple) else _http1
    listen = asyncio.start_server(lambda reader, writer: speak(service, reader, writer), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(listen, loop).result(5)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    asyncio.run_coroutine_threadsafe(_end(server), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _http1(service: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            writer.write(written(service.answer(*await read_request(reader))))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _http2(service: Any, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = h2.connection.H2Connection(
        h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
    )
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    asked: dict[int, tuple[dict[str, str], bytes]] = {}
    while data := await reader.read(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                asked[event.stream_id] = ({str(name): str(value) for name, value in event.headers}, b"")
            elif isinstance(event, h2.events.DataReceived):
                headers, body = asked[event.stream_id]
                asked[event.stream_id] = (headers, body + event.data)
                connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                headers, body = asked.pop(event.stream_id)
                said = service.answer(headers[":path"], headers, body)
                told = [(":status", str(said.status)), *((k.lower(), v) for k, v in said.headers.items())]
                connection.send_headers(event.stream_id, told)
                connection.send_data(event.stream_id, said.body, end_stream=True)
        writer.write(connection.data_to_send())
        await writer.drain()
    writer.close()
