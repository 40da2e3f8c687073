"""Whole servers with a wrong clock, at a database that has the right time (T38)."""

from __future__ import annotations

import email.utils
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F, Model
from django.db.models.functions import Now

from accounts.sessions.models import Session
from accounts.users.models import User
from accounts.ways.one_time_link.models import OneTimeLink
from devices.approvals.models import ApprovalRequest
from devices.enrolment.models import Enrolment
from devices.simulator.http import HttpTransport
from tests.faults.visitor import Visitor, told
from tests.support.invariants import check
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.wrong_clocks import WrongServer, said_by, servers_off

TEN_MINUTES = 600
pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite reads the clock of its server's machine"
    ),
]


@pytest.fixture
def person(transactional_db: None) -> User:
    return make_person(make_tenant())


@pytest.fixture(params=[TEN_MINUTES, -TEN_MINUTES], ids=["ahead", "behind"])
def server(request: pytest.FixtureRequest, person: User, tmp_path: Path) -> Iterator[WrongServer]:
    with servers_off(tmp_path, request.param) as [one]:
        assert clock_of(one) == pytest.approx(time.time() + request.param, abs=5)
        yield one


def clock_of(server: WrongServer) -> float:
    """What the server itself believes the time to be, as its answers tell."""
    with urllib.request.urlopen(f"{server.url}/health/live", timeout=10) as answer:
        return email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp()


def left_of(kind: type[Model], end: str) -> float:
    """How many seconds the newest row has left, by the database's own clock."""
    left = ExpressionWrapper(F(end) - Now(), output_field=DurationField())
    found: timedelta = kind._default_manager.order_by(f"-{end}").values_list(left, flat=True)[0]
    return found.total_seconds()


def phone_at(server: WrongServer, person: User) -> SigningPhone:
    """Their phone, added and enabled at this server."""
    phone = SigningPhone(transport=at(server))
    phone.enable_phone_sign_in(phone.add_over_the_api(person))
    return phone


def at(server: WrongServer) -> HttpTransport:
    return HttpTransport(base_url=server.url, public_url=settings.PUBLIC_URL)


def test_all_that_lives_for_a_time_lives_it(server: WrongServer, person: User) -> None:  # T38 I4
    phone = phone_at(server, person)
    visitor = Visitor(server)
    number = visitor.asks(person.username)
    lives = left_of(ApprovalRequest, "expires_at")
    with visitor.listens() as socket:
        heard = socket.recv(timeout=10)
        shown = visitor.get("/sign-in/phone/status/").said["seconds_left"]
        phone.approve(phone.requests()[0], number=number)
        while told(socket) != "approved":
            pass
    arrived = visitor.post("/sign-in/phone/")
    session = left_of(Session, "expire_date")
    offered = visitor.post("/security-info/phones/add/")
    code = left_of(Enrolment, "expires_at")

    assert lives == pytest.approx(120, abs=5)
    assert shown == pytest.approx(120, abs=5)
    assert '"seconds_left"' in str(heard)
    assert arrived.address.endswith("/signed-in/")
    assert session == pytest.approx(12 * 3600, abs=5)
    assert "data-code" in offered.text
    assert code == pytest.approx(600, abs=5)
    check()


@pytest.mark.parametrize("off", [TEN_MINUTES, -TEN_MINUTES], ids=["ahead", "behind"])
def test_a_one_time_link_lives_its_hour(off: int, transactional_db: None, tmp_path: Path) -> None:  # T38
    link = said_by("manage.py", "operator", "you@example.org", off=off, folder=tmp_path)

    assert "/sign-in/one-time/" in link
    assert left_of(OneTimeLink, "expires_at") == pytest.approx(3600, abs=15)


@pytest.mark.parametrize("off", [(TEN_MINUTES, -TEN_MINUTES), (-TEN_MINUTES, TEN_MINUTES)])
def test_two_servers_twenty_minutes_apart_serve_one_sign_in(
    off: tuple[int, int], person: User, tmp_path: Path
) -> None:  # T38 T20
    with servers_off(tmp_path, *off) as [here, there]:
        phone = phone_at(there, person)
        visitor = Visitor(here)
        number = visitor.asks(person.username)
        visitor.server = there
        assert visitor.get("/sign-in/phone/status/").said["state"] == "waiting"
        phone.approve(phone.requests()[0], number=number)
        phone.calls.transport = at(here)
        assert phone.requests() == []
        visitor.server = here
        assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")
        visitor.server = there

        # Fresh proof, which is five minutes old at most.
        assert visitor.get("/security-info/phones/").address.endswith("/security-info/phones/")
        check()
