"""Folding keeps what is the same for everybody, and nothing else: a page reads as it does without."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, TemplateSyntaxError, engines
from django.urls import URLResolver, get_resolver, set_script_prefix
from django.utils import translation

from idp.drawing.folding import Same
from idp.drawing.loader import FROM_FILES

FOLDING, PLAIN = "idp.drawing.loader.Loader", "django.template.loaders.cached.Loader"
LOADS = "{% load i18n static %}"
WORDS = """<p>{% translate "Sign in" %} {% translate "Don't" noop %} {% blocktranslate %}Sign out{% endblocktranslate %}
{% url "home" %} {% url "help:page" "lost-phone" %} {% static "accounts/favicon.svg" %}
{% comment %}{{ name }}{% endcomment %}
{% drawn_once "components/mark.html" %} {% icon "check" %} {% icon "check" "icon-large" %}</p>"""
# Each asks the page for something, or leaves something to it.
ASKS = {
    "a value": "{{ name }}",
    "a value that is translated": "{% translate name %}",
    "words around a value": "{% blocktranslate %}For {{ name }}{% endblocktranslate %}",
    "words with a value": "{% blocktranslate with to=name %}For {{ to }}{% endblocktranslate %}",
    "words with a number": "{% blocktranslate count n=name|length %}One{% plural %}Many{% endblocktranslate %}",
    "an address with a value": '{% url "help:page" name %}',
    "an address with a value by its name": '{% url "help:page" name=name %}',
    "a file of that name": "{% static name %}",
    "a part drawn for a value": '{% drawn_once "components/icon.html" name="check" css=name %}',
    "an icon for a value": '{% icon "check" css=name %}',
    "the value of a form": "{% csrf_token %}",
    "an address for later": '{% url "home" as said %}{{ said }}{{ name }}',
    "words for later": '{% translate "Sign in" as said %}{{ said }}{{ name }}',
    "a sentence for later": "{% blocktranslate asvar said %}Sign in{% endblocktranslate %}{{ said }}{{ name }}",
    "a file for later": '{% static "accounts/favicon.svg" as said %}{{ said }}{{ name }}',
    "a part for later": '{% drawn_once "components/mark.html" as said %}{{ said }}{{ name }}',
}
FRAME = '<h1>{% block title %}{% translate "Sign in" %}{% endblock %}</h1>{% block more %}{% endblock %}'
PAGE = """{% extends "frame.html" %}{% load i18n %}{% block more %}{{ block.super }}{% translate "Sign out" %}
{% if name == "ann" %}{% translate "Sign out" %}{% else %}{% translate "Sign in" %}{% endif %}
{% for one in name %}{{ one }}{% translate "Help" %}{% empty %}{% translate "Sign in" %}{% endfor %}{% endblock %}"""
LETTER = '{% autoescape off %}{% include "part.html" %}{% endautoescape %}{% include "part.html" %}'
TEXTS = {
    "words": WORDS,
    "frame": FRAME,
    "page": PAGE,
    "letter": LETTER,
    "part": """{% url "personal:reopen" "ann's" %} """,
    **ASKS,
}
KNOWN = {f"{what}.html": text if text is PAGE else LOADS + text for what, text in TEXTS.items()}
KNOWN["swedish.html"] = (
    LOADS + '{% if name %}{% language "sv" %}{% translate "Sign in" %}{% endlanguage %}{% endif %}'
)


@pytest.fixture(autouse=True)
def _ordinary_place() -> Any:
    yield
    set_script_prefix("/")


@pytest.fixture
def read(settings: Any) -> Any:
    """Reads one of those templates, by the loader of this kind."""

    def reading(what: str, *, by: str = FOLDING) -> Any:
        [ours] = settings.TEMPLATES
        sources = [("django.template.loaders.locmem.Loader", KNOWN), *FROM_FILES]
        settings.TEMPLATES = [{**ours, "OPTIONS": {**ours["OPTIONS"], "loaders": [(by, sources)]}}]
        return engines["django"].get_template(f"{what}.html")

    return reading


@pytest.mark.parametrize("what", TEXTS)
def test_a_page_reads_as_it_does_without_for_one_after_the_other(what: str, read: Any) -> None:
    people = [{"name": name, "csrf_token": f"{name}'s"} for name in ("ann", "bo", "ann")]

    folded = read(what)
    said = [folded.render(person) for person in people]

    plain = read(what, by=PLAIN)
    assert said == [plain.render(person) for person in people]


def test_what_is_the_same_side_by_side_is_one_part_and_drawn_once(read: Any) -> None:
    words = read("words")

    [one] = words.template.nodelist
    assert isinstance(one, Same)
    assert words.render({}) == words.render({}) == one.render(Context())
    assert list(one.kept) == [(("en", "/"), True)]


@pytest.mark.parametrize("what", ASKS)
def test_what_asks_the_page_for_something_is_not_kept(what: str, read: Any) -> None:
    parts = read(what).template.nodelist

    assert not [part for part in parts if isinstance(part, Same)]


def test_each_language_and_each_place_of_the_pages_has_its_own(read: Any) -> None:
    words = read("words")

    here = words.render({})
    with translation.override("sv"):
        in_swedish = words.render({})
    set_script_prefix("/authenticator/web/")
    inside = words.render({})

    looked_for = ("Sign in", "Logga in", "/authenticator/web/help/lost-phone/")
    found = [[one for one in looked_for if one in text] for text in (here, in_swedish, inside)]
    assert found == [["Sign in"], ["Logga in"], ["Sign in", "/authenticator/web/help/lost-phone/"]]


def test_a_page_with_a_part_in_another_language_is_not_read(read: Any) -> None:
    with pytest.raises(TemplateSyntaxError, match="in one language"):
        read("swedish")


def test_what_a_letter_says_as_it_is_a_page_says_escaped(read: Any) -> None:
    assert read("letter").render({}) == "/sign-up/reopen/ann's/ /sign-up/reopen/ann&#x27;s/ "


def test_every_address_has_one_place_so_that_no_page_changes_where_another_leads() -> None:
    resolvers = [get_resolver()]
    for one in resolvers:
        assert all(len(places) == 1 for places in one.app_dict.values()), one.app_dict
        resolvers += [inner for inner in one.url_patterns if isinstance(inner, URLResolver)]
