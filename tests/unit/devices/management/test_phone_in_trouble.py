"""What kept the phone on the command line from its server is said in words, with what to do (H06)."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.core.management.base import CommandError


class SomethingElse(BaseHTTPRequestHandler):
    """A web server that is not ours: 404, or what its path begins with."""

    status = 404

    def do_POST(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b"<h1>Not here</h1>")

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


class Broken(SomethingElse):
    status = 502


@pytest.fixture
def serve() -> Iterator[list[HTTPServer]]:
    """Servers put into it are closed at the end."""
    servers: list[HTTPServer] = []
    yield servers
    for one in servers:
        one.shutdown()
        one.server_close()


def started(
    serve: list[HTTPServer], handler: type[SomethingElse], *, context: ssl.SSLContext | None = None
) -> int:
    server = HTTPServer(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    serve.append(server)
    return int(server.server_address[1])


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(today).not_valid_after(today + datetime.timedelta(days=1))
    path = folder / "own.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def told(folder: Path, *arguments: str) -> str:
    """What the command says when it cannot do it."""
    with pytest.raises(CommandError) as refused:
        call_command("phone", "--state", str(folder / "phone.json"), *arguments)
    return str(refused.value)


def test_nothing_listens_there(tmp_path: Path) -> None:  # H06
    said = told(tmp_path, "--server", "http://127.0.0.1:9", "enrol", "a-code")

    assert "nothing listens there" in said
    assert "--server ADDRESS" in said


def test_there_is_no_such_host(tmp_path: Path) -> None:  # H06
    assert "there is no such host" in told(tmp_path, "--server", "http://nowhere.invalid", "enrol", "a-code")


@pytest.mark.parametrize(
    "address", ["localhost:8000", "http://localhost:99999", "http://:80", "ftp://localhost"]
)
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:  # H06
    assert "Not the address of a server" in told(tmp_path, "--server", address, "enrol", "a-code")


def test_something_else_answers_there(serve: list[HTTPServer], tmp_path: Path) -> None:  # H06
    port = started(serve, SomethingElse)

    said = told(tmp_path, "--server", f"http://127.0.0.1:{port}", "enrol", "a-code")

    assert "is not Handslag, or is Handslag under another address (it said 404)" in said


def test_the_server_has_trouble_of_its_own(serve: list[HTTPServer], tmp_path: Path) -> None:  # H06
    port = started(serve, Broken)

    assert "Something went wrong" in told(tmp_path, "--server", f"http://127.0.0.1:{port}", "enrol", "a-code")


def test_a_certificate_that_nobody_known_has_signed(serve: list[HTTPServer], tmp_path: Path) -> None:  # H06
    port = started(serve, SomethingElse, context=self_signed(tmp_path))

    said = told(tmp_path, "--server", f"https://127.0.0.1:{port}", "enrol", "a-code")

    assert "certificate" in said
    assert "cannot be trusted" in said


def test_https_where_only_http_is_spoken(serve: list[HTTPServer], tmp_path: Path) -> None:  # H06
    port = started(serve, SomethingElse)

    assert "does not speak https" in told(
        tmp_path, "--server", f"https://127.0.0.1:{port}", "enrol", "a-code"
    )


def test_a_link_without_a_code(tmp_path: Path) -> None:  # H06
    said = told(tmp_path, "enrol", "http://localhost:9/authenticator/#enrol=")

    assert "There is no code in that" in said
