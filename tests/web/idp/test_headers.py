"""What every page tells the browser."""

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.pages import browser, sign_in_by_password

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "handslag",
}


@pytest.mark.django_db
def test_a_page_allows_its_own_files_and_nothing_else(client: Client) -> None:
    header = client.get("/sign-in/").headers["Content-Security-Policy"]

    assert dict(directive.strip().split(" ", 1) for directive in header.split(";")) == POLICY


def test_no_cookie_is_read_by_a_script_or_sent_by_another_site(ann: User) -> None:  # T04, T28
    client = browser()
    sign_in_by_password(client, ann)
    client.post("/language/setlang/", {"language": "sv"})

    assert {"session", "csrf", "browser", "language"} <= client.cookies.keys()
    for cookie in filter(lambda cookie: cookie.value, client.cookies.values()):
        assert (cookie.key, cookie["httponly"], cookie["samesite"]) == (cookie.key, True, "Lax")


@pytest.mark.django_db
def test_a_page_is_not_framed_not_kept_and_tells_no_other_site(client: Client) -> None:
    headers = client.get("/sign-in/").headers

    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
