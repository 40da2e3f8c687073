"""The menu of Security info: a row for each page that people go to, registered by whoever brings the page.

A page of the section is one template that extends `accounts/security_info/page.html`, and one row here if it is a
place of its own. Nothing in the page says which row it belongs to: its address does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class MenuItem:
    """One row: `url_name` its page, `rank` its place (lowest first), `is_open` who sees it.

    `icon` names a drawing of `templates/components/icons/`.
    """

    key: str
    label: StrOrPromise
    url_name: str
    rank: int
    is_open: Callable[[User], bool] = lambda user: True  # noqa: ARG005  everybody
    icon: str = ""


@dataclass(frozen=True)
class Row:
    """A row as one person sees it on one page; `current` is its `aria-current`: the page itself, or one below it."""

    item: MenuItem
    url: str
    current: str


_items: dict[str, MenuItem] = {}


def register(item: MenuItem) -> None:
    """Make a row known; called once for each when the program starts."""
    if item.key in _items:
        raise ValueError(f"row {item.key!r} of the menu is registered twice")
    _items[item.key] = item


def in_order() -> list[MenuItem]:
    """Return all rows, as the menu shows them."""
    return sorted(_items.values(), key=lambda item: item.rank)


def rows_for(user: User, path: str) -> list[Row]:
    """Return the rows that this person sees on the page at this address."""
    shown = [(item, reverse(item.url_name)) for item in in_order() if item.is_open(user)]
    # The longest wins: the first row's address begins all the others'.
    here = max((url for _item, url in shown if path.startswith(url)), key=len, default="")
    at_here = "page" if path == here else "true"
    return [Row(item, url, current=at_here if url == here else "") for item, url in shown]
