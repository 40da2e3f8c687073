"""From an application and back, in a real Chromium, which holds pages to their Content-Security-Policy (G01)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.journeys import BrowserWindow
from tests.support.people import PASSWORD
from tests.support.relying import RelyingParty, make_application
from tests.support.server import Server


@dataclass
class Callback:
    """The application's own server, of another origin: what came to it, by which method."""

    address: str = ""
    came: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def callback() -> Iterator[Callback]:
    kept = Callback()

    class Taking(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._take(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._take(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _take(self, text: str) -> None:
            if urlsplit(self.path).path == "/callback":
                kept.came.append((self.command, dict(parse_qsl(text))))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(
                b"<!DOCTYPE html><html lang='en'><title>Payroll</title><h1>Welcome to Payroll</h1></html>"
            )

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        kept.address = f"http://127.0.0.1:{server.server_port}/callback"
        yield kept
        server.shutdown()


@pytest.fixture
def payroll(nordljus: Tenant, callback: Callback) -> RelyingParty:
    made = make_application(nordljus, redirect_uris=[callback.address], post_logout_uris=[callback.address])
    made.server.defaults["SERVER_NAME"] = "localhost"
    return made


def goes_to(window: BrowserWindow, server: Server, payroll: RelyingParty, **asked: str) -> str:
    """The application sends this browser here; return the verifier that it keeps."""
    given, verifier = payroll.parameters(**asked)
    window.page.goto(f"{server.url}{payroll.address('authorize')}?{urlencode(given)}")
    return verifier


@pytest.mark.parametrize(("mode", "method"), [("query", "GET"), ("form_post", "POST")])
def test_somebody_signs_in_and_is_back_at_the_application(
    browser_side: BrowserWindow,
    server: Server,
    payroll: RelyingParty,
    callback: Callback,
    ann: User,
    mode: str,
    method: str,
) -> None:
    window = browser_side
    verifier = goes_to(window, server, payroll, redirect_uri=callback.address, response_mode=mode)
    window.page.get_by_role("textbox").fill(ann.username)
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/sign-in/p*/")
    if "/phone/" in window.page.url:
        window.follows("Use your password instead")
    window.writes("Password", PASSWORD)
    window.page.keyboard.press("Enter")

    expect(window.page.get_by_role("heading", name="Welcome to Payroll")).to_be_visible()
    [(came_by, said)] = callback.came
    assert came_by == method
    answered = payroll.ask_tokens(
        grant_type="authorization_code",
        code=said["code"],
        redirect_uri=callback.address,
        code_verifier=verifier,
    )
    assert answered.status_code == 200

    goes_to(window, server, payroll, redirect_uri=callback.address, response_mode=mode)
    expect(window.page.get_by_role("heading", name="Welcome to Payroll")).to_be_visible()
    assert len(callback.came) == 2


def test_signing_out_by_the_button_ends_at_the_application(
    browser_side: BrowserWindow, server: Server, payroll: RelyingParty, callback: Callback, ann: User
) -> None:
    window = browser_side
    window.signs_in_by_password(ann)
    window.is_signed_in()
    asked = {"client_id": payroll.client_id, "post_logout_redirect_uri": callback.address}
    window.page.goto(f"{server.url}{payroll.address('log-out')}?{urlencode(asked)}")
    window.sees("Sign out?")

    window.button("Sign out").last.click()

    expect(window.page.get_by_role("heading", name="Welcome to Payroll")).to_be_visible()
    window.page.goto(f"{server.url}/signed-in/")
    window.page.wait_for_url("**/sign-in/**")
