"""H03: what the doctor says of what it meets from outside, where that is ill; each with what helps."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from email.utils import formatdate
from typing import Any

import pytest
from pytest_django import Settings

from accounts import clock
from idp.doctor.found import Found, State
from idp.doctor.outside import caller, headers, reached, sockets
from idp.doctor.outside.caller import FORGED
from idp.doctor.outside.calling import STRANGER, Door
from idp.doctor.outside.headers import _expected
from tests.unit.idp.doctor.conftest import Says

FORM = '<link href="/static/a.css"><input name="username">'
GOOD_COOKIE = "Set-Cookie: __Host-csrf=a; Path=/; Secure; HttpOnly; SameSite=Lax"
TOLD = {
    "peer": "127.0.0.1",
    "forwarded": "198.51.100.7",
    "address": "198.51.100.7",
    "ahead_seconds": 0.0,
    "files": 20_000,
    "files_wanted": 12_500,
}


@pytest.fixture(autouse=True)
def _proxies(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.SECURE_HSTS_SECONDS = 1000


def is_failed(found: Found, *words: str) -> bool:
    """Failed, for this reason, and with a remedy."""
    assert found.state is State.FAILED, found
    assert all(word in found.says for word in words), found
    return bool(found.remedy)


def told(**changes: Any) -> str:
    return json.dumps(TOLD | changes)


@pytest.mark.parametrize(
    "look", [reached.tls, reached.page, reached.ready, lambda door: sockets.stays_open(door, seconds=1)]
)
def test_where_nobody_answers_that_is_said(nobody: Door, look: Callable[[Door], Found]) -> None:
    assert is_failed(look(nobody))


@pytest.mark.parametrize(
    "look", [headers.security, headers.hsts, headers.cookies, caller.address, caller.clocks, caller.files]
)
def test_what_needs_an_answer_is_not_tried_without_one(nobody: Door, look: Callable[[Door], Found]) -> None:
    assert look(nobody).state is State.NOT_TRIED


def test_a_certificate_that_nobody_trusts_is_told(server_that_says: Says) -> None:
    assert is_failed(reached.tls(server_that_says(untrusted=True)), "does not hold")


def test_a_certificate_of_another_name_is_told(server_that_says: Says) -> None:
    door = server_that_says()

    assert is_failed(reached.tls(Door("https://id.example.org", at=door.at)), "does not hold")


def test_a_certificate_that_ends_soon_is_warned_of(server_that_says: Says) -> None:
    found = reached.tls(server_that_says())

    assert (found.state, "TLSv1." in found.says, bool(found.remedy)) == (State.WARNING, True, True)


def test_a_certificate_that_lasts_is_well(server_that_says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reached, "RENEWED_WITHIN", timedelta(0))

    assert reached.tls(server_that_says()).state is State.OK


def test_a_port_that_speaks_no_tls_is_told(server_that_says: Says) -> None:
    plain = server_that_says(plain=True)

    assert is_failed(reached.tls(Door("https://127.0.0.1", at=plain.at)))


def test_an_address_without_https_that_shows_a_page_is_told(server_that_says: Says) -> None:
    door = Door("https://127.0.0.1", plain_at=server_that_says(FORM, plain=True).at)

    assert is_failed(reached.plain(door), "answers 200")


def test_an_address_without_https_that_leads_elsewhere_is_told(server_that_says: Says) -> None:
    elsewhere = server_that_says("", "Location: https://evil.example/", status=301, plain=True)

    assert is_failed(reached.plain(Door("https://127.0.0.1", plain_at=elsewhere.at)), "evil.example")


def test_an_address_without_https_where_nobody_is_is_warned_of(nobody: Door) -> None:
    assert reached.plain(nobody).state is State.WARNING


@pytest.mark.parametrize(
    ("body", "lines"),
    [(FORM, []), (f"welcome to {STRANGER}", []), ("", [f"Location: https://{STRANGER}/"])],
    ids=["a page", "its name in a page", "led on to it"],
)
def test_t25_another_hosts_name_that_is_answered_to_is_told(
    server_that_says: Says, body: str, lines: list[str]
) -> None:
    assert is_failed(reached.other_name(server_that_says(body, *lines)), STRANGER)


def test_another_hosts_name_that_gets_nothing_is_well(server_that_says: Says) -> None:
    assert reached.other_name(server_that_says("", status=421)).state is State.OK


@pytest.mark.parametrize(
    ("body", "status"), [("welcome", 200), (FORM, 502)], ids=["another page", "an error"]
)
def test_a_first_page_that_is_none_is_told(server_that_says: Says, body: str, status: int) -> None:
    assert is_failed(reached.page(server_that_says(body, status=status)), str(status))


def test_files_that_do_not_come_are_told(server_that_says: Says) -> None:
    assert is_failed(reached.page(server_that_says(FORM, "Content-Type: text/html")), "its files do not")


def test_a_server_that_is_not_ready_is_told(server_that_says: Says) -> None:
    assert is_failed(reached.ready(server_that_says("", status=503)), "503")


@pytest.mark.parametrize("name", list(_expected()))
def test_each_security_header_that_is_taken_away_is_told(server_that_says: Says, name: str) -> None:
    others = [f"{one}: {said}" for one, said in _expected().items() if one != name]

    assert is_failed(headers.security(server_that_says(FORM, "Cache-Control: no-store", *others)), name)


def test_a_header_that_a_proxy_adds_a_second_time_is_told(server_that_says: Says) -> None:
    every = [f"{one}: {said}" for one, said in _expected().items()]
    door = server_that_says(FORM, "Cache-Control: no-store", *every, "X-Frame-Options: SAMEORIGIN")

    assert is_failed(headers.security(door), "DENY and SAMEORIGIN")


def test_a_page_that_caches_may_keep_is_told(server_that_says: Says) -> None:
    every = [f"{one}: {said}" for one, said in _expected().items()]

    assert is_failed(headers.security(server_that_says(FORM, *every)), "caches")


@pytest.mark.parametrize(
    "lines",
    [[], ["Strict-Transport-Security: max-age=10"], ["Strict-Transport-Security: max-age=1000"] * 2],
    ids=["none", "short", "two"],
)
def test_hsts_that_is_not_as_it_was_sent_is_told(server_that_says: Says, lines: list[str]) -> None:
    assert is_failed(headers.hsts(server_that_says(FORM, *lines)))


@pytest.mark.parametrize(
    "line",
    [
        GOOD_COOKIE.replace("__Host-", ""),
        GOOD_COOKIE.replace(" Secure;", ""),
        GOOD_COOKIE.replace(" HttpOnly;", ""),
        GOOD_COOKIE.replace("Path=/;", "Path=/sign-in/;"),
        GOOD_COOKIE.replace("; SameSite=Lax", ""),
    ],
)
def test_t04_a_cookie_that_others_can_have_is_told(server_that_says: Says, line: str) -> None:
    assert is_failed(headers.cookies(server_that_says(FORM, GOOD_COOKIE, line)), "csrf")


def test_cookies_as_they_are_sent_are_well(server_that_says: Says) -> None:
    assert headers.cookies(server_that_says(FORM, GOOD_COOKIE)).state is State.OK


def test_no_cookie_at_all_is_told(server_that_says: Says) -> None:
    assert is_failed(headers.cookies(server_that_says(FORM)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"peer": "10.0.0.7"}, "10.0.0.7"),
        ({"forwarded": FORGED, "address": FORGED}, "passes on"),
        ({"forwarded": "", "address": "127.0.0.1"}, "does not say"),
    ],
    ids=["not believed", "passes on what strangers write", "says nothing"],
)
def test_t25_who_comes_is_told_where_the_server_does_not_see_it(
    server_that_says: Says, changes: dict[str, str], word: str
) -> None:
    assert is_failed(caller.address(server_that_says(told(**changes))), word)


@pytest.mark.django_db
def test_a_caller_that_is_a_trusted_proxy_itself_learns_nothing(server_that_says: Says) -> None:
    door = server_that_says(told(forwarded=f"{FORGED}, 127.0.0.1", address=FORGED))

    assert caller.address(door).state is State.NOT_TRIED


@pytest.mark.django_db
def test_a_server_that_does_not_know_the_doctor_is_told(server_that_says: Says) -> None:
    assert is_failed(caller.files(server_that_says("", status=404)), "does not know us")


@pytest.mark.django_db
@pytest.mark.parametrize(("apart", "state"), [(0, State.OK), (8, State.WARNING), (-60, State.FAILED)])
def test_t38_clocks_that_are_apart_are_told(server_that_says: Says, apart: int, state: State) -> None:
    date = f"Date: {formatdate(clock.seconds() + apart, usegmt=True)}"

    assert caller.clocks(server_that_says(told(), date)).state is state


@pytest.mark.django_db
def test_t38_the_servers_own_clock_is_looked_at(server_that_says: Says) -> None:
    assert is_failed(caller.clocks(server_that_says(told(ahead_seconds=99.0))), "the server +99 s")


@pytest.mark.django_db
def test_too_few_files_are_warned_of(server_that_says: Says) -> None:
    found = caller.files(server_that_says(told(files=1024)))

    assert (found.state, "LimitNOFILE=12500" in found.remedy) == (State.WARNING, True)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [403, 404, 502])
def test_a_socket_that_is_refused_is_told(server_that_says: Says, status: int) -> None:
    assert is_failed(sockets.stays_open(server_that_says("", status=status), seconds=1), str(status))


@pytest.mark.django_db
def test_a_socket_that_nobody_answers_is_told_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "PATIENCE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        here = silent.getsockname()
        door = Door("http://127.0.0.1", at=here, plain_at=here)

        assert is_failed(sockets.stays_open(door, seconds=1), "does not open")


@pytest.mark.django_db
def test_a_socket_that_a_proxy_answers_as_a_page_is_told(server_that_says: Says) -> None:
    assert is_failed(sockets.stays_open(server_that_says(FORM), seconds=1))
