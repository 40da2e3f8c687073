"""An application as an admin adds it: from the rail to its tokens in words, another secret, and its end (G02)."""

from __future__ import annotations

from django.conf import settings
from playwright.sync_api import expect

from accounts.users.models import User
from idp.oidc.applications.models import Application
from idp.oidc.applications.secrets import has_secret
from tests.support.authenticators import authenticator_of
from tests.support.browser import NewWindow
from tests.support.people import make_group, make_person, make_tenant
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in


def test_g02_an_admin_adds_copies_tries_gives_another_secret_and_removes(
    transactional_db: None, new_window: NewWindow
) -> None:
    tenant = make_tenant(methods=("password", "authenticator_code"))
    admin = make_person(tenant, "vera", role=User.Role.TENANT_ADMIN)
    group = make_group(tenant, "Pilots", admin)
    session = signed_in(admin, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(admin)[1])
    page, name = new_window(), settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": session.cookies[name].value, "url": settings.PUBLIC_URL}]
    )

    page.goto("/portal/")
    page.get_by_role("link", name="Applications").click()
    page.get_by_role("link", name="Add an application").click()
    page.get_by_label("Name", exact=True).fill("Payroll")
    page.get_by_label("Redirect addresses").fill("https://payroll.example/callback")
    page.get_by_label("Only members of these groups").check()
    page.get_by_role("searchbox").fill("pil")
    page.get_by_role("button", name="Add: Pilots").click()
    page.get_by_role("button", name="Add", exact=True).click()
    secret = page.locator("[data-code]").last.inner_text()

    made = Application.objects.get()
    assert has_secret(made, secret)
    assert [*made.groups.all()] == [group]

    page.get_by_role("link", name="Go on").click()
    page.get_by_role("link", name="Flask, Authlib").click()
    expect(page.locator("pre")).to_contain_text(f'client_id="{made.client_id}",\n    client_secret=')
    expect(page.get_by_text("Tried", exact=True)).to_be_visible()
    page.get_by_role("link", name="Payroll").click()

    page.get_by_role("link", name="Try it").click()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="It works")).to_be_visible()
    expect(page.get_by_role("main").get_by_text(admin.username).first).to_be_visible()
    expect(page.get_by_role("main").get_by_text("the person, for good").first).to_be_visible()
    page.get_by_role("link", name="Done").click()

    page.get_by_role("link", name="Give it another secret").click()
    page.get_by_role("button", name="Make another").click()
    another = page.locator("[data-code]").inner_text()
    page.get_by_role("link", name="Done").click()
    assert [has_secret(made, one) for one in (secret, another)] == [True, True]
    page.get_by_role("link", name="End the secret before").click()
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("The secret before has ended.")).to_be_visible()
    assert [has_secret(made, one) for one in (secret, another)] == [False, True]

    page.get_by_role("link", name="Remove Payroll").click()
    page.get_by_label("Its name").fill("Payroll")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Payroll is removed")).to_be_visible()
    expect(page.get_by_text("There is none yet.")).to_be_visible()
