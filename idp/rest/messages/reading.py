"""Reads the body of a call: one JSON object in which no two readers can see two things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from devices.signatures.errors import MessageMalformed
from devices.signatures.jws.strict_json import read_object
from idp.rest.refusals import Malformed

LARGEST_BODY = 32 * 1024
DEEPEST = 6


class JsonParser(BaseParser):
    """One object, at most 32 KiB, no name twice at any depth, whole numbers only, no control characters."""

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
        try:
            return read_object(raw, deepest=DEEPEST)
        except MessageMalformed as error:
            raise Malformed(error.reason) from error
