"""What a form carries against forgery: Django's secret of the browser behind a mask, another with each page.

Django draws a mask letter by letter; ours is drawn at once (docs/bench.md). Django reads what a form brings back.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable
from functools import partial

from django.http import HttpRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_TOKEN_LENGTH, rotate_token
from django.utils.functional import SimpleLazyObject

# Those that Django takes, in its order.
LETTERS = string.ascii_letters + string.digits
BASE = len(LETTERS)
PLACES = {letter: place for place, letter in enumerate(LETTERS)}


def csrf_token(request: HttpRequest) -> dict[str, object]:
    """For templates, in place of Django's: a page that asks for it is given one, and with it the browser its cookie."""
    return {"csrf_token": SimpleLazyObject(partial(_given, request))}


def by_chance(count: int) -> list[int]:
    """The places of so many letters, each as likely as any other."""
    drawn = secrets.randbelow(BASE**count)
    return [drawn // BASE**n % BASE for n in range(count)]


def spelled(places: Iterable[int]) -> str:
    """The letters at these places."""
    return "".join([LETTERS[place % BASE] for place in places])


def masked(secret: str) -> str:
    """A mask, then the secret behind it."""
    mask = by_chance(len(secret))
    return spelled(mask) + spelled([PLACES[one] + by for one, by in zip(secret, mask, strict=True)])


def unmasked(carried: str) -> str:
    """The secret behind what a form carries; nothing where there can be none."""
    if len(carried) != CSRF_TOKEN_LENGTH or not PLACES.keys() >= set(carried):
        return ""
    mask, hidden = carried[:CSRF_SECRET_LENGTH], carried[CSRF_SECRET_LENGTH:]
    return spelled([PLACES[one] - PLACES[by] for one, by in zip(hidden, mask, strict=True)])


def _given(request: HttpRequest) -> str:
    if "CSRF_COOKIE" not in request.META:
        rotate_token(request)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return masked(request.META["CSRF_COOKIE"])
