"""Posting to a server of others: bounded in time and size, never led elsewhere."""  # T24

import socket
import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.outward import line
from accounts.outward.line import LARGEST_ANSWER, NotReached, post
from accounts.outward.public import NotPublic

URL = "https://fcm.googleapis.com/fcm/send/abc?x=1"


class Plain:
    """Says the same to everybody, a piece at a time, until it is asked to end."""

    def __init__(self, *pieces: bytes, again: bytes = b"") -> None:
        self.pieces, self.again = pieces, again
        self.heard: list[bytes] = []
        self.ends = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _from = self.listener.accept()
            except OSError:
                return
            self.heard.append(connection.recv(65536))
            try:
                for piece in self.pieces:
                    connection.sendall(piece)
                while self.again and not self.ends.wait(0.005):
                    connection.sendall(self.again)
            except OSError:
                pass
            self.ends.wait(20)
            connection.close()


@pytest.fixture
def plain(settings: Settings) -> Iterator[list[Plain]]:
    made: list[Plain] = []
    yield made
    for one in made:
        one.ends.set()
        one.listener.close()


def standing_in(settings: Settings, plain: list[Plain], *pieces: bytes, again: bytes = b"") -> Plain:
    made = Plain(*pieces, again=again)
    plain.append(made)
    settings.PUSH_STAND_IN = f"http://127.0.0.1:{made.port}"
    return made


def answered() -> tuple[int, int] | None:
    """Status and length of the answer; None when it never came to an end."""
    try:
        reply = post(URL, headers={}, body=b"x")
    except NotReached:
        return None
    return reply.status, len(reply.body)


def test_what_is_posted_arrives_with_its_path(settings: Settings, plain: list[Plain]) -> None:
    service = standing_in(settings, plain, b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nA: b\r\n\r\nhi")

    reply = post(URL, headers={"Host": "fcm.googleapis.com", "TTL": "60"}, body=b"x")

    assert (reply.status, reply.headers["a"], reply.body) == (201, "b", b"hi")
    assert service.heard[0].startswith(b"POST /fcm/send/abc?x=1 HTTP/1.1\r\n")
    assert b"Host: fcm.googleapis.com\r\n" in service.heard[0]


def test_t24_a_redirect_is_not_followed(settings: Settings, plain: list[Plain]) -> None:
    moved = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    service = standing_in(settings, plain, moved)

    reply = post(URL, headers={}, body=b"x")

    assert (reply.status, len(service.heard)) == (307, 1)


def test_an_answer_without_end_is_read_no_further(settings: Settings, plain: list[Plain]) -> None:
    standing_in(settings, plain, b"HTTP/1.1 500 X\r\n\r\n", again=b"x" * 4096)

    assert answered() == (500, LARGEST_ANSWER)


@pytest.mark.parametrize("said", [(), (b"HTTP/1.1 201 X\r\n",)])
def test_silence_ends_after_a_while(
    settings: Settings, plain: list[Plain], monkeypatch: pytest.MonkeyPatch, said: tuple[bytes, ...]
) -> None:
    monkeypatch.setattr(line, "WITHIN_SECONDS", 0.2)
    standing_in(settings, plain, *said)

    with pytest.raises(NotReached, match="ReadTimeout"):
        post(URL, headers={}, body=b"x")


def test_who_says_a_little_at_a_time_has_no_longer(
    settings: Settings, plain: list[Plain], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "WITHIN_SECONDS", 0.3)
    standing_in(settings, plain, b"HTTP/1.1 201 X\r\nA: ", again=b"b" * 1000)

    with pytest.raises(NotReached, match="ReadTimeout"):
        post(URL, headers={}, body=b"x")


def test_t24_a_name_that_leads_home_is_not_connected_to(
    settings: Settings, plain: list[Plain], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = standing_in(settings, plain, b"HTTP/1.1 201 X\r\nContent-Length: 0\r\n\r\n")
    settings.PUSH_STAND_IN = ""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", service.port))]
    monkeypatch.setattr("accounts.outward.public.socket.getaddrinfo", lambda *_asked, **_named: found)

    with pytest.raises(NotPublic):
        post(f"http://fcm.googleapis.com:{service.port}/x", headers={}, body=b"x")

    assert service.heard == []
