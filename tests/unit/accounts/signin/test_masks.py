"""What a form carries against forgery: Django reads what we mask, and we what Django masks."""

from __future__ import annotations

from django.middleware.csrf import (
    CSRF_ALLOWED_CHARS,
    CSRF_SECRET_LENGTH,
    CSRF_TOKEN_LENGTH,
    get_token,
    rotate_token,
)
from django.middleware.csrf import _does_token_match as is_read_as  # type: ignore[attr-defined]  # the stubs do not tell
from django.test import RequestFactory

from accounts.signin.browser.masks import LETTERS, by_chance, csrf_token, spelled, unmasked


def test_django_reads_what_a_form_carries_and_we_what_djangos_carries() -> None:
    page = RequestFactory().get("/")
    rotate_token(page)
    secret = page.META["CSRF_COOKIE"]
    carried = str(csrf_token(page)["csrf_token"])

    assert LETTERS == CSRF_ALLOWED_CHARS
    assert len(carried) == CSRF_TOKEN_LENGTH
    assert is_read_as(carried, secret)
    assert unmasked(carried) == unmasked(get_token(page)) == secret


def test_no_two_pages_carry_the_same_and_none_the_secret_itself() -> None:  # T28
    page = RequestFactory().get("/")
    rotate_token(page)
    carried = [str(csrf_token(page)["csrf_token"]) for _n in range(50)]

    assert len(set(carried)) == len({one[:CSRF_SECRET_LENGTH] for one in carried}) == 50
    assert not any(page.META["CSRF_COOKIE"] in one for one in carried)


def test_a_browser_gets_a_secret_with_the_first_page_that_asks_for_one() -> None:
    page = RequestFactory().get("/")
    offered = csrf_token(page)
    assert "CSRF_COOKIE" not in page.META

    assert unmasked(str(offered["csrf_token"])) == page.META["CSRF_COOKIE"]
    assert page.META["CSRF_COOKIE_NEEDS_UPDATE"]


def test_each_letter_is_drawn() -> None:
    # One of 62 stays away from so many once in 10 to the 133rd.
    drawn = [spelled(by_chance(CSRF_SECRET_LENGTH)) for _n in range(600)]

    assert set("".join(drawn)) == set(LETTERS)
