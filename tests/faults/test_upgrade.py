"""H05: from the release before to this one, and back, while people wait for their phones; on PostgreSQL and Redis."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker
from websockets.exceptions import ConnectionClosed

from accounts.installation.services import noted
from idp.upgrading.released import BEFORE
from idp.upgrading.schema import NOTE
from tests.architecture.files import ROOT
from tests.faults.visitor import Visitor, told
from tests.support import invariants
from tests.support.pages import answer
from tests.support.release_before import Release, checked_out, database_of_ones_own, phone_at, run, somebody

pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.timeout(600),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite serves one process"),
]
SERVICE_RESTART = 1012
# Where the apps of the release before lie.
PLACES = {"accounts": "accounts", "devices": "devices", "oidc": "idp/oidc"}


@dataclass
class World:
    """Two releases at one database."""

    before: Path
    folder: Path
    environment: dict[str, str]
    started: int = field(default=0)

    def serving(self, release: Path) -> Release:
        self.started += 1
        return Release(release, log=self.folder / f"log of {self.started}", **self.environment)


@pytest.fixture
def world(
    tmp_path: Path, collected_static: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    (tmp_path / "static").symlink_to(collected_static)
    with (
        django_db_blocker.unblock(),
        checked_out(tmp_path / "before") as before,
        database_of_ones_own("handslag_upgraded") as address,
    ):
        environment = {
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "DATABASE_URL": address,
            "PUBLIC_URL": settings.PUBLIC_URL,
            "VAR_DIR": str(tmp_path),
        }
        run(before, "manage.py", "migrate", "--verbosity", "0", **environment)
        yield World(before, tmp_path, environment)


def signs_in(visitor: Visitor, somebody: tuple[str, Any], server: Release) -> None:
    """The whole way, at one server."""
    visitor.server = server
    answer(phone_at(server, somebody[1]), visitor.asks(somebody[0]))
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def finishes(visitor: Visitor, somebody: tuple[str, Any], number: str, server: Release) -> None:
    """What was begun elsewhere: the page hears of it here, and the phone answers here."""
    visitor.server = server
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        answer(phone_at(server, somebody[1]), number)
        assert told(socket) == "approved"
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def is_signed_in(visitor: Visitor, server: Release) -> bool:
    visitor.server = server
    return visitor.get("/security-info/").address.endswith("/security-info/")


def test_h05_to_the_next_release_and_back_while_people_wait(world: World) -> None:
    with world.serving(world.before) as old:
        ann = somebody(world.before, old, "nordljus", world.environment)
        bo = somebody(world.before, old, "sydljus", world.environment)
        early, waiting = Visitor(old), Visitor(old)
        signs_in(early, ann, old)
        number = waiting.asks(bo[0])

        with waiting.listens() as socket:
            assert told(socket) == "waiting"
            run(ROOT, "manage.py", "migrate", "--verbosity", "0", **world.environment)
            # The release before goes on in the tables of this one: reading, and adding rows to them.
            signs_in(Visitor(old), ann, old)
            add_application(world)
            with world.serving(ROOT) as new:
                # Both at once: a browser at the one hears of a phone at the other.
                beside = Visitor(old)
                across(beside, ann, old, new)
                old.stop()
                with pytest.raises(ConnectionClosed) as closed:
                    socket.recv(timeout=20)
                finishes(waiting, bo, number, new)
                assert is_signed_in(early, new)
                assert noted(NOTE) == BEFORE

                late = Visitor(new)
                number = late.asks(ann[0])
                # The way back: the release before once more, and nothing is taken back in the tables.
                with world.serving(world.before) as again:
                    new.stop()
                    finishes(late, ann, number, again)
                    assert all(is_signed_in(one, again) for one in (early, waiting, late))
                    signs_in(Visitor(again), bo, again)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == SERVICE_RESTART
    invariants.check()


def test_h05_the_release_before_has_the_migrations_that_are_said_of_it(tmp_path: Path) -> None:
    with checked_out(tmp_path / "before") as before:
        last = {
            label: max(one.stem for one in (before / place / "migrations").glob("[0-9]*.py"))
            for label, place in PLACES.items()
        }

    assert last == BEFORE


def across(visitor: Visitor, somebody: tuple[str, Any], one: Release, other: Release) -> None:
    """A browser waits at one, and its phone answers at the other."""
    visitor.server = one
    number = visitor.asks(somebody[0])
    with visitor.listens() as socket:
        assert told(socket) == "waiting"
        answer(phone_at(other, somebody[1]), number)
        assert told(socket) == "approved"
    visitor.server = other
    assert visitor.post("/sign-in/phone/").address.endswith("/signed-in/")


def add_application(world: World) -> None:
    """A row of a table that has columns of which the release before knows nothing."""
    said = run(
        world.before,
        "manage.py",
        "oidc_application",
        "add",
        "Payroll",
        "--tenant",
        "nordljus",
        "--redirect",
        "https://payroll.example/back",
        "--everybody",
        **world.environment,
    )
    assert "client" in said.lower()
