"""T32: what strangers do with sockets is bounded, on the real server; others go on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.live.room import MOST_OF_BROWSER, MOST_OF_PHONE
from devices.live.sockets import LARGEST_FRAME, MOST_UNREAD
from idp.server import frames
from tests.security.by_hand import CONTINUATION, PHONE, PING, TEXT, frame, opening
from tests.security.sockets import APPROVAL, Visitors, is_cut, said
from tests.support.asking import ask
from tests.support.people import make_tenant
from tests.support.phones import SigningPhone, phone_of
from tests.support.server import Server
from tests.support.waiting import until

NO_ROOM = 1013
READY = {"type": "ready"}


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant("nordljus")


@pytest.fixture
def visitors(server: Server) -> Iterator[Visitors]:
    with ExitStack() as closing:
        yield Visitors(server, closing)


@pytest.fixture
def phone(server: Server, ann: User) -> SigningPhone:
    return phone_of(ann)


def test_t32_a_browser_has_a_few_sockets_and_the_newest_gives_way(visitors: Visitors, ann: User) -> None:
    browser, other = visitors.signs_in_as("nobody@nordljus.example"), visitors.signs_in_as(ann.username)
    first, *more = [visitors.opens(APPROVAL, browser) for _ in range(MOST_OF_BROWSER)]

    assert [said(one)["state"] for one in (first, *more)] == ["waiting"] * MOST_OF_BROWSER
    assert said(visitors.opens(APPROVAL, browser)) == NO_ROOM
    assert said(visitors.opens(APPROVAL, other))["state"] == "waiting"
    first.close()
    until(lambda: said(visitors.opens(APPROVAL, browser)) != NO_ROOM)


def test_t32_a_network_has_so_many_sockets_of_who_has_proven_nothing(
    visitors: Visitors, phone: SigningPhone, settings: Settings
) -> None:
    settings.MOST_SOCKETS_OF_A_NETWORK = 2
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for _ in range(3):  # a proven phone counts by itself
        assert said(visitors.greets(phone)) == READY
    for last in ("1", "2"):  # the /64 is one customer's
        visitors.opens(PHONE, seen_from=f"2001:db8:1:1::{last}")

    assert said(visitors.opens(PHONE, seen_from="2001:db8:1:1::3")) == NO_ROOM
    assert said(visitors.greets(phone)) == READY
    elsewhere = visitors.opens(PHONE, seen_from="2001:db8:1:2::1")
    elsewhere.send("hello")
    assert said(elsewhere)["type"] == "refused"


def test_t32_pages_that_wait_count_in_their_network_too(
    visitors: Visitors, ann: User, settings: Settings
) -> None:
    settings.MOST_SOCKETS_OF_A_NETWORK = 2
    browsers = [visitors.signs_in_as(f"nobody{n}@nordljus.example") for n in range(3)]
    answers = [said(visitors.opens(APPROVAL, browser)) for browser in browsers]

    assert [answer if answer == NO_ROOM else "let in" for answer in answers] == ["let in", "let in", NO_ROOM]


def test_t32_a_process_has_so_many_sockets(visitors: Visitors, settings: Settings) -> None:
    settings.MOST_SOCKETS = 2
    for _ in range(2):
        visitors.opens(PHONE)

    assert said(visitors.opens(PHONE)) == NO_ROOM


def test_t32_a_phone_has_a_few_sockets(visitors: Visitors, phone: SigningPhone) -> None:
    answers = [said(visitors.greets(phone)) for _ in range(MOST_OF_PHONE + 1)]

    assert answers == [READY] * MOST_OF_PHONE + [NO_ROOM]


def test_t32_a_frame_that_is_too_large_is_not_waited_for(visitors: Visitors) -> None:
    raw = visitors.opens_by_hand()

    raw.sendall(frame(TEXT, announced=LARGEST_FRAME + 1))

    assert is_told(raw, 1009)


ENDLESS = {
    "a message in parts": frame(TEXT, is_last=False) + frame(CONTINUATION, is_last=False) * 5_000,
    "empty messages": frame(TEXT) * 5_000,
    "pings": frame(PING) * 5_000,
}


@pytest.mark.parametrize("what", ENDLESS)
def test_t32_whoever_goes_on_sending_is_cut(visitors: Visitors, phone: SigningPhone, what: str) -> None:
    raw = visitors.opens_by_hand()

    raw.sendall(ENDLESS[what])

    assert is_told(raw, 1008)
    assert said(visitors.greets(phone)) == READY


def test_t32_what_is_sent_before_the_socket_is_open_is_bounded_too(
    visitors: Visitors, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    for more in (frame(TEXT, announced=2**40), *ENDLESS.values()):
        raw = socket.create_connection(("127.0.0.1", server.port), timeout=15)
        visitors.closing.callback(raw.close)
        raw.sendall(opening(PHONE, port=server.port) + more)
        assert is_cut(raw)

    assert [record for record in caplog.records if record.exc_info] == []


def test_t32_a_phone_that_keeps_talking_after_its_greeting_is_shown_out(
    visitors: Visitors, phone: SigningPhone
) -> None:
    opened = visitors.greets(phone)
    assert said(opened) == READY

    for _ in range(MOST_UNREAD + 1):
        opened.send("hello")

    assert said(opened) == 1008


def test_t32_a_page_that_keeps_talking_is_shown_out(visitors: Visitors, ann: User) -> None:
    opened = visitors.opens(APPROVAL, visitors.signs_in_as(ann.username))
    assert said(opened)["state"] == "waiting"

    for _ in range(MOST_UNREAD + 1):
        opened.send("{}")

    assert said(opened) == 1008


def test_t32_who_does_not_read_is_cut_and_holds_up_nobody(
    visitors: Visitors, server: Server, ann: User, phone: SigningPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "READER_SECONDS", 0.2)
    monkeypatch.setattr(frames, "FRAMES_AT_ONCE", 100_000)
    reader = visitors.greets(phone)
    assert said(reader) == READY
    deaf = visitors.opens_by_hand(SO_RCVBUF=1)
    deaf.setblocking(False)

    until(lambda: is_cut_while_it_pings(deaf))
    ask(ann)

    assert said(reader) == {"type": "requests_changed"}
    until(lambda: len(server.uvicorn.server_state.connections) == 1)


def is_cut_while_it_pings(deaf: socket.socket) -> bool:
    try:
        deaf.send(frame(PING, b"x" * 125) * 100)
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return False


def is_told(raw: socket.socket, code: int) -> bool:
    """Whether the server ends this connection, and says why."""
    heard = b""
    try:
        while more := raw.recv(65536):
            heard += more
    except ConnectionResetError:
        pass
    return bytes([0x88]) in heard and code.to_bytes(2, "big") in heard
