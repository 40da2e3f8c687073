"""T30, H08: nobody holds a page by sending half of what they announced; the server itself, over real sockets."""

import http.client
import json
import socket
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from accounts.users.models import User
from devices.simulator.calls import CallRefused
from devices.simulator.http import parse_body
from devices.simulator.transport import Answer
from idp.asgi import PAGE_THREADS
from idp.errors import unavailable
from tests.support.pages import browser, sign_in_by_password
from tests.support.phones import SigningPhone, nonces_of_now
from tests.support.server import Server
from tests.support.waiting import PATIENCE_SECONDS

PAGE = "/sign-in/"
CALL = "/device-api/v1/enrolments/claim/"
CSRF = "a" * 32
FORM = "application/x-www-form-urlencoded"


def opened(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS)


def head(server: Server, *lines: str, path: str = PAGE, method: str = "POST") -> bytes:
    kind = "application/json" if path == CALL else "application/x-www-form-urlencoded"
    start = (f"{method} {path} HTTP/1.1", f"Host: localhost:{server.port}", f"Content-Type: {kind}")
    return "\r\n".join([*start, *lines, "", ""]).encode()


def answer(connection: socket.socket, received: bytes = b"") -> tuple[int, str, bytes]:
    """Status, headers and body of what comes until the server closes, after what was `received` already."""
    while more := connection.recv(65536):
        received += more
    headers, _, body = received.partition(b"\r\n\r\n")
    return int(headers.split()[1]), headers.decode().lower(), body


def is_alive(server: Server) -> bool:
    with opened(server) as connection:
        connection.sendall(head(server, "Connection: close", path="/health/live", method="GET"))
        return answer(connection)[0] == 200


@pytest.fixture
def half_sent(server: Server) -> Iterator[None]:
    """As many half-sent forms as there are page threads; the cookie makes whoever checks the form read it."""
    with ExitStack() as sockets:
        for _ in range(PAGE_THREADS):
            connection = sockets.enter_context(opened(server))
            lines = ("Content-Length: 100", f"Cookie: {settings.CSRF_COOKIE_NAME}={CSRF}")
            connection.sendall(head(server, *lines) + b"username=ann")
        yield


def test_half_sent_requests_stop_no_other_page(server: Server, half_sent: None) -> None:  # T30
    assert all(is_alive(server) for _ in range(5))


