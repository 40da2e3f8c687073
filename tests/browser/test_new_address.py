"""H05 F04: after a change of address passkeys sign in as before: browsers ask their former host (WebAuthn Level 3)."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from playwright.sync_api import BrowserType, expect
from pytest_django import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.browser.test_passkeys import authenticator_at, makes_passkey
from tests.support.journeys import BrowserWindow
from tests.support.people import make_person, make_tenant
from tests.support.proxies import answers
from tests.support.server import Server
from tests.support.services import free_port
from tests.support.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
OLD, NEW = "id.nordljus.example", "sign-in.nordljus-group.example"
# Of docs/upgrading.md.
LEADS_ON = """
{OLD} {
	tls {certificate} {key}
	handle /.well-known/webauthn {
		reverse_proxy {handslag}
	}
	handle {
		redir https://{NEW}{uri}
	}
}
"""
SITE = """
{
	admin off
	auto_https disable_redirects
	https_port {port}
}
{NEW} {
	tls {certificate} {key}
	reverse_proxy {handslag}
}
"""


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant(methods=("password", "passkey"))


@pytest.fixture
def ann(nordljus: Tenant) -> User:
    return make_person(nordljus)


class Proxy:
    """A Caddy for both addresses, with a certificate that the test's browser takes."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server, self.port = folder, server, free_port()
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        make = [
            "openssl",
            "req",
            "-x509",
            "-nodes",
            "-days",
            "60",
            "-newkey",
            "rsa:2048",
            "-subj",
            f"/CN={NEW}",
        ]
        named = ["-addext", f"subjectAltName=DNS:{OLD},DNS:{NEW}"]
        files = ["-out", str(self.certificate), "-keyout", str(self.key)]
        subprocess.run([*make, *named, *files], check=True, capture_output=True)

    @property
    def fingerprint(self) -> str:
        """Of its key, as Chromium is told whom to believe."""
        key = load_pem_x509_certificate(self.certificate.read_bytes()).public_key()
        spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(spki).digest()).decode()

    def runs(self, sites: str) -> subprocess.Popen[bytes]:
        """Begin, and wait until it listens."""
        for name, value in {
            "OLD": OLD,
            "NEW": NEW,
            "certificate": str(self.certificate),
            "key": str(self.key),
            "port": str(self.port),
            "handslag": f"127.0.0.1:{self.server.port}",
        }.items():
            sites = sites.replace(f"{{{name}}}", value)
        (self.folder / "Caddyfile").write_text(sites)
        own = {
            "PATH": os.environ["PATH"],
            "XDG_CONFIG_HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder),
        }
        command = ["caddy", "run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"]
        with (self.folder / "said").open("w") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said, env=own)
        until(lambda: process.poll() is not None or answers(self.port))
        assert process.poll() is None, (self.folder / "said").read_text()
        return process


@pytest.fixture
def proxy(tmp_path: Path, server: Server) -> Proxy:
    return Proxy(tmp_path, server)


@pytest.fixture
def window(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], proxy: Proxy
) -> Iterator[BrowserWindow]:
    """A browser that finds both addresses here, at the port that everybody's have."""
    leads = ",".join(f"MAP {name}:443 127.0.0.1:{proxy.port}" for name in (OLD, NEW))
    told = [f"--host-resolver-rules={leads}", f"--ignore-certificate-errors-spki-list={proxy.fingerprint}"]
    options = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *told]}
    browser = browser_type.launch(**options)
    yield BrowserWindow(browser.new_context(locale="en-GB", base_url=f"https://{OLD}").new_page())
    browser.close()


def move_to(settings: Settings, host: str, *, passkeys_for: str = "") -> None:
    settings.PUBLIC_URL = f"https://{host}"
    settings.ALLOWED_HOSTS = [host]
    settings.CSRF_TRUSTED_ORIGINS = [settings.PUBLIC_URL]
    settings.PASSKEY_HOST = passkeys_for


@pytest.mark.parametrize("is_asked", [True, False], ids=["the old address answers", "it says nothing of it"])
def test_a_passkey_of_the_old_address_signs_in_at_the_new_one_while_the_old_one_says_so(
    window: BrowserWindow, proxy: Proxy, ann: User, settings: Settings, *, is_asked: bool
) -> None:
    sites = SITE + LEADS_ON
    move_to(settings, OLD)
    at_old = proxy.runs(SITE.replace("{NEW} {", "{OLD} {"))
    window.page.goto(f"https://{OLD}/sign-in/")
    window.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    authenticator_at(window)
    makes_passkey(window, ann)
    at_old.terminate()
    at_old.wait()

    move_to(settings, NEW, passkeys_for=OLD)
    at_both = proxy.runs(
        sites if is_asked else sites.replace("reverse_proxy {handslag}\n\t}", "respond 404\n\t}")
    )
    # Who still comes by the old one is led on.
    window.page.goto(f"https://{OLD}/sign-in/")
    expect(window.page).to_have_url(f"https://{NEW}/sign-in/")
    window.presses("Sign in with a passkey")

    if is_asked:
        window.is_signed_in()
        window.reads("two steps that no fake site can ask for")
    else:
        window.reads("This browser cannot use passkeys at this address. Sign in another way.")
    at_both.terminate()
    at_both.wait()
