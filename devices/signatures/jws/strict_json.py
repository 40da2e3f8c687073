"""JSON without its ambiguities: two readers can never see two different messages in the same bytes.

RFC 8259 leaves duplicate names, big numbers and lone surrogates to the reader; libraries differ, and one
overflows on deep nesting. What differs between readers is refused here.
"""

import json
import re
from typing import Any, NoReturn

from devices.signatures.errors import MessageMalformed

MOST_DIGITS = 12
DEEPEST = 4
ESCAPE = re.compile(r"\\(.)")
PLAIN_ESCAPES = frozenset('"\\/')
ODD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def read_object(raw: bytes, *, deepest: int = DEEPEST, plain_escapes: bool = False) -> dict[str, Any]:
    """Return the JSON object in `raw`; with `plain_escapes` no escape may stand in it but those of PLAIN_ESCAPES.

    Strict UTF-8, nesting at most `deepest`, no name twice at any depth, integers of at most 12 digits only (no
    fractions, exponents, NaN), no lone surrogates, no control characters. Raises MessageMalformed.
    """
    try:
        text = raw.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise MessageMalformed("bad_utf8") from error
    _refuse_depth(text, deepest)
    try:
        value = _decode(text)
    except json.JSONDecodeError as error:
        raise MessageMalformed("bad_json") from error
    if not isinstance(value, dict):
        raise MessageMalformed("not_an_object")
    # What is odd stands there as it is, or is written by an escape: seldom is there either.
    if "\\" in text or ODD.search(text):
        _refuse_odd_text(value)
    if plain_escapes and not PLAIN_ESCAPES.issuperset(ESCAPE.findall(text)):
        raise MessageMalformed("bad_escape")
    return value


def _refuse_depth(text: str, deepest: int) -> None:
    """Count before parsing: the standard parser recurses and dies on thousands of brackets."""
    if text.count("{") + text.count("[") <= deepest:
        return
    depth = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > deepest:
                raise MessageMalformed("too_deep")
        elif character in "]}":
            depth -= 1


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MessageMalformed("duplicate_member")
    return members


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise MessageMalformed("bad_number")
    return int(digits)


def _refuse_number(_written: str) -> NoReturn:
    raise MessageMalformed("bad_number")


_decode = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_int=_integer,
    parse_float=_refuse_number,
    parse_constant=_refuse_number,
).decode


def _refuse_odd_text(value: object) -> None:
    """Refuse surrogates, which have no bytes in UTF-8, and control characters, which hide text."""
    if isinstance(value, str) and ODD.search(value):
        raise MessageMalformed("bad_text")
    if isinstance(value, dict):
        for name, member in value.items():
            _refuse_odd_text(name)
            _refuse_odd_text(member)
    if isinstance(value, list):
        for member in value:
            _refuse_odd_text(member)
