"""An application that nobody added: its client id is the address at which it says what it is (G09, T24, T28)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.housekeeping import forget_grants
from idp.oidc.applications.models import Application
from idp.oidc.consent.models import Consent
from idp.oidc.documents import fetching, services
from idp.oidc.documents.fetching import BELIEVED_FOR, KEPT_UNUSED, LOOKED_AT_A_MINUTE, REMEMBERED_FOR
from idp.oidc.grants.models import Grant
from idp.oidc.leaving.models import LogoutNotice
from tests.support.people import make_tenant
from tests.support.relying import RelyingParty, answer_in
from tests.web.idp.oidc.test_consent import says

HOST = "agent.example"
CLIENT_ID = f"https://{HOST}/client.json"
CALLBACK = "https://app.example/callback"


@dataclass
class Site:
    """The host's own server: what it says, and how often it was asked."""

    said: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    kind: str = "application/json"
    location: str = ""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    made = Site({"client_id": CLIENT_ID, "client_name": "Agent", "redirect_uris": [CALLBACK]})

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            body = json.dumps(made.said).encode()
            self.send_response(made.status)
            self.send_header("Content-Type", made.kind)
            self.send_header("Content-Length", str(len(body)))
            if made.location:
                self.send_header("Location", made.location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.PUSH_STAND_IN = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()


@pytest.fixture
def agent(nordljus: Tenant, site: Site) -> RelyingParty:
    services.believe(nordljus, HOST, actor=None)
    return RelyingParty(nordljus.slug, Application(client_id=CLIENT_ID, name="Agent"), "")


def test_it_is_looked_at_asked_about_and_given_what_was_allowed(
    agent: RelyingParty, site: Site, ann: User, anns: Client
) -> None:  # G09
    started = agent.start(anns, scope="openid profile")

    assert started.page.heading == "Agent wants to know who you are"
    started.answer = answer_in(says(anns, started.page, "allow"))
    tokens = agent.redeem(started).json()
    assert agent.verified(tokens["id_token"])["aud"] == CLIENT_ID
    assert agent.verified(tokens["access_token"])["client_id"] == CLIENT_ID
    assert agent.refresh(tokens["refresh_token"]).status_code == 200
    made = Application.objects.get()
    assert (made.kind, made.is_own, made.is_for_everybody) == ("native", False, True)
    assert site.asked == ["/client.json"]
    event = AuditEvent.objects.get(tag="tenant:application:known_by_document")
    assert event.details["client_id"] == CLIENT_ID


def test_t24_without_a_host_that_is_believed_nothing_is_looked_at(
    nordljus: Tenant, site: Site, anns: Client
) -> None:
    services.believe(make_tenant("globex"), HOST, actor=None)
    services.believe(nordljus, "other.example", actor=None)
    stranger = RelyingParty(nordljus.slug, Application(client_id=CLIENT_ID, name="Agent"), "")

    page = stranger.start(anns).page

    assert page.heading == "This link does not work"
    assert site.asked == []
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"said": {"client_id": "https://agent.example/other.json", "redirect_uris": [CALLBACK]}},
        {"status": 404},
        {"status": 302, "location": "https://agent.example/moved.json"},
        {"kind": "text/html"},
        {"said": {"client_id": CLIENT_ID, "redirect_uris": [CALLBACK], "padding": "x" * 6000}},
        {"said": {"client_id": CLIENT_ID, "redirect_uris": ["https://app.example/other"]}},
    ],
)
def test_t28_what_is_no_document_of_it_lets_nobody_in(
    agent: RelyingParty, site: Site, anns: Client, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(site, name, value)

    page = agent.start(anns).page

    assert (page.status, page.heading) == (400, "This link does not work")
    assert len(site.asked) == 1


def test_t24_nobody_in_our_own_network_is_asked(
    agent: RelyingParty, anns: Client, settings: Settings
) -> None:
    settings.PUSH_STAND_IN = ""
    services.believe(Tenant.objects.get(slug=agent.slug), "localhost.localdomain", actor=None)
    agent.application.client_id = "https://localhost.localdomain/client.json"

    assert agent.start(anns).page.heading == "This link does not work"


def test_it_is_remembered_for_an_hour_and_then_looked_at_anew(
    agent: RelyingParty, site: Site, anns: Client
) -> None:
    agent.start(anns)
    agent.start(anns)
    assert len(site.asked) == 1
    Application.objects.update(document_at=clock.now() - REMEMBERED_FOR)
    site.said["client_name"] = "Agent 2"

    assert agent.start(anns).page.heading == "Agent 2 wants to know who you are"

    Application.objects.update(document_at=clock.now() - REMEMBERED_FOR)
    site.status = 410
    anns.defaults["REMOTE_ADDR"] = "203.0.113.1"
    assert agent.start(anns).page.heading == "This link does not work"


def test_t28_what_strangers_can_have_looked_at_is_counted(
    agent: RelyingParty, site: Site, anns: Client
) -> None:
    site.status = 404
    for n in range(LOOKED_AT_A_MINUTE):
        anns.defaults["REMOTE_ADDR"] = f"198.51.{n}.1"
        agent.start(anns)

    anns.defaults["REMOTE_ADDR"] = "203.0.113.1"
    page = agent.start(anns).page

    assert page.status == 429
    assert len(site.asked) == LOOKED_AT_A_MINUTE


def test_t28_one_network_uses_up_not_all_looks(agent: RelyingParty, site: Site, anns: Client) -> None:
    site.status = 404
    for n in range(LOOKED_AT_A_MINUTE):
        anns.defaults["REMOTE_ADDR"] = f"198.51.100.{n}"
        agent.start(anns)
    used_up = len(site.asked)

    anns.defaults["REMOTE_ADDR"] = "203.0.113.1"
    page = agent.start(anns).page

    assert page.heading == "This link does not work"
    assert len(site.asked) == used_up + 1 <= LOOKED_AT_A_MINUTE


def test_t28_strangers_who_use_that_up_keep_nobody_out_of_what_was_looked_at_today(
    agent: RelyingParty, site: Site, anns: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LOOKED_AT_A_MINUTE", 1)
    agent.start(anns)
    Application.objects.update(document_at=clock.now() - REMEMBERED_FOR)
    assert agent.start(anns).page.heading == "Agent wants to know who you are"

    Application.objects.update(document_at=clock.now() - BELIEVED_FOR)
    assert agent.start(anns).page.status == 429
    assert len(site.asked) == 1


def test_no_more_are_known_than_there_is_room_for(
    agent: RelyingParty, site: Site, anns: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_KNOWN", 0)

    assert agent.start(anns).page.heading == "This link does not work"
    assert not Application.objects.exists()


def test_a_host_that_is_believed_no_more_takes_along_what_was_given(
    agent: RelyingParty, nordljus: Tenant, anns: Client
) -> None:
    started = agent.start(anns)
    started.answer = answer_in(says(anns, started.page, "allow"))
    tokens = agent.redeem(started).json()

    call_command("oidc_application", "believe-no-more", HOST, tenant=nordljus.slug)

    assert agent.refresh(tokens["refresh_token"]).status_code == 401
    assert not Application.objects.exists()
    assert agent.start(anns).page.heading == "This link does not work"


def test_one_of_a_host_that_is_believed_no_more_hears_that_its_session_is_over(
    agent: RelyingParty, site: Site, nordljus: Tenant, anns: Client
) -> None:
    site.said["backchannel_logout_uri"] = f"https://{HOST}/told"
    started = agent.start(anns)
    started.answer = answer_in(says(anns, started.page, "allow"))
    agent.redeem(started)

    services.forget(nordljus, HOST, actor=None)

    notice = LogoutNotice.objects.get()
    assert (notice.address, notice.client_id) == (f"https://{HOST}/told", CLIENT_ID)


def test_what_nobody_uses_is_forgotten_after_a_month(agent: RelyingParty, anns: Client) -> None:
    started = agent.start(anns)
    says(anns, started.page, "allow")
    Application.objects.update(document_at=clock.now() - KEPT_UNUSED - timedelta(seconds=1))

    forget_grants()
    assert Application.objects.exists()
    Grant.objects.all().delete()
    Consent.objects.all().delete()
    forget_grants()

    assert not Application.objects.exists()


def test_discovery_says_whether_there_is_such_a_host(nordljus: Tenant, agent: RelyingParty) -> None:
    make_tenant("globex")

    for slug, is_so in (("nordljus", True), ("globex", False)):
        said = agent.server.get(f"/t/{slug}/.well-known/openid-configuration").json()
        assert said["client_id_metadata_document_supported"] is is_so


@pytest.mark.parametrize(
    "host", ["https://agent.example", "agent.example:8443", "Agent.example", "*.example", "agent", ""]
)
def test_t24_only_the_name_of_a_host_is_believed(nordljus: Tenant, host: str) -> None:
    with pytest.raises(CommandError):
        call_command("oidc_application", "believe", host, tenant=nordljus.slug)


def test_two_organisations_know_the_same_document_each_for_itself(
    agent: RelyingParty, site: Site, anns: Client
) -> None:
    globex = make_tenant("globex")
    services.believe(globex, HOST, actor=None)
    agent.start(anns)

    agent.slug = "globex"
    agent.start(anns)

    assert Application.objects.filter(client_id=CLIENT_ID).count() == 2
