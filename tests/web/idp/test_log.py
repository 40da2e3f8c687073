"""H08, T25: what a stranger sends is one bounded line of the log, never a fault; the server itself, on real sockets."""

import io
import json
import logging
import socket
import struct
import time
from contextlib import suppress

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from devices.callers import nonces
from devices.simulator.calls import build_proof
from idp.serving.log import crowds
from idp.serving.log.lines import LONGEST_LINE
from tests.support.phones import SigningPhone
from tests.support.server import Server
from tests.support.waiting import PATIENCE_SECONDS, until

CLAIM = "/device-api/v1/enrolments/claim/"


@pytest.fixture
def log(server: Server, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What goes to stderr while the server runs."""
    [stderr] = [handler for handler in logging.getLogger().handlers if handler.name == "stderr"]
    monkeypatch.setattr(stderr, "stream", stream := io.StringIO())
    # What tests before this one had refused has no part in it.
    monkeypatch.setattr(stderr, "filters", [crowds.FewOfAKind() for _ in stderr.filters])
    return stream


def answer_to(server: Server, sent: bytes) -> tuple[int, bytes]:
    """The status and all that comes until the server closes; 0 when it closes without a word."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(sent)
        received = b""
        while more := connection.recv(65536):
            received += more
    return (int(received.split()[1]) if received else 0), received


def asked(path: bytes, *lines: bytes, host: bytes = b"localhost", body: bytes = b"") -> bytes:
    """A GET, or a POST where there is a body, after which the server closes."""
    method = b"POST" if body else b"GET"
    head = [method + b" " + path + b" HTTP/1.1", b"Host: " + host, b"Connection: close", *lines]
    length = [b"Content-Length: %d" % len(body)] if body else []
    return b"\r\n".join([*head, *length, b"", body])


@pytest.mark.parametrize("path", [b"/", b"/sign-in/", CLAIM.encode()])
@pytest.mark.parametrize("host", [b"evil.example", b"evil.example:443", b"x" * 20_000, b"[::1"])
def test_a_foreign_host_is_one_line(
    server: Server, log: io.StringIO, path: bytes, host: bytes
) -> None:  # T25
    status, answer = answer_to(server, asked(path, host=host))

    [line] = log.getvalue().splitlines()
    assert status == 400
    assert b"evil.example" not in answer
    assert len(line) < LONGEST_LINE + 40


def test_a_host_that_no_request_may_have_writes_no_line(server: Server, log: io.StringIO) -> None:  # T25 T31
    status, answer = answer_to(server, asked(b"/", host=b"a\x1b[2J"))

    assert (status, log.getvalue()) == (400, "")
    assert b"\x1b" not in answer


def test_a_foreign_host_is_told_as_a_page(server: Server) -> None:  # T25
    _, answer = answer_to(server, asked(b"/", b"Accept-Language: sv", host=b"evil.example"))

    assert "Det gick inte att läsa".encode() in answer
    assert b"Content-Security-Policy" in answer.title()


@pytest.mark.parametrize("path", ["/live/nowhere/", "/", "/live/approval", "/live/%0Aforged", "/sign-in/"])
def test_a_socket_where_there_is_none_is_closed_in_one_line(
    server: Server, log: io.StringIO, path: str
) -> None:  # T16
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(server.socket_url + path, origin=Origin(server.url), proxy=None),
    ):
        pass

    [line] = log.getvalue().splitlines()
    assert refused.value.response.status_code == 403
    assert "nothing is there" in line


def test_a_socket_of_another_site_is_one_line(server: Server, log: io.StringIO) -> None:  # T16
    with (
        pytest.raises(InvalidStatus),
        connect(f"{server.socket_url}/live/approval/", origin=Origin("https://evil.example"), proxy=None),
    ):
        pass

    [line] = log.getvalue().splitlines()
    assert "not opened by a page of ours" in line


