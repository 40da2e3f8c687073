"""The logs as an admin watches them: what is new is offered, nothing moves, an export shows how far it has come."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, Route, expect

from accounts.audit.log import record
from accounts.signin.events import SIGN_IN_REFUSED, SIGNED_IN
from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.browser import Complaints, NewWindow
from tests.support.kept_log import keep_log
from tests.support.people import make_person, make_tenant
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in


def test_an_admin_watches_sign_ins_reads_one_and_takes_them_home(
    transactional_db: None, new_window: NewWindow, complaints: Complaints, tmp_path: Path
) -> None:  # E12
    tenant = make_tenant(methods=("password", "authenticator_code"))
    admin = make_person(tenant, "vera", role=User.Role.TENANT_ADMIN)
    page = _opened(admin, new_window, f"/portal/sign-ins/{tenant.pk}/")
    news = page.locator("[data-news]")
    expect(news).to_be_hidden()

    for event, said in (
        (SIGN_IN_REFUSED, {"method": "password", "reason": "wrong_password"}),
        (SIGNED_IN, {"methods": ["password"]}),
    ):
        record(event, tenant=tenant, subject=admin, sign_in="b" * 16, **said)
    keep_log()
    _let_five_seconds_pass(page)
    expect(news).to_have_text("1 new")
    news.get_by_role("link").click()
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_text("wrong password").first).to_be_visible()

    page.go_back()
    page.get_by_role("link", name="Export").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="JSON lines").click()
    coming.value.save_as(tmp_path / "file")
    expect(page.get_by_text("the file is among your downloads")).to_be_visible()
    assert len((tmp_path / "file").read_text("utf-8").splitlines()) == 2

    complaints.allow("ERR_FAILED")
    page.route(re.compile("export"), _break)
    page.get_by_role("button", name="JSON lines").click()
    expect(page.get_by_role("alert")).to_have_text("The file did not come whole. Try again.")


def _break(route: Route) -> None:
    route.abort()


def _opened(admin: User, new_window: NewWindow, address: str) -> Page:
    session = signed_in(admin, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(admin)[1])
    keep_log()
    page = new_window()
    page.clock.install()
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": session.cookies[name].value, "url": settings.PUBLIC_URL}]
    )
    page.goto(address)
    return page


def _let_five_seconds_pass(page: Page) -> None:
    """By the browser's clock alone: nobody waits."""
    page.clock.run_for(6000)
