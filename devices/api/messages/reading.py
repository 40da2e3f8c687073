"""Reads the body of a call: JSON in which no two readers can see two things (T11)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from accounts.refusals import Refusal

LARGEST_BODY = 32 * 1024
# Nothing we read needs them, and hidden in them are NULs and lone surrogates that no database keeps.
ESCAPED = re.compile(r'\\[^"\\/]')


class Malformed(Refusal):
    code = "malformed"
    public_text = _("The app sent something that could not be read. Reload it, then try once more.")
    status = 400


class StrictJsonParser(BaseParser):
    """One object, at most 32 KiB, no name twice at any depth, whole numbers only."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Called by the framework with the unread body."""
        # The announced length is not believed: no more than this is ever taken in.
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            raise Malformed("too large")
        return read_body(raw)


def read_body(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw`, or the refusal Malformed."""
    try:
        text = raw.decode("utf-8")
        if ESCAPED.search(text):
            raise Malformed("an escape nobody needs")
        body = json.loads(
            text, object_pairs_hook=_members, parse_float=_refuse_number, parse_constant=_refuse_number
        )
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {type(error).__name__}") from error
    if not isinstance(body, dict):
        raise Malformed("not an object")
    return body


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("a name twice")
    return members


def _refuse_number(written: str) -> NoReturn:
    raise Malformed(f"number {written[:20]}")
