"""What tables keep as codes, as it is said to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.mail.countries import name_of_country
from accounts.methods import registry
from accounts.users.places import LOCAL

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def methods_in_words(keys: Iterable[str]) -> list[StrOrPromise]:
    """Ways to sign in; one that only another release of the program knows by its key."""
    return [method.label if (method := registry.find(key)) is not None else key for key in keys if key]


def place_in_words(code: str) -> str:
    """A place, as `accounts.users.places.place_of` says it."""
    return _("on your own network") if code == LOCAL else name_of_country(code) if code else ""