@pytest.mark.parametrize("path", ["/live/approval/", "/live/phone/", "/live/nowhere/"])
def test_a_socket_under_another_host_is_refused_at_the_door_in_one_line(
    server: Server, log: io.StringIO, path: str
) -> None:  # T16
    origin = b"Origin: " + server.url.encode()
    upgrade = (
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    asks = asked(path.encode(), origin, *upgrade, host=b"id.sydsol.example")

    status, _ = answer_to(server, asks.replace(b"Connection: close", b"Connection: Upgrade"))

    [line] = log.getvalue().splitlines()
    assert (status, "not our host" in line) == (403, True)


def test_a_body_of_unknown_members_is_told_in_bounded_lines(server: Server, log: io.StringIO) -> None:  # H08
    proof = build_proof(
        key=SigningPhone().key,
        method="POST",
        url=server.url + CLAIM,
        now=int(time.time()),
        nonce=nonces.current(),
        token=None,
    )
    body = json.dumps({f"m{n}": 1 for n in range(2_500)}).encode()
    head = (b"DPoP: " + proof.encode(), b"Content-Type: application/json")

    status, answer = answer_to(server, asked(CLAIM.encode(), *head, body=body))

    lines = log.getvalue().splitlines()
    assert (status, b'"code":"malformed"' in answer.replace(b" ", b"")) == (400, True)
    assert "refused malformed" in lines[0]
    assert max(len(line) for line in lines) < LONGEST_LINE + 40


STRANGE = {
    "an address that is not UTF-8": asked(b"/%ff%fe"),
    "bytes in the address": asked(b"/\xff"),
    "a query that is not UTF-8": asked(b"/?\xff"),
    "a cookie that is not UTF-8": asked(b"/", b"Cookie: session=\xff; \xff=1; language=\xff"),
    "a cookie without end": asked(b"/", b"Cookie: language=" + b"a" * 30_000),
    "a language that is none": asked(b"/", b"Accept-Language: " + b"\xff," * 5_000),
    "too many fields": asked(b"/?" + b"a=1&" * 2_000),
    "too many fields of a form": asked(
        b"/sign-in/", b"Content-Type: application/x-www-form-urlencoded", body=b"a=1&" * 2_000
    ),
    "a form without a boundary": asked(b"/sign-in/", b"Content-Type: multipart/form-data", body=b"a"),
    "a form of unknown letters": asked(
        b"/sign-in/", b"Content-Type: application/x-www-form-urlencoded; charset=x", body=b"a=1"
    ),
    "a file that is not there": asked(b"/static/%00"),
    "a file above": asked(b"/static/../../idp/settings/base.py"),
    "a length that is none": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1_0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
    "no host": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00" + b"\x00" * 300,
    "a method of its own": b"FETCH / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "a whole address": b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "another protocol": asked(b"/", b"Upgrade: h2c"),
}


@pytest.mark.parametrize("what", STRANGE)
def test_nothing_a_stranger_sends_is_a_fault(server: Server, log: io.StringIO, what: str) -> None:  # H08
    status, _ = answer_to(server, STRANGE[what])

    lines = log.getvalue().splitlines()
    assert status < 500
    assert [line for line in lines if line.startswith(" ")] == [], "a traceback"
    assert max((len(line) for line in lines), default=0) < LONGEST_LINE + 40


@pytest.mark.parametrize(
    "asks",
    [
        asked(b"/nowhere" + b"%0a" * 900),
        asked(b"/", host=b"evil.example"),
        asked(b"/sign-in/password/"),
        asked(b"/sign-in/", body=b"username=ann"),
        asked(CLAIM.encode(), body=b"{}"),
        asked(b"/sign-in/", b"Content-Type: application/x-www-form-urlencoded", body=b"a=1&" * 2_000),
        asked(b"/sign-in/", b"Content-Length: 300000"),
    ],
    ids=["not found", "host", "no sign-in", "no csrf value", "no proof", "fields", "too large"],
)
def test_the_same_refusal_again_and_again_is_a_few_lines(
    server: Server, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, asks: bytes
) -> None:  # H08
    monkeypatch.setattr(crowds, "MOST_LINES", 3)

    for _ in range(6):
        assert 400 <= answer_to(server, asks)[0] < 500

    assert len(log.getvalue().splitlines()) == 3


def test_the_first_refusal_of_a_further_minute_tells_how_many_were_left_out(
    server: Server, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:  # H08
    monkeypatch.setattr(crowds, "MOST_LINES", 3)
    for _ in range(8):
        answer_to(server, asked(b"/nowhere"))

    monkeypatch.setattr(crowds, "MINUTE", 0)
    answer_to(server, asked(b"/nowhere"))

    assert "(5 more like it were left out)" in log.getvalue().splitlines()[-1]


def test_refusals_of_one_kind_hide_no_other_and_no_fault(
    server: Server, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:  # H08
    monkeypatch.setattr(crowds, "MOST_LINES", 1)
    for _ in range(2):
        answer_to(server, asked(b"/nowhere"))
        answer_to(server, asked(b"/", host=b"evil.example"))

    for _ in range(2):
        logging.getLogger("django.request").error("a fault", extra={"status_code": 500})

    assert len(log.getvalue().splitlines()) == 4


def test_a_refused_page_is_one_line(server: Server, log: io.StringIO) -> None:  # H08
    status, _ = answer_to(server, asked(b"/sign-in/password/"))

    [line] = log.getvalue().splitlines()
    assert (status, "refused no_sign_in" in line) == (409, True)


def masked(frame: int, said: bytes) -> bytes:
    """A whole frame as a client sends it, under a mask that changes nothing."""
    return bytes([0x80 | frame, 0x80 | len(said)]) + b"\0\0\0\0" + said


GREETS = b"\r\n".join(
    [
        b"GET /live/phone/ HTTP/1.1", b"Host: localhost", b"Connection: Upgrade", b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", b"", b"",
    ]
)  # fmt: skip
BAD_FRAMES = {
    "text that is not UTF-8": masked(1, b"\xff"),
    "text that is not UTF-8, in parts": b"\x01\x81\0\0\0\0\xff" + masked(0, b"\xff"),
    "an unknown frame": masked(3, b""),
    "a frame without a mask": b"\x81\x01a",
    "a goodbye that is none": masked(8, b"\x01"),
    "nonsense to be answered, twice": masked(1, b"a") * 2,
    "nonsense, then text that is not UTF-8": masked(1, b"a") + masked(1, b"\xff"),
}


@pytest.mark.parametrize("what", BAD_FRAMES)
def test_no_frame_of_a_stranger_is_a_fault(server: Server, log: io.StringIO, what: str) -> None:  # H08
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(GREETS)
        assert connection.recv(12) == b"HTTP/1.1 101"
        connection.sendall(BAD_FRAMES[what])
        with suppress(ConnectionError):
            while connection.recv(65536):
                pass

    until(lambda: not server.uvicorn.server_state.connections)
    until(lambda: not server.uvicorn.server_state.tasks)
    assert log.getvalue() == ""


def test_who_leaves_in_the_middle_of_answers_is_no_fault(server: Server, log: io.StringIO) -> None:  # H08
    state = server.uvicorn.server_state
    for _ in range(10):
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            answered = state.total_requests
            reader.sendall(b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 7)
            # On a busy machine they may all be answered between two looks.
            until(lambda: state.tasks or state.total_requests > answered)  # noqa: B023  looked at here

    until(lambda: not state.connections and not state.tasks)
    assert log.getvalue() == ""
