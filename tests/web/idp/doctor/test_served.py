"""The doctor's look from outside at a server that is well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idp.doctor.found import Found, State
from idp.doctor.outside import caller, headers, reached, sockets
from idp.doctor.outside.calling import Door
from tests.support.server import Server


@pytest.fixture
def door(server: Server) -> Door:
    return Door(server.url)


@pytest.mark.parametrize(
    "look",
    [
        reached.page,
        reached.ready,
        reached.other_name,
        headers.security,
        caller.address,
        caller.clocks,
        caller.files,
    ],
)
def test_h03_a_server_that_is_well_is_found_so(door: Door, look: Callable[[Door], Found]) -> None:
    found = look(door)

    assert found.state is State.OK, found


def test_h03_a_socket_that_stays_is_found_so(door: Door) -> None:
    found = sockets.stays_open(door, seconds=0.2)

    assert found.state is State.OK, found


@pytest.mark.parametrize("look", [reached.tls, reached.plain, headers.hsts, headers.cookies])
def test_h03_what_only_https_has_is_not_asked_without(door: Door, look: Callable[[Door], Found]) -> None:
    assert look(door).state is State.NOT_TRIED
