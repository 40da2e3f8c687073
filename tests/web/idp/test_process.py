"""The one process, from outside: files, pages and sockets by one port."""

import urllib.request
from email.message import Message
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.support.server import Server

FOREIGN = Origin("https://evil.example")
pytestmark = pytest.mark.both_databases


def fetch(url: str, **headers: str) -> tuple[Message, bytes]:
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers, answer.read()


def test_a_page_comes_from_its_thread(server: Server) -> None:
    headers, body = fetch(f"{server.url}/health/ready")

    assert body == b'{"status": "ok"}'
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_hashed_compressed_and_kept_for_good(server: Server, collected_static: Path) -> None:
    url = staticfiles_storage.url("accounts/components.css")

    headers, _ = fetch(server.url + url, **{"Accept-Encoding": "gzip"})

    assert (collected_static / url.removeprefix("/static/")).is_file()
    assert url != "/static/accounts/components.css"
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("path", ["/live/approval/", "/live/enrolment/", "/live/phone/"])
def test_a_socket_of_another_site_is_refused_before_a_frame(server: Server, path: str) -> None:
    # T16
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(server.socket_url + path, origin=FOREIGN, proxy=None),
    ):
        pass

    assert refused.value.response.status_code == 403


def test_it_serves_again_after_a_restart(server: Server) -> None:
    server.stop()
    server.start()

    assert fetch(f"{server.url}/health/live")[1] == b'{"status": "ok"}'
