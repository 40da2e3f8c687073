"""A webhook as an admin sets it up: from the rail to the first try that arrives."""

from __future__ import annotations

import base64
import hmac

from django.conf import settings
from playwright.sync_api import expect

from accounts.hooks.models import Hook
from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.browser import NewWindow
from tests.support.hook_server import ADDRESS, HookServer, make_due, send_due
from tests.support.people import make_person, make_tenant
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in


def test_an_admin_adds_a_webhook_takes_its_secret_and_tries_it(
    transactional_db: None, new_window: NewWindow, hook_server: HookServer
) -> None:  # E17
    tenant = make_tenant(methods=("password", "authenticator_code"))
    admin = make_person(tenant, "vera", role=User.Role.TENANT_ADMIN)
    session = signed_in(admin, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(admin)[1])
    page, name = new_window(), settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": session.cookies[name].value, "url": settings.PUBLIC_URL}]
    )

    page.goto("/portal/")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_role("link", name="Add a webhook").click()
    page.get_by_label("Address").fill(ADDRESS)
    page.get_by_role("button", name="Add", exact=True).click()
    secret = page.locator("[data-code]").inner_text()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("On its way", exact=True)).to_be_visible()

    make_due(Hook.objects.get())
    send_due()
    page.get_by_role("link", name="Look again").click()

    expect(page.get_by_text("204 No Content")).to_be_visible()
    [told] = hook_server.told
    signed = f"{told.headers['webhook-id']}.{told.headers['webhook-timestamp']}.".encode() + told.body
    expected = base64.b64encode(
        hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256")
    )
    assert told.headers["webhook-signature"] == f"v1,{expected.decode()}"
