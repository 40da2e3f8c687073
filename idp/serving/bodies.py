"""A page thread is taken only when the whole body is here (T30)."""

import asyncio
import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from devices.callers import nonces
from idp.errors import PROBLEM, is_for_phones, is_for_programs, note, problem
from idp.serving.large_bodies import DEADLINE_SECONDS as DEADLINE_OF_FILES
from idp.serving.large_bodies import LARGEST as LARGEST_WITH_FILE
from idp.serving.large_bodies import PageTooOld, is_expected

DEADLINE_SECONDS = 10.0
HEARD_OUT_SECONDS = 1.0
# As much as a phone sends; the portal's forms alone are larger, and only people who are signed in have them.
LARGEST_OF_STRANGERS = 32 * 1024
UTF_8 = frozenset({"utf-8", "utf8", ""})
CONTENT_TYPE = b"content-type"
ABOUT_THE_BODY = frozenset({b"content-length", b"transfer-encoding"})


class BodyTooLarge(Refusal):
    code = "too_large"
    public_text = _("That is more than can be sent here at once. Send less, then try again.")
    status = 413


class BodyTooSlow(Refusal):
    code = "too_slow"
    public_text = _("What you sent did not arrive in time. Check your connection, then try once more.")
    status = 408


class InParts(Refusal):
    """No form of ours is sent like this, and to parse it takes twenty times as long as one of ours (T30)."""

    code = "malformed"
    public_text = _("This message could not be read.")
    status = 415


class NotUtf8(Refusal):
    """Names another way of writing than ours: Django would read the address by it, and by some of them cannot."""

    code = "malformed"
    public_text = _("This message could not be read.")
    status = 415


class SmallFormsMiddleware:
    """Refuses a larger form unparsed, unless somebody is signed in; before its csrf value is looked for.

    What phones and scripts send has a bound of its own, and answers of its own (`devices/api/messages/reading.py`,
    `idp/rest/messages/reading.py`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        is_small = length <= LARGEST_OF_STRANGERS or is_for_programs(request.path)
        if is_small or SESSION_KEY in request.session:
            return self.get_response(request)
        refused = BodyTooLarge(f"{length} bytes of somebody who is not signed in")
        note(refused, request.path)
        return HttpResponse(str(refused.public_text), status=refused.status, content_type="text/plain")


class WholeBodies:
    """Receives a body on the loop, bounded and with a deadline; only then the application runs.

    The application reads it in one of the few page threads. Read there as it comes, a body that was announced and
    never sent would hold that thread for ever, and a stranger with eight sockets would hold the site.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hand on the request with its body, or refuse it; one whose sender is gone is dropped."""
        try:
            is_file = is_expected(scope)
            async with asyncio.timeout(DEADLINE_OF_FILES if is_file else DEADLINE_SECONDS):
                body = await _whole_body(scope, receive, is_file=is_file)
        except TimeoutError:
            await refuse(BodyTooSlow("not here in time"), scope, send)
        except (BodyTooLarge, InParts, NotUtf8, PageTooOld) as refused:
            await refuse(refused, scope, send, unread=receive)
        else:
            if body is not None:
                await self.application(_with_length(scope, body), _receive_again(body, receive), send)


async def _whole_body(scope: dict[str, Any], receive: Any, *, is_file: bool) -> bytes | None:
    most = LARGEST_WITH_FILE if is_file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    kinds = [value.lower() for name, value in scope["headers"] if name == CONTENT_TYPE]
    if not is_file and any(b"multipart" in kind for kind in kinds):
        raise InParts("a body in parts")
    if not _is_utf8(b",".join(kinds)):
        raise NotUtf8("text that is no UTF-8")
    # What is announced as too large is not waited for; the rest is counted, whatever was announced.
    announced = int(dict(scope["headers"]).get(b"content-length", 0))
    if announced > most:
        raise BodyTooLarge(f"{announced} bytes announced")
    body = bytearray()
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > most:
            raise BodyTooLarge(f"more than {most} bytes")
        if not message.get("more_body"):
            return bytes(body)
    return None


def _is_utf8(kind: bytes) -> bool:
    """Read as Django reads it."""
    try:
        _name, parameters = parse_header_parameters(kind.decode("latin-1"))
    except (ValueError, LookupError):
        return False
    return str(parameters.get("charset", "utf-8")) in UTF_8


def _with_length(scope: dict[str, Any], body: bytes) -> dict[str, Any]:
    """The request with the length its body has: Django reads by it, and one that came in chunks announced none."""
    headers = [(name, value) for name, value in scope["headers"] if name not in ABOUT_THE_BODY]
    if body:
        headers.append((b"content-length", str(len(body)).encode()))
    return {**scope, "headers": headers}


def _receive_again(body: bytes, receive: Any) -> Any:
    """The body as one message; after it whatever the server tells, as that the client is gone."""
    whole = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive_again() -> Any:
        return next(whole, None) or await receive()

    return receive_again


async def refuse(refused: Refusal, scope: dict[str, Any], send: Any, *, unread: Any = None) -> None:
    """Say so from the loop, without a page thread, and close: the rest of the body, told by `unread`, is not wanted."""
    note(refused, scope["path"])
    await say(refused, scope, send, unread=unread)


async def say(refused: Refusal, scope: dict[str, Any], send: Any, *, unread: Any = None) -> None:
    """Say so without a line in the log."""
    kind, text = _answer(refused, scope)
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    if refused.retry_after_seconds is not None:
        headers.append((b"retry-after", str(refused.retry_after_seconds).encode()))
    if is_for_phones(scope["path"]):
        headers.append((b"dpop-nonce", nonces.current().encode()))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": True})
    if unread is not None:
        await _hear_out(unread)
    await send({"type": "http.response.body"})


async def _hear_out(receive: Any) -> None:
    """Drop what still comes, bounded in size and time: left unread, it would reset the connection under the answer."""
    left = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    with suppress(TimeoutError):
        async with asyncio.timeout(HEARD_OUT_SECONDS):
            while left > 0 and (message := await receive()).get("more_body"):
                left -= len(message.get("body", b""))


def _answer(refused: Refusal, scope: dict[str, Any]) -> tuple[bytes, bytes]:
    """The kind and bytes of what is said, in the reader's language."""
    # Not with its kind, which may be what cannot be read.
    headers = [header for header in scope["headers"] if header[0] != CONTENT_TYPE]
    request = ASGIRequest({**scope, "headers": headers}, io.BytesIO())
    with translation.override(translation.get_language_from_request(request)):
        text = str(refused.public_text)
    if is_for_programs(scope["path"]):
        return PROBLEM.encode(), json.dumps(problem(refused.status, refused.code, text)).encode()
    return b"text/plain; charset=utf-8", text.encode()
