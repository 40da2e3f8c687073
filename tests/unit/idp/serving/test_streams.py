"""Answers in parts: at their reader's pace, in a thread of their own, a few at once, and ended whatever happens."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import connection, connections
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix, path
from django.utils import timezone, translation
from pytest_django import Settings

from idp.serving.pages import Pages

PATIENCE_SECONDS = 10


class Reader:
    """Who asks, and what reached them; `read` is called before a message is taken, and may be slow at it."""

    def __init__(self, read: Callable[[dict[str, Any]], Awaitable[object]] | None = None) -> None:
        self.read = read
        self.got: list[dict[str, Any]] = []
        self.body_is_sent = False
        self.leaving = asyncio.Event()

    async def ask(self, pages: Pages, address: str = "/export/", **asked: str) -> None:
        scope = {"type": "http", "method": "GET", "path": address, "query_string": b""} | asked
        async with asyncio.timeout(PATIENCE_SECONDS):
            await pages({**scope, "headers": [(b"host", b"localhost")]}, self._receive, self._send)

    @property
    def status(self) -> int:
        return int(self.got[0]["status"])

    @property
    def parts(self) -> list[bytes]:
        return [message["body"] for message in self.got if message.get("body")]

    @property
    def has_all(self) -> bool:
        return (
            bool(self.got)
            and "body" in self.got[-1] | {"body": ""}
            and not self.got[-1].get("more_body", False)
        )

    async def _receive(self) -> dict[str, Any]:
        if not self.body_is_sent:
            self.body_is_sent = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if self.read is not None:
            await self.read(message)
        self.got.append(message)


class Export:
    """A view of numbered parts, which notes what happens to it."""

    def __init__(self, *, parts: int = 3) -> None:
        self.count = parts
        self.made: list[int] = []
        self.threads: list[str] = []
        self.ended = threading.Event()

    def __call__(self, request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(self.parts())

    def parts(self) -> Iterator[str]:
        try:
            for number in range(self.count):
                self.threads.append(threading.current_thread().name)
                self.made.append(number)
                yield f"part {number}\n"
        finally:
            self.threads.append(threading.current_thread().name)
            self.ended.set()


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


@pytest.fixture
def serve(settings: Settings) -> Callable[..., Pages]:
    """The pages of a site with this view at /export/, one thread for pages and one turn for streams."""
    settings.MIDDLEWARE = []

    def serve(view: Callable[[HttpRequest], HttpResponseBase]) -> Pages:
        settings.ROOT_URLCONF = (path("export/", view), path("fine/", fine))
        return Pages(threads=1, streams=1)

    return serve


class Stuck:
    """Reads the headers, and nothing more until it may."""

    def __init__(self) -> None:
        self.at_a_part = asyncio.Event()
        self.may_read = asyncio.Event()

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            self.at_a_part.set()
            await self.may_read.wait()


def test_the_next_part_is_made_only_when_the_last_one_is_sent(serve: Any) -> None:
    export = Export()

    async def asked() -> Reader:
        async def read(message: dict[str, Any]) -> None:
            made_before.append(len(export.made))

        made_before: list[int] = []
        reader = Reader(read)
        await reader.ask(serve(export))
        assert made_before == [0, 1, 2, 3, 3]  # headers, each part, the end
        return reader

    reader = asyncio.run(asked())

    assert reader.status == 200
    assert reader.parts == [b"part 0\n", b"part 1\n", b"part 2\n"]
    assert reader.has_all


def test_all_of_it_is_made_and_ended_in_one_thread_which_is_none_of_the_pages(serve: Any) -> None:
    export = Export()

    asyncio.run(_asked(serve(export)))

    [name] = set(export.threads)
    assert name.startswith("stream")


def test_parts_know_the_language_the_time_and_the_place_of_their_page(serve: Any) -> None:
    def view(request: HttpRequest) -> StreamingHttpResponse:
        translation.activate("sv")
        timezone.activate("Europe/Stockholm")
        known = (translation.get_language, timezone.get_current_timezone_name, get_script_prefix)
        return StreamingHttpResponse(told() for told in known)

    reader = asyncio.run(_asked(serve(view), address="/id/export/", root_path="/id"))

    assert reader.parts == [b"sv", b"Europe/Stockholm", b"/id/"]


def test_a_large_part_is_sent_in_pieces_a_reader_can_keep_up_with(serve: Any) -> None:
    reader = asyncio.run(_asked(serve(lambda _: StreamingHttpResponse([b"x" * 200_000]))))

    assert [len(piece) for piece in reader.parts] == [65536, 65536, 65536, 3392]


def test_a_file_comes_whole_and_is_closed(serve: Any, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"ann,bo\n" * 2000)
    file = (tmp_path / "people.csv").open("rb")

    reader = asyncio.run(_asked(serve(lambda _: FileResponse(file, as_attachment=True))))

    assert b"".join(reader.parts) == b"ann,bo\n" * 2000
    assert (b"Content-Length", b"14000") in reader.got[0]["headers"]
    assert file.closed


def test_who_asks_for_the_headers_alone_has_nothing_made(serve: Any) -> None:
    export = Export()

    reader = asyncio.run(_asked(serve(export), method="HEAD"))

    assert (reader.status, reader.parts, reader.has_all) == (200, [], True)
    assert export.made == []


def test_a_fault_in_the_middle_leaves_the_answer_unfinished_and_a_line_in_the_log(
    serve: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def parts() -> Iterator[str]:
        yield "one"
        raise RuntimeError("the table went away")

    reader = asyncio.run(_asked(serve(lambda _: StreamingHttpResponse(parts()))))

    assert reader.parts == [b"one"]
    assert reader.got[-1]["more_body"]
    [line] = [record for record in caplog.records if record.name == "handslag.streams"]
    assert line.levelno == logging.ERROR
    assert "/export/" in line.getMessage()
    assert "the table went away" in (line.exc_text or str(line.exc_info))


def test_when_the_reader_goes_away_nothing_more_is_made_and_the_iterator_ends(serve: Any) -> None:
    export = Export(parts=1000)

    async def asked() -> None:
        async def leave(message: dict[str, Any]) -> None:
            if message.get("body") == b"part 1\n":
                reader.leaving.set()

        reader = Reader(leave)
        await reader.ask(serve(export))

    asyncio.run(asked())

    assert export.ended.is_set()
    assert len(export.made) <= 4


def test_a_reader_who_does_not_read_is_cut(
    serve: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("idp.serving.streams.READ_SECONDS", 0.05)
    caplog.set_level(logging.INFO, "handslag.streams")
    export = Export()

    async def asked() -> Reader:
        reader = Reader(Stuck())
        await reader.ask(serve(export))
        return reader

    reader = asyncio.run(asked())

    assert (reader.parts, export.made, export.ended.is_set()) == ([], [0], True)
    assert "took nothing" in caplog.text


def test_slow_readers_hold_no_page_and_who_finds_no_turn_is_told(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idp.serving.streams.TURN_SECONDS", 0.05)
    pages = serve(Export())

    async def asked() -> tuple[Reader, Reader, Reader]:
        stuck = Stuck()
        sending = asyncio.create_task(Reader(stuck).ask(pages))
        await stuck.at_a_part.wait()
        page, refused, after = Reader(), Reader(), Reader()
        await page.ask(pages, "/fine/")
        await refused.ask(pages)
        sending.cancel()
        await asyncio.wait([sending])
        # However long a busy machine takes to give the turn back.
        monkeypatch.setattr("idp.serving.streams.TURN_SECONDS", PATIENCE_SECONDS)
        await after.ask(pages)
        return page, refused, after

    page, refused, after = asyncio.run(asked())

    assert (page.status, page.parts) == (200, [b"fine"])
    assert (refused.status, after.status) == (503, 200)
    assert b"downloads" in refused.parts[0]
    assert after.has_all


def test_whoever_has_to_wait_gets_the_next_turn(serve: Any) -> None:
    pages = serve(Export())

    async def asked() -> Reader:
        stuck, second = Stuck(), Reader()
        sending = asyncio.create_task(Reader(stuck).ask(pages))
        await stuck.at_a_part.wait()
        waiting = asyncio.create_task(second.ask(pages))
        stuck.may_read.set()
        await asyncio.gather(sending, waiting)
        return second

    assert asyncio.run(asked()).has_all


def test_an_async_iterator_is_refused_loudly(serve: Any) -> None:
    async def parts() -> AsyncIterator[str]:
        yield "never"

    with pytest.raises(TypeError, match="plain iterator"):
        asyncio.run(_asked(serve(lambda _: StreamingHttpResponse(parts()))))


def test_the_request_ends_with_its_last_part(serve: Any) -> None:
    ended = []
    listen = lambda **_: ended.append(threading.current_thread().name)  # noqa: E731  kept alive for the signal
    request_finished.connect(listen)

    asyncio.run(_asked(serve(Export())))

    request_finished.disconnect(listen)
    [name] = ended
    assert name.startswith("stream")


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_neither_the_page_nor_its_parts_keep_a_connection(serve: Any) -> None:
    held: list[Any] = []
    page_let_go: list[bool] = []

    def view(request: HttpRequest) -> StreamingHttpResponse:
        of_page = connections["default"]
        of_page.ensure_connection()
        of_page.close_at = 0.0  # as if it were old
        return StreamingHttpResponse(parts(of_page))

    def parts(of_page: Any) -> Iterator[str]:
        page_let_go.append(of_page.connection is None)
        held.append(connections["default"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            held[0].close_at = None  # as if it were to last
            yield str(cursor.fetchone()[0])

    reader = asyncio.run(_asked(serve(view)))

    assert reader.parts == [b"1"]
    assert page_let_go == [True]
    assert held[0].connection is None


async def _asked(pages: Pages, **asking: str) -> Reader:
    reader = Reader()
    await reader.ask(pages, **asking)
    return reader
