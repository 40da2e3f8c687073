"""Everything held about a person as one page to read: a file that needs nothing else, not even us."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts import clock, time_zones
from accounts.audit.details import name_of
from accounts.holdings.registry import Holding, Told, holdings
from accounts.security_info.account.copying.rows import is_nothing, rows_of
from accounts.users.models import User

STYLE = "accounts/copy_of_everything.css"


def as_page(user: User) -> Iterator[str]:
    """From its beginning to its end, in the language and the time zone of whoever asks."""
    frame = render_to_string(
        "accounts/security_info/account/copy.html",
        {"about": user.username, "made_at": _words(clock.now()), "holdings": holdings()},
    )
    begin, _there, end = frame.strip().partition("<!-- rows -->")
    yield begin.replace("<!-- style -->", f"<style>{_style()}</style>")
    empty: list[Holding] = []
    for holding in holdings():
        if not (yield from _section(user, holding)):
            empty.append(holding)
    if empty:
        listed = format_html_join("", '<li id="{}">{}</li>', [(one.key, one.title) for one in empty])
        yield format_html("<section><h2>{}</h2><ul>{}</ul></section>", _("Nothing is held of"), listed)
    yield end


def _section(user: User, holding: Holding) -> Generator[str, None, bool]:
    """Its rows; was there any?"""
    rows = rows_of(user, holding)
    first = next(rows, None)
    if first is None:
        return False
    yield format_html('<section id="{}"><h2>{}</h2>', holding.key, holding.title)
    for row in chain([first], rows):
        yield _row([(told, told.said(row)) for told in holding.told if not told.is_code])
    yield "</section>"
    return True


def _row(said: list[tuple[Told, Any]]) -> SafeString:
    lines = [(told.label, _words(value)) for told, value in said if not is_nothing(value)]
    return format_html("<dl>{}</dl>", format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", lines))


def _words(value: Any) -> str:
    """A value as a person reads it; a moment in their zone, and which that is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return time_zones.written(value, timezone.get_current_timezone())
    if isinstance(value, Mapping):
        return "; ".join(f"{name_of(str(name))}: {_words(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_words(one) for one in value)
    return str(value)


def _style() -> SafeString:
    return mark_safe(Path(str(finders.find(STYLE))).read_text())  # noqa: S308  a file of ours
