"""Parts of pages that are the same for everybody, drawn once and kept."""

from __future__ import annotations

from functools import lru_cache

from django.template import Library
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language

register = Library()
MOST_KEPT = 1000
Value = str | bool


@register.simple_tag
def drawn_once(template: str, **values: Value) -> str:
    """Draw the template with these values, the first time; nothing else of the page reaches it.

    So what is kept is nobody's: it knows no request, no person and no csrf value. The values are few, and ours: one
    that a stranger may choose would push the others out.
    """
    # A text that is safe as it stands equals one that is not: their kinds keep them apart.
    named = tuple((name, type(value), value) for name, value in values.items())
    return _drawn(template, named, get_language(), get_script_prefix())


@register.simple_tag
def icon(name: str = "", css: str = "", *, file: str = "") -> str:
    """Draw an icon, once: of our own by its name, or of a way by the file that it names, if it names one.

    `css` are classes beside `icon`, such as `icon-large`. It stands beside words, and is hidden from screen readers.
    """
    return drawn_once("components/icon.html", name=name, css=css, file=file)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(
    template: str, named: tuple[tuple[str, type, Value], ...], _language: str | None, _prefix: str
) -> str:
    """Also kept apart by what its words and addresses depend on."""
    return render_to_string(template, {name: value for name, _kind, value in named})
