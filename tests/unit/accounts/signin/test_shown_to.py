"""Whom a form was shown to, as the value says that it carries (A23)."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.middleware.csrf import get_token, rotate_token
from django.test import RequestFactory

from accounts.signin.browser.shown_to import mark_pages, was_shown_to_another
from accounts.users.models import User

ANN, BO = User(username="ann@nordljus.example"), User(username="bo@nordljus.example")


def form_of(carried: str) -> HttpRequest:
    return RequestFactory().post("/", {"csrfmiddlewaretoken": carried})


def shown_to(user: User) -> str:
    """What a form carries on a page that this person is shown."""
    page = RequestFactory().get("/")
    mark_pages(page, user)
    return get_token(page)


def test_a_form_tells_to_whom_it_was_shown() -> None:  # A23
    form = form_of(shown_to(ANN))

    assert not was_shown_to_another(form, ANN)
    assert was_shown_to_another(form, BO)


def test_no_two_pages_carry_the_same_and_no_two_marks_have_the_same_secret() -> None:
    assert len({shown_to(ANN) for _n in range(50)}) == 50
    page = RequestFactory().get("/")
    secrets = set()
    for _n in range(50):
        mark_pages(page, ANN)
        secrets.add(page.META["CSRF_COOKIE"])
    assert len(secrets) == 50


def test_a_page_of_nobody_is_nobodys() -> None:  # A24
    page = RequestFactory().get("/")
    rotate_token(page)
    page.META["CSRF_COOKIE"] = "x" + page.META["CSRF_COOKIE"][1:]

    assert not was_shown_to_another(form_of(get_token(page)), ANN)


@pytest.mark.parametrize("carried", ["", "00", "0" * 63, "0" * 65, "\u00e5" * 64, " " * 64])
def test_what_is_no_value_of_ours_says_nothing(carried: str) -> None:
    assert not was_shown_to_another(form_of(carried), ANN)
