"""`authorization_details`: what exactly is asked for, by types that the phone shows in words (RFC 9396). Pure.

A type is a row. Its members are those that phones know it by (docs/protocol.md), so that what an application asks is
letter for letter what the person is shown and the phone signs. Whatever is not understood to the last member is
refused: a question that is shown in part is another question (T26).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.tenants.names import shown
from idp.oidc.ciba.errors import InvalidAuthorizationDetails

LONGEST_FACT = 200
MOST = 8
# What a challenge has room for beside who asks, in bytes of JSON: phones read no longer one.
LARGEST = 1200
# The amount as a number is written in JSON, in units of its currency; no currency has more than four places.
AMOUNT = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?")
CURRENCY = re.compile(r"[A-Z]{3}")

Particular = dict[str, str]
Shape = Callable[[str], bool]


def is_plain(text: str) -> bool:
    """Is this a text that is shown as it is written: one line, bounded, and nothing in it that hides or turns text?"""
    return 0 < len(text) <= LONGEST_FACT and shown(text, longest=LONGEST_FACT) == text


def _is_amount(text: str) -> bool:
    return AMOUNT.fullmatch(text) is not None and text.strip("0.") != ""


def _is_currency(text: str) -> bool:
    """By its shape (ISO 4217): which currencies there are changes, and the phone shows what stands there."""
    return CURRENCY.fullmatch(text) is not None


@dataclass(frozen=True, kw_only=True)
class Type:
    """The members that a particular of this type must have, and those it may, each with what it may be."""

    must: Mapping[str, Shape]
    may: Mapping[str, Shape] = field(default_factory=dict)


TYPES: Mapping[str, Type] = {
    "payment": Type(
        must={"amount": _is_amount, "currency": _is_currency, "to": is_plain}, may={"reference": is_plain}
    ),
    "deployment": Type(must={"what": is_plain, "version": is_plain, "where": is_plain}),
    "deletion": Type(must={"what": is_plain, "where": is_plain}),
    "read": Type(must={"what": is_plain}, may={"where": is_plain}),
}


def read(text: str) -> tuple[Particular, ...]:
    """Return what is asked for; nothing of an empty text. Raises InvalidAuthorizationDetails with what is wrong."""
    if not text:
        return ()
    if len(text) > LARGEST:
        raise _refusal("they are too long for a phone to show")
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise _refusal("they are no JSON") from wrong
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        raise _refusal(f"they must be a list of one to {MOST}")
    return tuple(_particular(one) for one in listed)


def _particular(one: Any) -> Particular:
    if not isinstance(one, dict) or not all(isinstance(value, str) for value in one.values()):
        raise _refusal("each must be an object of texts")
    row = TYPES.get(one.get("type", ""))
    if row is None:
        raise _refusal(f"type must be one of {', '.join(TYPES)}")
    facts = {name: value for name, value in one.items() if name != "type"}
    shapes = {**row.must, **row.may}
    if not row.must.keys() <= facts.keys() <= shapes.keys():
        raise _refusal(
            f"{one['type']} has {', '.join(row.must)}; it may have {', '.join(row.may) or 'no more'}"
        )
    for name, value in facts.items():
        if not shapes[name](value):
            raise _refusal(f"{name} cannot be that")
    return {"type": one["type"], **{name: facts[name] for name in shapes if name in facts}}


def _refusal(description: str) -> InvalidAuthorizationDetails:
    return InvalidAuthorizationDetails(description=description)
