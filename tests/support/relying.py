"""An application that signs people in through Handslag, as its developers would write it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import F
from django.test import Client
from joserfc import jws, jwt
from joserfc.jwk import KeySet

from accounts import clock
from accounts.tenants.models import Tenant
from devices.approvals.models import ApprovalRequest
from idp.oidc.applications import services
from idp.oidc.applications.models import Application
from idp.oidc.applications.settings.table import Wanted
from idp.oidc.ciba.pinging.outbox import PingOutbox
from idp.oidc.leaving.models import LogoutNotice
from idp.oidc.leaving.outbox import LogoutOutbox
from tests.support.pages import Page, browser, read
from tests.support.waiting import until

CALLBACK = "https://app.example/callback"
AFTER = "https://app.example/bye"
CIBA = "urn:openid:params:grant-type:ciba"
EVERYTHING = "openid profile email groups offline_access"


def make_application(tenant: Tenant, *, kind: str = "web", **facts: Any) -> RelyingParty:
    """An application of this tenant that everybody there may use."""
    wanted: dict[str, Any] = {
        "name": "Payroll",
        "kind": kind,
        "redirect_uris": [CALLBACK],
        "post_logout_uris": [AFTER],
        "is_for_everybody": True,
        "may_stay": True,
    } | facts
    added = services.add(tenant, Wanted(**wanted), actor=None)
    return RelyingParty(tenant.slug, added.application, added.secret)


@dataclass
class Started:
    """A sign-in that the application has begun: what it keeps until the answer comes, and how it was answered."""

    verifier: str
    state: str
    nonce: str
    page: Page
    answer: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.answer["code"]


@dataclass
class RelyingParty:
    """The application's own side: what it was told when it was added, and a server of its own."""

    slug: str
    application: Application
    secret: str
    server: Client = field(default_factory=Client)

    @property
    def client_id(self) -> str:
        return self.application.client_id

    def address(self, name: str) -> str:
        return f"/t/{self.slug}/{name}"

    def parameters(self, **asked: str | None) -> tuple[dict[str, str], str]:
        """The parameters of a request, and the verifier that is kept; None leaves one out."""
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode()).digest()
        whole = {
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": EVERYTHING,
            "state": secrets.token_urlsafe(8),
            "nonce": secrets.token_urlsafe(8),
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | asked
        return {name: value for name, value in whole.items() if value is not None}, verifier

    def start(self, client: Client, **asked: str | None) -> Started:
        """Send a browser here, and follow it as far as it goes by itself."""
        given, verifier = self.parameters(**asked)
        return self.go_on(
            Started(verifier, given.get("state", ""), given.get("nonce", ""), _EMPTY), client, given
        )

    def push(self, **asked: str | None) -> tuple[Any, Started]:
        """Tell the server itself what is asked for; return its answer, and what is kept for the one that follows."""
        given, verifier = self.parameters(**asked)
        answered = self.ask_tokens(
            "par", **{name: value for name, value in given.items() if name != "client_id"}
        )
        return answered, Started(verifier, given.get("state", ""), given.get("nonce", ""), _EMPTY)

    def start_pushed(self, client: Client, **asked: str | None) -> Started:
        """Push it, and send a browser here with the name of it alone."""
        answered, started = self.push(**asked)
        assert answered.status_code == 201, answered.content
        given = {"client_id": self.client_id, "request_uri": answered.json()["request_uri"]}
        return self.go_on(started, client, given)

    def go_on(self, started: Started, client: Client, given: dict[str, str]) -> Started:
        started.page = open_address(client, f"{self.address('authorize')}?{urlencode(given)}")
        started.answer = answer_in(started.page)
        return started

    def who(self) -> dict[str, str]:
        """What it shows of itself at each call."""
        return {"client_id": self.client_id} | ({"client_secret": self.secret} if self.secret else {})

    def proof(self, path: str) -> dict[str, str]:
        """The headers by which it shows a key that it holds; of most there are none."""
        return {}

    def ask_tokens(self, path: str = "token", *, slug: str = "", **fields: str) -> Any:
        """Call an endpoint as the application does, showing who it is; return the response."""
        return self.server.post(
            f"/t/{slug or self.slug}/{path}",
            urlencode(self.who() | fields),
            content_type="application/x-www-form-urlencoded",
            headers=self.proof(path),
        )

    def redeem(self, started: Started, **fields: str) -> Any:
        return self.ask_tokens(
            grant_type="authorization_code",
            **{"code": started.code, "redirect_uri": CALLBACK, "code_verifier": started.verifier} | fields,
        )

    def refresh(self, token: str, **fields: str) -> Any:
        return self.ask_tokens(grant_type="refresh_token", refresh_token=token, **fields)

    def ask_phone(self, **fields: str) -> Any:
        """Ask somebody's phone (CIBA); return the response."""
        return self.ask_tokens("bc-authorize", **{"scope": "openid"} | fields)

    def poll(self, auth_req_id: str, **fields: str) -> Any:
        """Ask what became of it."""
        return self.ask_tokens(grant_type=CIBA, auth_req_id=auth_req_id, **fields)

    def userinfo(self, token: str, *, slug: str = "") -> Any:
        return self.server.get(
            f"/t/{slug or self.slug}/userinfo", headers={"Authorization": f"Bearer {token}"}
        )

    def verified(self, token: str, *, algorithm: str = "ES256") -> dict[str, Any]:
        """What a token says, once its signature is verified by the published keys."""
        keys = KeySet.import_key_set(self.server.get(self.address("jwks")).json())
        header = jws.extract_compact(token.encode()).headers()
        assert header["alg"] == algorithm
        return dict(jwt.decode(token, keys.get_by_kid(header["kid"]), algorithms=[algorithm]).claims)

    def signs_in(self, client: Client, **asked: str | None) -> dict[str, Any]:
        """The whole way of somebody who is signed in here already; return the token response."""
        response = self.redeem(self.start(client, **asked))
        assert response.status_code == 200, response.content
        tokens: dict[str, Any] = response.json()
        return tokens


_EMPTY = Page(0, "", "")


def open_address(client: Client, address: str) -> Page:
    """Open an address, and follow it while it leads to pages of ours."""
    for _ in range(10):
        response = client.get(address)
        address = response.headers.get("Location", "")
        if not address.startswith("/"):
            break
    return read(response)


def answer_in(page: Page) -> dict[str, str]:
    """What the application is told: in the redirect, by the page that leads on, or by the form that sends itself."""
    leads_on = next((link for text, link in page.links.items() if text == "Go on"), "")
    address = page.redirected_to or leads_on
    if address.startswith("https://app.example"):
        return dict(parse_qsl(urlsplit(address).query))
    form = next((form for form in page.forms if form.action == CALLBACK), None)
    return dict(form.fields) if form is not None else {}


def stranger() -> Client:
    return browser()


def question() -> ApprovalRequest:
    """What an application asked last, as phones have it."""
    return ApprovalRequest.objects.filter(kind="ciba").latest("asked_at")


def tell_due() -> None:
    """One turn of a worker: applications are told when to ask."""
    take_turn(PingOutbox)


def take_turn(kind: type[PingOutbox | LogoutOutbox]) -> None:
    """One turn of a worker with what applications are told: what was noted now is due on SQLite a millisecond later."""
    LogoutNotice.objects.filter(due_at__lte=clock.now()).update(
        due_at=F("due_at") - timedelta(milliseconds=2)
    )
    outbox = kind(nudge=lambda: None)
    outbox.look()
    until(lambda: all(one.is_over for one in outbox.in_hand))
    outbox.settle()
