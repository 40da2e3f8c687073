"""Django's pages as the server runs them: in a thread each, and every answer whole."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.functional import SimpleLazyObject
from pytest_django import Settings

from accounts.machine.giving_way import waited_for
from idp.server.shares import Shares
from idp.serving.pages import Pages

FAULT = "what nobody outside may read"
WORKED_SECONDS = 0.05
PATIENCE_SECONDS = 10
both = threading.Barrier(2)


def fine(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(f"{threading.current_thread().name} {request.path} {request.body.decode()}")
    answer.set_cookie("one", "1")
    answer.set_cookie("two", "2")
    return answer


def working(request: HttpRequest) -> HttpResponse:
    until = time.thread_time() + WORKED_SECONDS
    while time.thread_time() < until:
        pass
    return fine(request)


def broken(request: HttpRequest) -> HttpResponse:
    working(request)
    raise RuntimeError(FAULT)


def lazy(request: HttpRequest) -> HttpResponse:
    """As Django's middleware leaves a request: what it holds holds it."""
    request.user = SimpleLazyObject(lambda: request)  # type: ignore[assignment]
    asked.append(weakref.ref(request))
    return fine(request)


asked: list[weakref.ref[HttpRequest]] = []
urlpatterns = [
    path("lazy/", lazy),
    path("fine/", fine),
    path("both/", lambda _request: HttpResponse(str(both.wait(PATIENCE_SECONDS)))),
    path("named/", lambda _request: HttpResponse(str(threading.get_ident()))),
    path("å/", fine),
    path("working/", working),
    path("broken/", broken),
    path("waited-for/", lambda _request: HttpResponse(str(len(waited_for)))),
]


@pytest.fixture
def ask(settings: Settings) -> Callable[..., tuple[dict[str, Any], bytes]]:
    """Sends one request; gives the start of the answer, and its body."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    pages = Pages(threads=1, streams=1)

    def ask(address: str, *, body: bytes = b"", headers: Any = ()) -> tuple[dict[str, Any], bytes]:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST" if body else "GET",
            "path": address,
            "query_string": b"",
            "headers": [(b"host", b"localhost"), *headers],
        }
        asyncio.run(pages(scope, receive, send))
        return sent[0], b"".join(message["body"] for message in sent[1:])

    return ask


def test_a_page_is_made_in_a_thread_of_its_own_and_sent_whole(ask: Any) -> None:
    start, body = ask("/fine/", body=b"a=1")

    assert start["status"] == 200
    assert body.startswith(b"page")
    assert body.endswith(b"/fine/ a=1")
    assert [value for name, value in start["headers"] if name == b"Set-Cookie"] == [
        b"one=1; Path=/",
        b"two=2; Path=/",
    ]


def test_a_page_is_made_by_the_thread_that_was_used_last(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    bodies: list[dict[str, Any]] = []

    async def two_at_once_and_then_one_after_the_other() -> None:
        pages = Pages(threads=4, streams=1)
        await asyncio.gather(*(asked_of(pages, "203.0.113.9", [], path="/both/") for _ in range(2)))
        for _ in range(4):
            await asked_of(pages, "203.0.113.9", [], bodies, path="/named/")

    asyncio.run(two_at_once_and_then_one_after_the_other())

    assert len({answer["body"] for answer in bodies if "body" in answer}) == 1


@pytest.mark.parametrize("address", ["/waited-for/", "/broken/"])
def test_a_page_is_waited_for_until_it_is_made(ask: Any, address: str) -> None:
    _start, body = ask(address)

    assert body == b"1" or address == "/broken/"
    assert not waited_for


def test_an_address_is_read_as_people_write_it(ask: Any) -> None:
    assert "/å/" in ask("/å/")[1].decode()


def test_a_fault_is_told_as_one_and_says_nothing(ask: Any) -> None:
    start, body = ask("/broken/")

    assert start["status"] == 500
    assert FAULT.encode() not in body


def test_each_page_ends_with_its_signal_so_that_connections_are_let_go_of(ask: Any) -> None:
    ended = []
    listen = lambda **_: ended.append(threading.current_thread().name)  # noqa: E731  kept alive for the signal
    request_finished.connect(listen)

    ask("/fine/")
    ask("/broken/")
    ask("/nowhere/")

    request_finished.disconnect(listen)
    assert len(ended) == 3
    assert all(name.startswith("page") for name in ended)


def test_a_page_of_another_network_waits_for_one_of_the_crowds(settings: Settings) -> None:  # T30
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    order: list[str] = []

    async def crowd() -> None:
        pages = Pages(threads=1, streams=1)
        askers = ["203.0.113.9"] * 20 + ["192.0.2.1"]
        await asyncio.gather(*(asked_of(pages, address, order) for address in askers))

    asyncio.run(crowd())

    assert len(order) == 21
    assert order.index("192.0.2.1") <= 2


@pytest.mark.parametrize("address", ["/working/", "/broken/"])
def test_what_a_page_used_of_the_interpreter_is_its_networks(settings: Settings, address: str) -> None:  # T30
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    pages = Pages(threads=1, streams=1)
    pages.line.shares = Shares(lambda: 0.0)

    asyncio.run(asked_of(pages, "203.0.113.9", [], path=address))

    assert pages.line.shares.of("203.0.113.0/24") >= WORKED_SECONDS / 2
    assert pages.line.shares.of("192.0.2.0/24") == 0


def test_whom_the_line_has_no_room_for_is_told_so_at_once_and_nothing_of_a_form_is_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:  # T30
    monkeypatch.setattr("idp.server.line.WAITING_OF_NETWORK", 0)
    order: list[str] = []
    answers: list[dict[str, Any]] = []
    pages = Pages(threads=1, streams=1)
    pages.line.free = 0

    asyncio.run(asked_of(pages, "203.0.113.9", order, answers))

    assert answers[0]["status"] == 503
    assert dict(answers[0]["headers"])[b"retry-after"] == b"5"
    assert len(answers[1]["body"]) < 1000


async def asked_of(
    pages: Pages,
    address: str,
    order: list[str],
    answers: list[dict[str, Any]] | None = None,
    *,
    path: str = "/fine/",
) -> None:
    """One page for whoever asks from this address, who is written down when it is answered."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if answers is not None:
            answers.append(message)
        if message["type"] == "http.response.start":
            order.append(address)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": [address, 1],
    }
    await pages(scope, receive, send)


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_t30_a_request_goes_with_its_answer_and_is_not_left_to_the_collector(
    no_collector: None, ask: Callable[..., tuple[dict[str, Any], bytes]]
) -> None:
    asked.clear()

    ask("/lazy/", body=b"a=1")

    assert [request() for request in asked] == [None]
