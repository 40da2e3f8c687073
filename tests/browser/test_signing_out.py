"""Signing out in a real Chromium: two applications, each of another origin, are opened in frames and told (G01)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.browser import Complaints
from tests.support.journeys import BrowserWindow
from tests.support.relying import RelyingParty, make_application
from tests.support.server import Server

PAGE = b"<!DOCTYPE html><html lang='en'><title>There</title><h1>Welcome there</h1></html>"
# What leads elsewhere than the frame it is in: a page in a frame may not.
ESCAPES = (
    b"<!DOCTYPE html><html lang='en'><title>Out</title><script>top.location = '/escaped'</script></html>"
)


@dataclass
class Site:
    """An application's own server: which addresses were opened there. One that hangs answers nothing at `/out`."""

    origin: str = ""
    hangs: threading.Event = field(default_factory=threading.Event)
    opened: list[str] = field(default_factory=list)

    def told(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(urlsplit(one).query)) for one in self.opened if one.startswith("/out?")]


@contextmanager
def served(*, hangs: bool = False) -> Iterator[Site]:
    site = Site()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.opened.append(self.path)
            is_out = self.path.startswith("/out")
            if is_out and hangs:
                site.hangs.wait(30)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(ESCAPES if is_out else PAGE)

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site.origin = f"http://127.0.0.1:{server.server_port}"
        yield site
        site.hangs.set()
        server.shutdown()


def application_at(tenant: Tenant, site: Site, name: str) -> RelyingParty:
    made = make_application(
        tenant,
        name=name,
        redirect_uris=[f"{site.origin}/back"],
        post_logout_uris=[f"{site.origin}/bye"],
        frontchannel_logout_uri=f"{site.origin}/out",
    )
    made.server.defaults["SERVER_NAME"] = "localhost"
    return made


def signs_in_to(window: BrowserWindow, server: Server, party: RelyingParty, site: Site) -> None:
    back = f"{site.origin}/back"
    given, verifier = party.parameters(redirect_uri=back)
    window.page.goto(f"{server.url}{party.address('authorize')}?{urlencode(given)}")
    expect(window.page.get_by_role("heading", name="Welcome there")).to_be_visible()
    code = parse_qs(urlsplit(window.page.url).query)["code"][0]
    answered = party.ask_tokens(
        grant_type="authorization_code", code=code, redirect_uri=back, code_verifier=verifier
    )
    assert answered.status_code == 200


@pytest.mark.parametrize("hangs", [False, True])
def test_two_applications_are_told_and_the_page_goes_on(
    browser_side: BrowserWindow,
    complaints: Complaints,
    server: Server,
    nordljus: Tenant,
    ann: User,
    hangs: bool,
) -> None:  # G01
    # Each application's page tries to lead ours elsewhere.
    complaints.allow("Unsafe attempt to initiate navigation|does not have permission to navigate")
    window = browser_side
    with served() as payroll_site, served(hangs=hangs) as wiki_site:
        payroll = application_at(nordljus, payroll_site, "Payroll")
        wiki = application_at(nordljus, wiki_site, "Wiki")
        window.signs_in_by_password(ann)
        window.is_signed_in()
        signs_in_to(window, server, payroll, payroll_site)
        signs_in_to(window, server, wiki, wiki_site)
        asked = {"client_id": payroll.client_id, "post_logout_redirect_uri": f"{payroll_site.origin}/bye"}
        window.page.goto(f"{server.url}{payroll.address('log-out')}?{urlencode(asked)}")

        window.button("Sign out").last.click()

        window.page.wait_for_url(f"{payroll_site.origin}/bye", timeout=15000)
        sid = {said["sid"] for site in (payroll_site, wiki_site) for said in site.told()}
        assert len(sid) == 1
        assert [len(site.told()) for site in (payroll_site, wiki_site)] == [1, 1]
        assert "/escaped" not in payroll_site.opened + wiki_site.opened
