"""H02 H09: several processes at PostgreSQL alone, with and without a pooler between; whichever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from accounts.users.models import User
from devices.callers import nonces
from devices.simulator.calls import build_proof
from devices.simulator.http import HttpTransport
from tests.faults.visitor import Visitor, told
from tests.load.browser import number_on
from tests.support.attacked import database_of_test
from tests.support.beside import pooler
from tests.support.many import end_sessions, servers
from tests.support.pages import answer
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone
from tests.support.wrong_clocks import WrongServer as Place

pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite serves one process"),
]
# Far less than the fifteen seconds after which a page asks by itself, on a busy machine too.
PROMPT_SECONDS = 5.0
REQUESTS = "/device-api/v1/requests/"
BEHIND = {"PostgreSQL": False, "pgbouncer in transaction mode": True}


@pytest.fixture(params=BEHIND.values(), ids=[*BEHIND])
def two(request: pytest.FixtureRequest, tmp_path: Path, collected_static: Path) -> Iterator[list[Place]]:
    (tmp_path / "static").symlink_to(collected_static)
    direct = database_of_test()
    if not request.param:
        with servers(tmp_path, count=2) as running:
            yield running
        return
    with pooler(direct) as between:
        away = {"DATABASE_URL": between.url, "DATABASE_DIRECT_URL": direct}
        with servers(tmp_path, count=2, **away) as running:
            yield running


@pytest.fixture
def ann(transactional_db: None) -> User:
    return make_person(make_tenant())


def phone_at(place: Place, person: User) -> SigningPhone:
    phone = SigningPhone(transport=HttpTransport(base_url=place.url))
    phone.enable_phone_sign_in(phone.add_over_the_api(person))
    return phone


def moved(visitor: Visitor, place: Place) -> Visitor:
    """The same browser, whose next pages another server answers."""
    visitor.server = place
    return visitor


def test_h02_a_sign_in_goes_on_at_whichever_server_is_asked(two: list[Place], ann: User) -> None:
    one, other = two
    visitor, phone = Visitor(one), phone_at(other, ann)
    visitor.get("/sign-in/")
    page = moved(visitor, other).post("/sign-in/", username=ann.username, next="")
    number = number_on(page.text)

    with moved(visitor, one).listens() as socket:
        assert told(socket) == "waiting"
        answer(phone, number)
        assert told(socket, within=PROMPT_SECONDS) == "approved"

    assert moved(visitor, other).post("/sign-in/phone/").address.endswith("/signed-in/")
    assert moved(visitor, one).get("/security-info/").status == 200


def test_h09_a_page_is_told_though_the_bus_died_while_it_waited(two: list[Place], ann: User) -> None:
    one, other = two
    visitor, phone = Visitor(one), phone_at(other, ann)
    number = visitor.asks(ann.username)
    with visitor.listens() as socket:
        assert told(socket) == "waiting"

        assert end_sessions("LISTEN%") + end_sessions("SELECT 1") >= 1
        answer(phone, number)

        assert told(socket, within=PROMPT_SECONDS) == "approved"
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def test_t10_a_proof_that_one_server_took_no_other_takes(two: list[Place], ann: User) -> None:
    one, other = two
    phone = phone_at(one, ann)
    proof = build_proof(
        key=phone.key,
        method="GET",
        url=settings.PUBLIC_URL + REQUESTS,
        now=phone.calls.now(),
        nonce=nonces.current(),
        token=phone.token,
    )
    shown = {"Authorization": f"DPoP {phone.token}", "DPoP": proof}

    assert Visitor(one).get(REQUESTS, **shown).status == 200
    assert Visitor(other).get(REQUESTS, **shown).status == 401
