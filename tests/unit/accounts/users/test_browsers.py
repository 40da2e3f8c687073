"""What a browser says of itself is a hint for people: short, plain text (T26)."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.users.browsers import BROWSER_COOKIE, browser_digest, describe, known_browser, remember_browser
from accounts.users.models import KnownBrowser, User
from tests.support.people import make_person

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)
NAMED = [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox (Linux)"),
    (CHROME, "Chrome (Windows)"),
    ("", ""),
    ("curl/8.9", "curl"),
]
TRICKS = [
    "Mozilla/5.0 \u202egnp.exe Firefox/150.0",
    "<script>alert(1)</script>",
    "Firefox\x00\r\nSet-Cookie: a=b",
    "A" * 100_000,
    "\ud800",
]


@pytest.mark.parametrize(("line", "label"), NAMED)
def test_known_browsers_are_named(line: str, label: str) -> None:
    assert describe(line).label == label


@pytest.mark.parametrize("line", TRICKS)
def test_tricks_in_the_line_leave_plain_short_text(line: str) -> None:  # T26
    said = describe(line)

    assert said.label.isascii()
    assert said.label.isprintable() or not said.label
    assert "<" not in said.label
    assert max(len(said.browser), len(said.system)) <= 40


@given(st.text(max_size=600))
def test_whatever_the_line_says_the_label_is_plain_and_bounded(line: str) -> None:  # T26
    label = describe(line).label

    assert len(label) <= 80
    assert all(c.isascii() and c.isprintable() for c in label)


def test_a_browser_is_known_for_one_account_and_no_other(ann: User) -> None:  # A12
    bo = make_person(ann.tenant, "bo")
    response = HttpResponse()
    remember_browser(RequestFactory().get("/"), response, user=ann, method="phone", passed=["phone"])

    again = RequestFactory().get("/")
    again.COOKIES[BROWSER_COOKIE.name] = response.cookies[BROWSER_COOKIE.name].value

    known = known_browser(again, ann)
    assert known is not None
    assert known.last_method == "phone"
    assert known_browser(again, bo) is None
    assert known_browser(RequestFactory().get("/"), ann) is None


def test_two_people_of_one_browser_keep_its_one_secret(ann: User) -> None:  # A12
    response = HttpResponse()
    remember_browser(RequestFactory().get("/"), response, user=ann, method="phone", passed=["phone"])
    again = RequestFactory().get("/")
    again.COOKIES[BROWSER_COOKIE.name] = response.cookies[BROWSER_COOKIE.name].value

    remember_browser(
        again, response, user=make_person(ann.tenant, "bo"), method="password", passed=["password"]
    )

    assert response.cookies[BROWSER_COOKIE.name].value == again.COOKIES[BROWSER_COOKIE.name]
    assert KnownBrowser.objects.values("browser_digest").distinct().count() == 1


def test_a_planted_secret_makes_no_known_browser(ann: User) -> None:  # T04
    request = RequestFactory().get("/")
    request.COOKIES[BROWSER_COOKIE.name] = "planted"
    response = HttpResponse()

    remember_browser(request, response, user=ann, method="phone", passed=["phone"])

    assert response.cookies[BROWSER_COOKIE.name].value != "planted"
    assert known_browser(request, ann) is None


def test_a_browser_is_kept_as_a_digest_and_its_cookie_is_out_of_reach_of_scripts(ann: User) -> None:  # I10
    response = HttpResponse()
    remember_browser(RequestFactory().get("/"), response, user=ann, method="phone", passed=["phone"])

    cookie = response.cookies[BROWSER_COOKIE.name]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 43
    assert cookie.value not in KnownBrowser.objects.get().browser_digest


def test_a_browser_without_a_secret_has_no_digest() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[BROWSER_COOKIE.name] = ""

    assert browser_digest(request) == ""
