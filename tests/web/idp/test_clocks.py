"""A server whose clock is wrong: how long things live, and what is told of it, says the database's clock (T38).

The slow half, with whole servers, stands in tests/security/test_clocks_slow.py.
"""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F, Model
from django.db.models.functions import Now

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from accounts.ways.one_time_link import services as one_time_link
from accounts.ways.one_time_link.models import OneTimeLink
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import expire_due
from devices.callers import nonces
from devices.enrolment.models import Enrolment
from idp.housekeeping import CLEARING
from idp.operators import one_time_address
from tests.support.authenticators import authenticator_of
from tests.support.clock import machine_off
from tests.support.invariants import i4_every_request_has_ended_in_time
from tests.support.pages import (
    answer,
    browser,
    is_signed_in,
    press_continue,
    read,
    sign_in_by_phone,
    write_username,
)
from tests.support.people import allow
from tests.support.phones import SigningPhone
from tests.support.sessions import PASSWORD_PROOF, signed_in

TEN_MINUTES = 600
pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite reads the clock of its server's machine"
    ),
]
off = pytest.mark.parametrize("off", [TEN_MINUTES, -TEN_MINUTES], ids=["ahead", "behind"])


def left_of(kind: type[Model], end: str) -> float:
    """How many seconds the newest row has left, by the database's own clock."""
    left = ExpressionWrapper(F(end) - Now(), output_field=DurationField())
    found: timedelta = kind._default_manager.order_by(f"-{end}").values_list(left, flat=True)[0]
    return found.total_seconds()


@off
def test_a_request_lives_its_life_and_every_screen_says_so(
    off: float, ann: User, phone: SigningPhone
) -> None:  # T38 I4
    client = browser()
    with machine_off(off):
        page = write_username(client, ann.username)
        claims = phone.requests()[0].challenge.claims
        listed = phone.calls.call(method="GET", path="requests/")
        told = client.get("/sign-in/phone/status/").json()
        expire_due()
        i4_every_request_has_ended_in_time()

    [shown] = re.findall(r'data-left="(\d+)"', page.html)
    assert int(shown) == pytest.approx(120, abs=5)
    assert left_of(ApprovalRequest, "expires_at") == pytest.approx(120, abs=5)
    assert told["seconds_left"] == pytest.approx(120, abs=5)
    assert claims["iat"] == pytest.approx(time.time(), abs=5)
    assert claims["exp"] - listed["server_time"] == pytest.approx(120, abs=5)
    assert ApprovalRequest.objects.filter(state="pending").exists()


@off
def test_what_has_run_out_is_told_at_once(off: float, ann: User, phone: SigningPhone) -> None:  # T38
    client = browser()
    write_username(client, ann.username)
    ApprovalRequest.objects.update(expires_at=Now() - timedelta(seconds=1))

    with machine_off(off):
        told = client.get("/sign-in/phone/status/").json()

    assert (told["state"], told["seconds_left"]) == ("expired", 0)


@off
def test_a_code_that_adds_a_phone_lives_its_life(off: float, ann: User) -> None:  # T38
    with machine_off(off):
        own = signed_in(ann, PASSWORD_PROOF)
        offered = read(own.post("/security-info/phones/add/", follow=True))
        lives = left_of(Enrolment, "expires_at")
        added = SigningPhone()
        added.claim(offered.code)
        added.complete(unlock="pin")

    assert offered.stage == "offered"
    assert lives == pytest.approx(600, abs=5)
    assert left_of(Enrolment, "expires_at") == pytest.approx(360, abs=5)
    assert left_of(ApprovalRequest, "expires_at") == pytest.approx(120, abs=5)


@off
def test_a_one_time_link_lives_its_hour(off: float, ann: User) -> None:  # T38
    with machine_off(off):
        one_time_address(ann, actor=None)

    assert left_of(OneTimeLink, "expires_at") == pytest.approx(one_time_link.LIFE.total_seconds(), abs=5)


@off
def test_a_session_lives_twelve_hours(off: float, ann: User, phone: SigningPhone) -> None:  # T38
    client = browser()
    with machine_off(off):
        sign_in_by_phone(client, ann, phone)

    assert left_of(Session, "expire_date") == pytest.approx(12 * 3600, abs=5)
    assert is_signed_in(client)


def test_a_session_that_has_ended_opens_nothing_at_a_server_behind(ann: User) -> None:  # T38
    client = signed_in(ann, PASSWORD_PROOF)
    Session.objects.update(expire_date=Now() - timedelta(seconds=1))
    caches["default"].clear()

    with machine_off(-TEN_MINUTES):
        assert not is_signed_in(client)


def test_the_housekeeping_of_a_server_ahead_ends_nothing_early(ann: User) -> None:  # T38
    client = signed_in(ann, PASSWORD_PROOF)

    with machine_off(13 * 3600):
        for job in CLEARING:
            job()
    caches["default"].clear()

    assert is_signed_in(client)


@pytest.mark.parametrize(("first", "second"), [(TEN_MINUTES, -TEN_MINUTES), (-TEN_MINUTES, TEN_MINUTES)])
def test_two_servers_twenty_minutes_apart_serve_one_sign_in(
    first: float, second: float, ann: User, phone: SigningPhone
) -> None:  # T38
    client = browser()
    with machine_off(first):
        page = write_username(client, ann.username)
        phone.shown()
    with machine_off(second):
        assert answer(phone, page.number or None) == "approved"
    with machine_off(first):
        assert press_continue(client).address == "/signed-in/"

    with machine_off(second):
        assert client.get("/security-info/phones/").status_code == 200


@pytest.mark.parametrize(("here", "there"), [(TEN_MINUTES, -TEN_MINUTES), (-TEN_MINUTES, TEN_MINUTES)])
def test_proof_is_as_fresh_at_a_server_as_at_another(here: float, there: float, ann: User) -> None:  # T38 T20
    with machine_off(here):
        fresh, stale = signed_in(ann, PASSWORD_PROOF), signed_in(ann, PASSWORD_PROOF, minutes_ago=6)

    with machine_off(there):
        assert fresh.get("/security-info/phones/").status_code == 200
        assert stale.get("/security-info/phones/").status_code == 302


@pytest.mark.parametrize(("here", "there"), [(TEN_MINUTES, -TEN_MINUTES), (-TEN_MINUTES, TEN_MINUTES)])
def test_a_nonce_and_what_was_written_are_known_at_the_other_server(
    here: float, there: float, ann: User
) -> None:  # T38 C03
    client = browser()
    with machine_off(here):
        nonce = nonces.current()
        client.post(
            "/language/setlang/?typed", {"language": "sv", "username": "ann@nord", "next": "/sign-in/"}
        )

    with machine_off(there):
        assert nonces.is_known(nonce)
        assert 'value="ann@nord"' in client.get("/sign-in/").content.decode()


@off
def test_an_authenticators_code_is_of_the_databases_step(off: float, ann: User) -> None:  # T38
    allow(ann.tenant, "authenticator_code")
    app, row = authenticator_of(ann)
    code = app.code()

    with machine_off(off):
        assert row.verify_token(code)


@off
def test_what_was_written_down_has_the_databases_time(off: float, ann: User, phone: SigningPhone) -> None:
    # T38
    with machine_off(off):
        sign_in_by_phone(browser(), ann, phone)

    ann.refresh_from_db()
    latest = AuditEvent.objects.order_by("-id")[0]
    assert latest.at.timestamp() == pytest.approx(time.time(), abs=5)
    assert ann.last_login is not None
    assert ann.last_login.timestamp() == pytest.approx(time.time(), abs=5)
