"""T32: a socket does one thing at a time, and keeps little of what it is told meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from channels.layers import channel_layers, get_channel_layer

from devices.live.looks import Looks
from devices.live.room import Place
from devices.live.sockets import MOST_UNHEARD, Socket

GROUP = "browser.of-a-test"
NEWS = {"type": "request.changed"}


class Page(Socket):
    """Notes what it looks at, and lets each look last until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_at: list[dict[str, Any]] = []
        self.may_go_on = asyncio.Event()
        self.is_at_it = asyncio.Event()

    async def connect(self) -> None:
        await self.join(GROUP)

    async def request_changed(self, message: dict[str, Any]) -> None:
        self.looked_at.append(message)
        self.is_at_it.set()
        await self.may_go_on.wait()
        await self.join(GROUP)

    async def request_failed(self, _message: dict[str, Any]) -> None:
        raise ZeroDivisionError


class Browser:
    """The other side of a page."""

    def __init__(self) -> None:
        self.comes: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.headers = [(b"host", b"localhost")]
        self.scope = {"headers": self.headers, "place": Place(Counter(), network=""), "looks": Looks()}
        self.page = Page()
        self.visit = asyncio.create_task(self.page(self.scope, self.comes.get, self.said.put))

    async def opens(self) -> None:
        await self.comes.put({"type": "websocket.connect"})
        while GROUP not in get_channel_layer().groups:
            await asyncio.sleep(0)

    async def leaves(self) -> None:
        await self.comes.put({"type": "websocket.disconnect", "code": 1001})

    async def is_told(self, message: dict[str, Any], *, times: int = 1) -> None:
        for _ in range(times):
            await get_channel_layer().group_send(GROUP, message)


@pytest.fixture(autouse=True)
def _nobody_listens() -> None:
    channel_layers.backends.clear()


def test_what_it_is_told_while_it_looks_it_looks_at_afterwards_and_once() -> None:
    async def visit() -> list[dict[str, Any]]:
        browser = Browser()
        await browser.opens()
        await browser.is_told(NEWS)
        await browser.page.is_at_it.wait()
        await browser.is_told(NEWS, times=3)
        meanwhile = len(browser.page.looked_at)
        browser.page.may_go_on.set()
        while browser.page.hearing is not None:
            await asyncio.sleep(0)
        return [*browser.page.looked_at, {"meanwhile": meanwhile}]

    assert asyncio.run(visit()) == [NEWS, NEWS, {"meanwhile": 1}]


def test_t16_what_it_is_told_before_it_is_refused_it_never_looks_at() -> None:
    async def visit() -> list[dict[str, Any]]:
        browser = Browser()
        await browser.opens()
        async with browser.page.turn:
            await browser.is_told(NEWS)
            await browser.page.leave()
        browser.page.may_go_on.set()
        while browser.page.hearing is not None:
            await asyncio.sleep(0)
        return browser.page.looked_at

    assert asyncio.run(visit()) == []


def test_t32_it_keeps_so_much_of_what_it_is_told() -> None:
    async def visit() -> int:
        browser = Browser()
        await browser.opens()
        for number in range(MOST_UNHEARD + 10):
            await browser.is_told({**NEWS, "tenant": str(number)})
        return len(browser.page.unheard)

    assert asyncio.run(visit()) == MOST_UNHEARD


def test_t32_nothing_of_it_stays_behind_though_it_leaves_while_it_looks() -> None:
    async def visit() -> list[dict[str, Any]]:
        browser = Browser()
        await browser.opens()
        await browser.is_told(NEWS)
        await browser.page.is_at_it.wait()
        await browser.is_told({**NEWS, "tenant": "another"})
        await browser.leaves()
        browser.page.may_go_on.set()
        await browser.visit
        while browser.page.hearing is not None:
            await asyncio.sleep(0)
        return browser.page.looked_at

    assert asyncio.run(visit()) == [NEWS]
    assert (get_channel_layer().groups, get_channel_layer().channels) == ({}, {})


def test_a_look_that_fails_closes_it_and_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def visit() -> dict[str, Any]:
        browser = Browser()
        await browser.opens()
        await browser.is_told({"type": "request.failed"})
        return await asyncio.wait_for(browser.said.get(), timeout=10)

    assert asyncio.run(visit()) == {"type": "websocket.close", "code": 1011}
    assert "ZeroDivisionError" in caplog.text


def test_what_its_opening_said_is_let_go_of_once_it_is_open() -> None:
    async def visit() -> tuple[Any, Any]:
        browser = Browser()
        await browser.opens()
        await browser.is_told({"type": "request.failed"})
        await browser.said.get()
        return browser.scope, browser.headers

    assert asyncio.run(visit()) == ({}, [])
