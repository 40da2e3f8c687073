"""What is drawn once is the same for everybody: nothing of a person, a request or an earlier page is in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import translation
from django.utils.safestring import mark_safe

from accounts.templatetags import drawing

USE = "{% drawn_once 'drawn.html' word=word %}"
DRAWN = "{% load i18n %}{% translate 'Sign in' %} {% url 'home' %} {{ word }} {{ user }}{{ request }}{{ csrf_token }}"


@pytest.fixture(autouse=True)
def templates(settings: Any) -> Any:
    loader = ("django.template.loaders.locmem.Loader", {"drawn.html": DRAWN})
    [engine] = settings.TEMPLATES
    options = {**engine["OPTIONS"], "loaders": [loader]}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]
    drawing._drawn.cache_clear()
    yield
    drawing._drawn.cache_clear()
    set_script_prefix("/")


def drawn(word: Any, **more: Any) -> str:
    return Template(USE).render(Context({"word": word, **more}))


def test_it_is_drawn_once_for_each_value() -> None:
    assert [drawn(word) for word in ("one", "two", "one", "two")] == ["Sign in / one ", "Sign in / two "] * 2

    assert drawing._drawn.cache_info().misses == 2


def test_nothing_of_whose_page_it_is_gets_into_it() -> None:
    mine = {"user": "ann", "request": RequestFactory().get("/?ann"), "csrf_token": "hers"}

    assert drawn("one", **mine) == "Sign in / one "


def test_each_language_and_each_place_of_the_pages_has_its_own() -> None:
    assert drawn("one") == "Sign in / one "
    with translation.override("sv"):
        assert drawn("one") == "Logga in / one "
    set_script_prefix("/authenticator/web/")
    assert drawn("one") == "Sign in /authenticator/web/ one "


def test_a_text_that_is_safe_as_it_stands_lends_that_to_no_other() -> None:
    written = "<b>one</b>"

    assert drawn(mark_safe(written)) == f"Sign in / {written} "  # noqa: S308  what is tested
    assert drawn(written) == "Sign in / &lt;b&gt;one&lt;/b&gt; "
