"""What is drawn in few steps says what Django's own says, in the plain case and in every other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, Engine
from django.template.base import VariableNode
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, override

from idp.drawing.quick import QuickExpression, QuickInclude, QuickToken, QuickVariable

SHARP = """<a href="/?x='1'&y">"""
FRAME = "{% block head %}{% endblock %}<{% block main %}frame {{ name }}{% endblock %}>{{ name }}"
PARTS = {
    "frame": FRAME,
    "middle": '{% extends "frame" %}{% block main %}[{{ block.super }}|{{ block.super }}]{% endblock %}',
    "part": "({{ name }}{{ extra }}{% cycle 'a' 'b' %}{% block main %}own{% endblock %})",
    "broken": '{% extends "frame" %}{% block main %}{% include "breaks" %}{% endblock %}',
    "breaks": "{% if it %}{{ it.of }}{% endif %}",
    "framed": '{% extends "frame" %}{% block head %}{{ name }}{% endblock %}',
}
PAGES = {
    "a value": "{{ it }} {{ with.it }} {% if it %}yes{% endif %} {% if not it %}no{% elif it == 2 %}2{% endif %}",
    "a value as it is": "{% autoescape off %}{{ it }}{% endautoescape %}",
    "a value by a filter": '{{ it|default:"none" }} {{ it|safe }} {{ it|escape }}',
    "a value of a loop": "{% for one in many %}{{ forloop.counter }}{{ one }}{% empty %}none{% endfor %}",
    "a value of a value": "{{ it.of }} {{ it.0 }} {{ it.upper }} {{ it.of.that }}",
    "a field": "{{ it.label }}{{ it.value }}{{ it.errors }}{{ it.field.max_length }}{{ it.of.errors }}",
    "no value": "{{ nothing }}{{ nothing.of }}{% if nothing or nothing.of %}yes{% endif %}{{ nothing|default:it }}",
    "what a context is": "{{ autoescape }}{{ push }}{% if render_context %}yes{% endif %}{{ True }}{{ None }}",
    "forms": '{% csrf_token %}{% csrf_token %}{% with csrf_token="z" %}{% csrf_token %}{% endwith %}{% csrf_token %}',
    "parts": '{% include "part" %}{% include "part" with extra=it %}{% include "part" with name="own" only %}',
    "a part in turns": '{% for one in "abc" %}{% include "part" with name=one %}{% endfor %}',
    "a part with a frame": '{% include "framed" %}',
    "a page of frames": '{% extends "middle" %}{% block main %}{{ block.super }}{% include "part" %}{% endblock %}',
    "a page without its frame": "{% block main %}{{ name }}{% include 'framed' %}{% endblock %}{{ block }}",
}


class Gone(Exception):
    silent_variable_failure = True


class Told:
    """Answers in each of the ways that Django knows."""

    def __init__(self, of: Any = SHARP) -> None:
        self.of = of

    def __str__(self) -> str:
        return SHARP


def called() -> str:
    return SHARP


def never_called() -> str:
    raise AssertionError


never_called.alters_data = True  # type: ignore[attr-defined]


class Kept:
    do_not_call_in_templates = True

    def __call__(self) -> str:
        raise AssertionError


class Keyed:
    of = SHARP

    def __getitem__(self, key: object) -> str:
        raise TypeError


class SignIn(forms.Form):
    of = forms.CharField(label=SHARP, help_text=SHARP, max_length=3)


class Missing:
    @property
    def of(self) -> str:
        raise Gone


VALUES = {
    "text": SHARP,
    "safe text": mark_safe("<b>"),
    "safe sharp text": SafeString(SHARP),
    "a kind of text": type("Text", (str,), {})(SHARP),
    "words": gettext_lazy("Sign in"),
    "a number": 1234567.5,
    "two": 2,
    "a time": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    "none": None,
    "a thing": Told(),
    "a thing of safe text": Told(mark_safe("<i>")),
    "a thing of things": Told(Told()),
    "one that is called": called,
    "a thing of one that is called": Told(called),
    "one that changes something": never_called,
    "one that is not to be called": Kept(),
    "a dictionary": {"of": {"that": SHARP}},
    "a list": [SHARP],
    "a thing with keys": Keyed(),
    "a field of a form": SignIn({"of": SHARP})["of"],
    "a form": SignIn({"of": SHARP}),
    "a thing without it": Missing(),
    "a thing asked late": SimpleLazyObject(lambda: SimpleLazyObject(Told)),
    "text asked late": SimpleLazyObject(lambda: SHARP),
}


def engine(*, ours: bool, debug: bool = False, invalid: str = "") -> Engine:
    kept = "idp.drawing.loader.Loader" if ours else "django.template.loaders.cached.Loader"
    sources = [("django.template.loaders.locmem.Loader", PARTS | PAGES)]
    return Engine(loaders=[(kept, sources)], debug=debug, string_if_invalid=invalid)


def page(of: Engine, name: str, it: Any) -> str:
    what = {"it": it, "with": {"it": it}, "name": "<ann>", "many": [it, it], "csrf_token": "y&"}
    template = of.get_template(name)
    return template.render(Context(what)) + template.render(Context(what | {"csrf_token": "x"}))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("value", VALUES)
def test_a_page_reads_as_django_draws_it(name: str, value: str) -> None:
    plain, quick = engine(ours=False), engine(ours=True)

    for language in ("en", "sv"):
        with override(language):
            assert page(quick, name, VALUES[value]) == page(plain, name, VALUES[value])


def test_text_is_escaped_but_where_it_is_safe_or_a_letter_takes_it_as_it_is() -> None:
    quick, escaped = engine(ours=True), "&lt;a href=&quot;/?x=&#x27;1&#x27;&amp;y&quot;&gt;"

    assert escaped in page(quick, "a value", SHARP)
    assert SHARP in page(quick, "a value", VALUES["safe sharp text"])
    assert SHARP in page(quick, "a value as it is", SHARP)


@pytest.mark.parametrize("invalid", ["?", "no %s"])
def test_what_is_not_there_is_said_as_the_engine_says_it(invalid: str) -> None:
    plain, quick = engine(ours=False, invalid=invalid), engine(ours=True, invalid=invalid)

    for name in ("no value", "a value of a value"):
        for value in (None, Missing(), never_called, Told()):
            assert page(quick, name, value) == page(plain, name, value)


class Broken:
    @property
    def of(self) -> str:
        raise ZeroDivisionError


def test_what_fails_fails_as_it_does_in_django_and_is_shown_where_it_stands() -> None:
    shown = []
    for ours in (False, True):
        read = engine(ours=ours, debug=True).get_template("broken")
        with pytest.raises(ZeroDivisionError) as failure:
            read.render(Context({"it": Broken()}))
        shown.append(failure.value.template_debug)  # type: ignore[attr-defined]

    plain, quick = ({**one, "name": ""} for one in shown)
    assert quick == plain
    assert quick["during"] == "{{ it.of }}"


def test_every_kind_that_can_be_quick_is() -> None:
    read = engine(ours=True).get_template
    framed: Any = read("a page of frames").nodelist[0]
    forms = read("forms").nodelist
    values: Any = read("frame").nodelist.get_nodes_by_type(VariableNode)

    assert type(framed.nodelist[0].nodelist[-1]) is QuickInclude
    assert type(forms[0]) is QuickToken
    assert {(type(one), type(one.filter_expression)) for one in values} == {(QuickVariable, QuickExpression)}
