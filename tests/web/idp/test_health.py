"""H04: whoever watches can ask whether we live and can work; both answer while no page can."""

import urllib.error
import urllib.request

import pytest

from tests.support.server import Server

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_a_healthy_server_says_so_to_whatever_name_it_is_called_by(server: Server, path: str) -> None:
    request = urllib.request.Request(server.url + path, headers={"Host": "10.0.0.7"})

    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.read() == b'{"status": "ok"}'
        assert answer.headers["Cache-Control"] == "no-store"


def test_health_only_answers_questions(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(server.url + "/health/live", data=b"die", timeout=10)

    assert refused.value.code == 405
