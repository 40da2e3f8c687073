import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from devices.simulator.http import HttpTransport


class Echo(BaseHTTPRequestHandler):
    """Answers with what it heard; /bye closes the connection without saying so; /page is no JSON."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        heard = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = {
            "path": self.path,
            "dpop": self.headers["DPoP"],
            "host": self.headers["Host"],
            "body": json.loads(heard or b"null"),
        }
        content = b"<html>" if self.path == "/page" else json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("DPoP-Nonce", "fresh")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = self.path == "/bye"

    do_GET = do_POST  # noqa: N815 - the name the standard library calls

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_call_arrives_with_its_proof_and_its_answer_comes_back(address: str) -> None:
    transport = HttpTransport(base_url=address, public_url="https://id.nordljus.example")

    answer = transport.send(method="POST", path="/x/", headers={"DPoP": "proof"}, body={"code": "Å"})

    assert answer.status == 200
    assert answer.headers["dpop-nonce"] == "fresh"
    assert answer.body == {
        "path": "/x/",
        "dpop": "proof",
        "host": "id.nordljus.example",
        "body": {"code": "Å"},
    }
    transport.close()


def test_a_connection_the_server_closed_is_opened_again(address: str) -> None:
    transport = HttpTransport(base_url=address)

    transport.send(method="GET", path="/bye", headers={}, body=None)
    answer = transport.send(method="GET", path="/again", headers={}, body=None)

    assert answer.body["path"] == "/again"
    transport.close()


def test_an_answer_that_is_no_json_has_no_body(address: str) -> None:
    transport = HttpTransport(base_url=address)

    assert transport.send(method="GET", path="/page", headers={}, body=None).body is None
    transport.close()


@pytest.mark.parametrize("base_url", ["", "localhost:8000", "ftp://x", "http://"])
def test_what_is_no_address_is_said_so(base_url: str) -> None:
    with pytest.raises(ValueError, match="Not the address of a server"):
        HttpTransport(base_url=base_url)
