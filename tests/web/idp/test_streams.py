"""Answers in parts over real sockets: as they are made, cut when they break off, and in nobody's way."""

import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse, IncompleteRead

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path
from pytest_django import Settings

from idp.asgi import STREAMS_AT_ONCE
from idp.urls import urlpatterns
from tests.support.server import Server

PATIENCE_SECONDS = 10
LARGE = b"x" * 65536


class Endless:
    """A view whose parts never end by themselves; `ended` counts the readers for whom they did."""

    def __init__(self) -> None:
        self.ended = threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(self.parts())

    def parts(self) -> Iterator[bytes]:
        try:
            while True:
                yield LARGE
        finally:
            self.ended.release()


@pytest.fixture
def ask(server: Server) -> Iterator[Callable[[str], HTTPResponse]]:
    """The answer to a GET, its body still to be read; each on a connection of its own, which closes with it."""
    answers = []

    def ask(address: str) -> HTTPResponse:
        connection = HTTPConnection("localhost", server.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", address, headers={"Connection": "close"})
        answers.append(connection.getresponse())
        return answers[-1]

    yield ask
    for answer in answers:
        answer.close()


def serve(settings: Settings, parts: Callable[[HttpRequest], StreamingHttpResponse]) -> None:
    settings.ROOT_URLCONF = (path("export/", parts), *urlpatterns)


def test_a_part_is_read_while_the_next_is_not_made_yet(
    ask: Callable[[str], HTTPResponse], settings: Settings
) -> None:
    first_is_read = threading.Event()

    def parts() -> Iterator[str]:
        yield "first"
        yield f", then {first_is_read.wait(PATIENCE_SECONDS)}"

    serve(settings, lambda _: StreamingHttpResponse(parts(), content_type="text/csv"))
    answer = ask("/export/")

    assert answer.read(5) == b"first"
    first_is_read.set()
    assert answer.read() == b", then True"
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_breaks_off_is_not_taken_for_whole(
    ask: Callable[[str], HTTPResponse], settings: Settings
) -> None:
    def parts() -> Iterator[str]:
        yield "one"
        raise RuntimeError("gone")

    serve(settings, lambda _: StreamingHttpResponse(parts()))

    with pytest.raises(IncompleteRead):
        ask("/export/").read()


def test_a_reader_who_leaves_ends_it(ask: Callable[[str], HTTPResponse], settings: Settings) -> None:
    endless = Endless()
    serve(settings, endless)
    answer = ask("/export/")
    answer.read(10)

    answer.close()

    assert endless.ended.acquire(timeout=PATIENCE_SECONDS)


def test_readers_who_do_not_read_stop_no_page(
    ask: Callable[[str], HTTPResponse], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(settings, Endless())
    monkeypatch.setattr("idp.serving.streams.TURN_SECONDS", 0.05)

    for _ in range(STREAMS_AT_ONCE):
        assert ask("/export/").status == 200

    assert ask("/health/live").status == 200
    assert ask("/export/").status == 503


def test_readers_who_do_not_read_are_cut(
    ask: Callable[[str], HTTPResponse], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = Endless()
    serve(settings, endless)
    monkeypatch.setattr("idp.serving.streams.READ_SECONDS", 0.05)

    ask("/export/")

    assert endless.ended.acquire(timeout=PATIENCE_SECONDS)