@pytest.mark.parametrize("path", [PAGE, CALL])
def test_a_body_that_does_not_come_is_refused_and_the_connection_closed(
    server: Server, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # T30
    monkeypatch.setattr("idp.serving.bodies.DEADLINE_SECONDS", 0.1)

    with opened(server) as connection:
        connection.sendall(head(server, "Content-Length: 100", path=path))
        status, headers, _ = answer(connection)

    assert status == 408
    assert "connection: close" in headers


@pytest.mark.parametrize("path", [PAGE, CALL])
def test_a_body_announced_too_large_is_refused_before_it_is_sent(server: Server, path: str) -> None:  # T30
    with opened(server) as connection:
        connection.sendall(head(server, f"Content-Length: {too_large()}", path=path))
        status, headers, _ = answer(connection)

    assert status == 413
    assert "connection: close" in headers


def test_a_body_that_grows_too_large_unannounced_is_refused(server: Server) -> None:  # T30
    with opened(server) as connection:
        connection.sendall(head(server, "Transfer-Encoding: chunked"))
        connection.sendall(b"%x\r\n" % too_large() + b"x" * too_large())
        status, _, _ = answer(connection)

    assert status == 413


def test_who_is_still_sending_what_is_too_large_hears_so_all_the_same(server: Server) -> None:  # T30
    with opened(server) as connection:
        connection.sendall(head(server, f"Content-Length: {too_large()}"))
        connection.sendall(b"x" * (too_large() // 3))
        begun = connection.recv(65536)
        # What is unread when the server closes would reset the connection under its answer.
        connection.sendall(b"x" * (too_large() // 3))
        status, headers, text = answer(connection, begun)

    assert status == 413
    assert f"content-length: {len(text)}" in headers


def test_nobody_is_heard_out_for_ever(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:  # T30
    monkeypatch.setattr("idp.serving.bodies.HEARD_OUT_SECONDS", 0.1)

    with opened(server) as connection:
        connection.sendall(head(server, f"Content-Length: {too_large()}"))
        status, _, _ = answer(connection)

    assert status == 413


def test_a_phone_is_told_as_a_program_and_a_person_in_their_language(server: Server) -> None:
    asked = (f"Content-Length: {too_large()}", "Accept-Language: sv")

    with opened(server) as phone, opened(server) as browser:
        phone.sendall(head(server, *asked, path=CALL))
        browser.sendall(head(server, *asked))
        _, of_phone, problem = answer(phone)
        _, of_browser, text = answer(browser)

    assert "content-type: application/problem+json" in of_phone
    assert [nonce for nonce in nonces_of_now() if f"dpop-nonce: {nonce.lower()}" in of_phone]
    assert "dpop-nonce" not in of_browser
    assert json.loads(problem) | {"detail": ""} == {
        "type": "about:blank",
        "title": "too large",
        "status": 413,
        "code": "too_large",
        "detail": "",
    }
    assert "content-type: text/plain" in of_browser
    assert text.decode().startswith("Det är mer än")


def test_a_body_that_comes_in_pieces_arrives_whole(server: Server) -> None:
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, "username": "nobody"}).encode()

    with opened(server) as connection:
        lines = (f"Cookie: {settings.CSRF_COOKIE_NAME}={CSRF}", f"Origin: {server.url}", "Connection: close")
        connection.sendall(head(server, f"Content-Length: {len(body)}", *lines))
        for index in range(len(body)):
            connection.sendall(body[index : index + 1])
        status, _, page = answer(connection)

    assert status == 400
    assert b'value="nobody"' in page


def test_what_a_phone_sends_in_chunks_is_read(server: Server) -> None:
    phone = SigningPhone(transport=Chunked(server))

    with pytest.raises(CallRefused) as refused:
        phone.claim("a-code-that-nobody-knows")

    assert (refused.value.status, refused.value.code) == (404, "code_unknown")


def test_a_form_sent_in_chunks_is_read(server: Server) -> None:
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, "username": "nobody"}).encode()

    with opened(server) as connection:
        lines = (f"Cookie: {settings.CSRF_COOKIE_NAME}={CSRF}", f"Origin: {server.url}", "Connection: close")
        connection.sendall(head(server, "Transfer-Encoding: chunked", *lines))
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        status, _, page = answer(connection)

    assert status == 400
    assert b'value="nobody"' in page


class Chunked:
    """Carries a phone's calls over the network, each body in two chunks and of no announced length."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        content = json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE_SECONDS)
        said = {**headers, "Host": f"localhost:{self.server.port}", "Content-Type": "application/json"}
        connection.request(
            method, path, body=iter((content[:7], content[7:])), headers=said, encode_chunked=True
        )
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        answered = Answer(status=response.status, headers=told, body=parse_body(response.read()))
        connection.close()
        return answered


def test_one_who_hangs_up_half_way_leaves_no_fault(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with opened(server) as connection:
        connection.sendall(head(server, "Content-Length: 100"))

    assert is_alive(server)
    assert caplog.text == ""


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "\xa0Multipart/Form-Data; boundary=x"])
def test_a_body_in_parts_is_refused_and_not_waited_for(server: Server, kind: str) -> None:  # T30
    with opened(server) as connection:
        lines = f"POST {PAGE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: 50000\r\n\r\n"
        connection.sendall(lines.encode("latin-1"))
        status, headers, _ = answer(connection)

    assert status == 415
    assert "connection: close" in headers


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("charset=rot13", 415),
        ('charset="zlib"', 415),
        ("charset=undefined", 415),
        ("charset=utf-7", 415),
        ("charset*=utf-8''rot13", 415),
        ("charset*=rot13''utf-8", 200),
        ("x*=undefined''y", 415),
        ("x*=unknown''y", 415),
        ("charset=UTF-8", 200),
        ("boundary", 200),
    ],
)
def test_what_says_that_it_is_written_otherwise_is_refused_and_no_fault(
    server: Server, caplog: pytest.LogCaptureFixture, parameter: str, expected: int
) -> None:  # T30
    lines = (
        "GET /sign-in/?wish=%C3%A5 HTTP/1.1",
        f"Host: localhost:{server.port}",
        f"Content-Type: text/plain; {parameter}",
        "Connection: close",
    )
    with opened(server) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        status, _, _ = answer(connection)

    assert status == expected
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(("length", "expected"), [(32 * 1024 + 1, 413), (32 * 1024, 403)])
def test_who_is_not_signed_in_sends_little(server: Server, length: int, expected: int) -> None:  # T30
    body = b"username=".ljust(length, b"a")
    with opened(server) as connection:
        lines = (
            f"Content-Length: {length}",
            "Connection: close",
            f"Cookie: {settings.SESSION_COOKIE_NAME}=made-up",
        )
        connection.sendall(head(server, *lines) + body)
        status, _, _ = answer(connection)

    assert status == expected


def test_who_is_signed_in_sends_as_much_as_the_portal_has(ann: User) -> None:  # T30
    client = browser()
    sign_in_by_password(client, ann)

    answered = client.post("/sign-in/", urllib.parse.urlencode({"username": "a" * 40_000}), content_type=FORM)

    assert answered.status_code == 400


def test_a_busy_server_says_so_whatever_was_sent(rf: RequestFactory) -> None:  # T30, H08
    request = rf.post(PAGE, "&".join(f"f{n}=1" for n in range(1_001)), content_type=FORM)

    assert unavailable(request).status_code == 503


def too_large() -> int:
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
