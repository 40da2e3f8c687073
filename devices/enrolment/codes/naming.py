"""Which enrolment a code names: the long one by its digest, the typed one by a digest keyed with SECRET_KEY."""

from __future__ import annotations

import re

from django.db.models import Q

from accounts.secrets import digest_of, keyed_digests
from devices.enrolment.codes.typed import read_typed, typed_form

# 256 bits in base64url: no typed code is as long.
LONG_CODE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
PURPOSE = "typed enrolment code"


def is_typed(code: str) -> bool:
    """Was this typed, and so short enough to be guessed?"""
    return not LONG_CODE.fullmatch(code)


def named_by(code: str) -> Q:
    """The condition on enrolments that says: this code is its."""
    if not is_typed(code):
        return Q(code_digest=digest_of(code))
    return Q(typed_digest__in=keyed_digests(read_typed(code), purpose=PURPOSE))


def typed_digest_of(code: str) -> str:
    """What is kept of the typed code that stands for this long one: 40 bits, so by a key that is in no table (I10)."""
    return keyed_digests(typed_form(code), purpose=PURPOSE)[0]
