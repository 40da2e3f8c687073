"""Every page of the way in: it renders, under our Content-Security-Policy, in both languages (H07, T27)."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from accounts.users.models import User
from accounts.ways.one_time_link import services as one_time_link
from tests.support.pages import browser, read, sign_in_by_phone, write_username
from tests.support.phones import SigningPhone, account_of

ANYBODY = ["/", "/sign-in/", "/sign-in/one-time/x/"]
BEGUN = ["/sign-in/phone/", "/sign-in/password/", "/sign-in/choose-method/"]
SIGNED_IN = ["/", "/signed-in/", "/security-info/", "/security-info/default/", "/security-info/phones/"]


def check(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    page = read(response)

    assert page.status == 200, path
    assert page.heading, path
    assert page.inline == [], path
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store"))
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ANYBODY)
def test_a_page_for_anybody(path: str, db: None) -> None:
    check(browser(), path)


@pytest.mark.parametrize("path", BEGUN)
def test_a_page_of_a_sign_in_under_way(path: str, ann: User) -> None:
    client = browser()
    write_username(client, ann.username)

    check(client, path)


@pytest.fixture
def signed_in(ann: User, phone: SigningPhone) -> Client:
    client = browser()
    sign_in_by_phone(client, ann, phone)
    return client


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_for_signed_in_people(path: str, signed_in: Client) -> None:
    check(signed_in, path)


def test_the_pages_about_ones_phones(signed_in: Client, ann: User) -> None:
    check(signed_in, f"/security-info/remove/phone/{account_of(ann).pk}/")
    check(signed_in, signed_in.post("/security-info/phones/add/").headers["Location"])


def test_the_one_time_links_page(ann: User) -> None:
    token = one_time_link.grant(ann, actor=None, now=timezone.now())

    check(browser(), f"/sign-in/one-time/{token}/")


def every_refusal(ann: User) -> Iterator[tuple[str, int]]:
    yield "/sign-in/password/", 409
    yield f"/security-info/remove/phone/{ann.pk}/", 404
    yield "/no-such-page/", 404


def test_a_refusal_is_a_page_too(signed_in: Client, ann: User) -> None:
    for path, status in every_refusal(ann):
        response = signed_in.get(path)
        page = read(response)

        assert page.status == status
        assert page.heading
        assert page.inline == []
        assert "Traceback" not in page.html
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_the_language_is_chosen_and_remembered(db: None) -> None:  # D09
    client = browser()
    assert '<html lang="en">' in client.get("/sign-in/").content.decode()

    response = client.post("/language/setlang/", {"language": "sv", "next": "/sign-in/"})

    assert response.headers["Location"] == "/sign-in/"
    assert '<html lang="sv">' in client.get("/sign-in/").content.decode()


def test_the_language_follows_the_browser(db: None) -> None:  # D09
    assert '<html lang="sv">' in client_speaking("sv-SE,sv;q=0.9").get("/sign-in/").content.decode()


def test_choosing_a_language_never_leads_elsewhere(db: None) -> None:  # T28
    response = browser().post("/language/setlang/", {"language": "sv", "next": "https://evil.example/"})

    assert "evil" not in response.headers["Location"]


def client_speaking(languages: str) -> Client:
    return Client(headers={"Accept-Language": languages})
