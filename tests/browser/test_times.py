"""Every time is in the reader's own zone, or says that it is UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.audit.log import record
from accounts.signin.events import SIGNED_IN
from accounts.users.models import User
from devices.phones.models import PhoneAccount
from tests.support.authenticators import authenticator_of
from tests.support.browser import PHONE, NewWindow
from tests.support.clock import travel
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import make_person, make_tenant
from tests.support.phones import phone_of
from tests.support.ready_phone import ready_phone
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in

# In Stockholm it is the next day already.
LATE = datetime(2026, 11, 25, 23, 30, 5, tzinfo=UTC)
STOCKHOLM = {"timezone_id": "Europe/Stockholm", "locale": "sv-SE"}
LOCALLY = [
    (STOCKHOLM, "26 nov. 2026 00:30:05"),
    ({"timezone_id": "Europe/London", "locale": "en-GB"}, "25 Nov 2026, 23:30:05"),
    ({"timezone_id": "America/New_York", "locale": "en-US"}, "Nov 25, 2026, 6:30:05 PM"),
    # A language of ours that is not the browser's first is written as its country writes it.
    ({"timezone_id": "Europe/Helsinki", "locale": "fi-FI"}, "Nov 26, 2026, 1:30:05 AM"),
]
SHOWN = [
    "/signed-in/",
    "/security-info/",
    "/portal/audit/",
    "/portal/users/",
    "/portal/phones/",
    "/portal/users/{pk}/change/",
]


@pytest.fixture
def session(transactional_db: None) -> Client:
    """Of an admin who signed in late at night, and used her phone then."""
    tenant = make_tenant(methods=("password", "authenticator_code", "phone"))
    admin = make_person(tenant, "vera", role=User.Role.TENANT_ADMIN)
    phone_of(admin)
    session = signed_in(admin, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(admin)[1])
    User.objects.filter(pk=admin.pk).update(last_login=LATE)
    PhoneAccount.objects.update(last_used_at=LATE)
    with travel(LATE, tick=False):
        record(SIGNED_IN, tenant=tenant, subject=admin)
    return session


def opened(session: Client, new_window: NewWindow, address: str, **options: Any) -> Page:
    """A page in a browser somewhere that has this session."""
    page = new_window(**options)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": session.cookies[name].value, "url": settings.PUBLIC_URL}]
    )
    page.goto(address.format(pk=User.objects.get().pk))
    return page


def said(page: Page) -> list[str]:
    """Each time with what is told on hover, its blanks as plain ones."""
    texts = page.locator("time").evaluate_all("all => all.map(time => `${time.textContent} ${time.title}`)")
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize(("somewhere", "locally"), LOCALLY)
def test_the_audit_log_tells_when_in_the_readers_zone(
    session: Client, new_window: NewWindow, somewhere: dict[str, str], locally: str
) -> None:
    page = opened(session, new_window, "/portal/audit/", **somewhere)

    assert said(page)[0] == locally


def test_what_is_told_relatively_has_the_exact_time_on_hover(session: Client, new_window: NewWindow) -> None:
    page = opened(session, new_window, "/portal/phones/", **STOCKHOLM)

    [time] = said(page)
    assert time.endswith("sedan 26 nov. 2026 00:30:05")


def test_without_scripts_utc_is_said(session: Client, new_window: NewWindow) -> None:
    page = opened(session, new_window, "/portal/audit/", **STOCKHOLM, java_script_enabled=False)

    assert page.locator("time").first.inner_text() == "2026-11-25 23:30:05 UTC"


@pytest.mark.parametrize("address", SHOWN)
def test_no_page_tells_a_time_of_nobodys_zone(session: Client, new_window: NewWindow, address: str) -> None:
    with_script = opened(session, new_window, address, **STOCKHOLM)
    without = opened(session, new_window, address, **STOCKHOLM, java_script_enabled=False)

    assert said(with_script)
    assert [time for time in said(with_script) if "UTC" in time] == []
    assert [
        html
        for html in without.locator("time").evaluate_all("all => all.map(time => time.outerHTML)")
        if "UTC" not in html
    ] == []


def test_the_phone_tells_when_it_was_asked_in_its_own_zone(
    session: Client, browser_side: BrowserWindow, new_window: NewWindow
) -> None:
    admin = User.objects.get()
    phone = ready_phone(PhoneWindow(new_window(**PHONE, timezone_id="Europe/Stockholm")), admin)
    browser_side.asks(admin)

    asked = phone.page.locator("time")

    at = datetime.fromisoformat(asked.get_attribute("datetime") or "").astimezone(
        ZoneInfo("Europe/Stockholm")
    )
    assert (asked.get_attribute("title") or "").endswith(f"{at:%H:%M:%S}")
