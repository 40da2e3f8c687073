"""H09: of two servers behind a proxy one is away: it is passed over, and nobody notices."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytest_django import Settings

from idp.doctor.found import State
from idp.doctor.outside import reached, sockets
from idp.doctor.outside.calling import Door
from tests.support.proxies import NAME, running
from tests.support.server import Server
from tests.support.services import free_port

pytestmark = pytest.mark.slow
# How an operator names a second server: in each file, where its comment says so.
MEMBER = '    BalancerMember "http://127.0.0.1:{one}" ttl=4 retry=5 upgrade=websocket\n'
NAMED = {
    "nginx": ("    server 127.0.0.1:{one};\n", "    server 127.0.0.1:{away};\n    server 127.0.0.1:{one};\n"),
    "apache2": (MEMBER, MEMBER.replace("{one}", "{away}") + MEMBER),
    "caddy": ("{{$HANDSLAG_SERVERS:127.0.0.1:{one}}}", "127.0.0.1:{away} 127.0.0.1:{one}"),
}


@pytest.mark.parametrize("program", NAMED)
def test_a_server_that_is_away_is_passed_over(
    program: str, server: Server, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not on this machine: apt-get install {program}")
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = f"https://{NAME}", [NAME]
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    ports = {"one": server.port, "away": free_port()}
    written, other = (text.format(**ports) for text in NAMED[program])

    with running(program, tmp_path, handslag=server.port, doctored={written: other}) as place:
        monkeypatch.setenv("SSL_CERT_FILE", str(place.certificate[0]))
        door = Door(settings.PUBLIC_URL, at=("127.0.0.1", place.port))
        pages = [reached.page(door) for _ in range(10)]
        held = [sockets.stays_open(door, seconds=0.1) for _ in range(4)]

    assert [one for one in (*pages, *held) if one.state is not State.OK] == []
