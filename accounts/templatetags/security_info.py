"""The menu of Security info, asked in the template of its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template import Library

from accounts.security_info.menu import Row, rows_for
from accounts.signin import proven
from accounts.signin.door import SECURITY_INFO
from accounts.signin.road.lent import is_lent, only_adds

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = Library()


@register.simple_tag
def menu_rows(request: HttpRequest) -> list[Row]:
    """Return the rows for who is signed in; none in a session that may only add ways, for it opens none of them."""
    signed_in = proven.load(request)
    if signed_in is None:
        return []
    user = proven.signed_in_user(request)
    if is_lent(signed_in) and only_adds(user, signed_in):
        return []
    return rows_for(user, request.path)


@register.filter
def here(rows: list[Row]) -> StrOrPromise:
    """Return what the row is called that the page belongs to; the section's name where it belongs to none."""
    return next((row.item.label for row in rows if row.current), SECURITY_INFO)
