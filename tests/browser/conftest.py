"""Whole journeys in a real Chromium; a pytest run of their own (bin/test does it so)."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page

from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.browser import NewWindow
from tests.support.flush import let_flush_past_triggers
from tests.support.journeys import BrowserWindow, PhoneWindow
from tests.support.people import make_tenant
from tests.support.ready_phone import ready_phone
from tests.support.texts import swedish

NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "sv-SE"}

# Playwright's synchronous calls keep a loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _flush_past_triggers(browser: Browser) -> None:
    # Where a loop runs, as it does once Playwright has started, asgiref gives this thread another connection.
    if "execute_sql_flush" not in vars(connection.ops):
        let_flush_past_triggers(connection)


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    """An organisation with phone sign-in and passwords for everyone."""
    return make_tenant()


@pytest.fixture
def browser_side(browser_window: Page) -> BrowserWindow:
    return BrowserWindow(browser_window)


@pytest.fixture(params=[{}, NARROW], ids=["wide", "narrow, in Swedish"])
def window(request: pytest.FixtureRequest, new_window: NewWindow) -> BrowserWindow:
    """The person at the browser, once at either width and in either language."""
    words = swedish("django") if request.param else str
    return BrowserWindow(new_window(**request.param), words=words)


@pytest.fixture
def phone_side(phone_window: Page) -> PhoneWindow:
    return PhoneWindow(phone_window)


@pytest.fixture
def phone(phone_side: PhoneWindow, ann: User) -> PhoneWindow:
    """Ann's phone, with a lock of its own and phone sign-in on."""
    return ready_phone(phone_side, ann)
