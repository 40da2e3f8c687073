"""A real mail server on this machine: takes letters by SMTP, with a certificate by STARTTLS, or refuses them."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.services import free_port

# What it says of its own is not what the product says.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
HOST, USER, PASSWORD = "127.0.0.1", "handslag", "its password"
TAKEN = "250 taken"


class MailServer:
    """What it took, how it was spoken to, and what it says to whom and to what it is sent."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.says_to_address = TAKEN
        self.says_to_letter = TAKEN
        self.was_encrypted: list[bool] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802  the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Takes or refuses an address."""
        if self.says_to_address == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.says_to_address

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        """Takes or refuses a letter."""
        if self.says_to_letter == TAKEN:
            self.letters.append(message_from_bytes(envelope.content))
            self.was_encrypted.append(session.ssl is not None)
        return self.says_to_letter

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any
    ) -> AuthResult:
        """Lets one user in."""
        self.logins.append((given.login, given.password))
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()))


@contextmanager
def mail_server(folder: Path | None = None) -> Iterator[MailServer]:
    """One that listens meanwhile; with a folder for its certificate it lets nobody speak but by TLS and a password."""
    server = MailServer()
    options: dict[str, Any] = {}
    if folder is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*make_certificate(folder))
        options = {"tls_context": context, "require_starttls": True, "auth_required": True}
        options["authenticator"] = server.authenticate
    server.port = free_port()
    controller = Controller(server, hostname=HOST, port=server.port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine's address, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, secret
