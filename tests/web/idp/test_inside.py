"""Pages at addresses inside the phone app: the same as outside, and only those that signing in needs (B13)."""

from __future__ import annotations

import pytest
from django.urls import get_script_prefix

from accounts.users.models import User
from tests.support.pages import browser, read, write_username

INSIDE = "/authenticator/web"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36"


def test_a_page_is_the_same_inside_and_leads_on_inside(db: None) -> None:  # B13
    page = read(browser().get(f"{INSIDE}/sign-in/"))

    assert page.heading == read(browser().get("/sign-in/")).heading
    assert f"{INSIDE}/sign-in/with-passkey/" in page.actions()
    assert get_script_prefix() == "/", "the next page in this thread is one outside"


@pytest.mark.parametrize(
    "page", ["", "sign-in", "portal/", "device-api/v1/openapi.json", "static/x", "/evil.example/"]
)
def test_what_signing_in_does_not_need_has_one_address(page: str, db: None) -> None:  # B13, T25
    assert browser().get(f"{INSIDE}/{page}").status_code in (404, 302)


@pytest.mark.parametrize("page", ["", "authenticator/", "authenticator/texts.json"])
def test_the_app_itself_has_one_address(page: str, db: None) -> None:  # B13
    assert browser().get(f"{INSIDE}/{page}").headers["Location"] == "/authenticator/"


def test_inside_nobody_is_led_to_the_app(ann: User) -> None:  # A20, B13
    client = browser(ANDROID)

    outside = write_username(client, ann.username)
    inside = read(client.get(f"{INSIDE}/sign-in/phone/"))

    assert "Open the Handslag app" in outside.text
    assert "Open the Handslag app" not in inside.text
