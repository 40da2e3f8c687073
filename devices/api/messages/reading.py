"""Reads the body of a call: JSON in which no two readers can see two things (T11)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser
from rest_framework.serializers import Serializer

from accounts.refusals import Refusal
from devices.signatures.errors import MessageMalformed
from devices.signatures.jws.strict_json import read_object

LARGEST_BODY = 32 * 1024
# What a browser says of a credential it made goes deeper than our own messages.
DEEPEST = 6


class Malformed(Refusal):
    code = "malformed"
    public_text = _("The app sent something that could not be read. Reload it, then try once more.")
    status = 400


class StrictJsonParser(BaseParser):
    """One object, at most 32 KiB, no name twice at any depth, whole numbers only, no needless escapes."""

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
        return read_object(raw, deepest=DEEPEST, plain_escapes=True)
    except MessageMalformed as error:
        raise Malformed(str(error)) from error


@cache
def reader_of(kind: type[Serializer[Any]]) -> Serializer[Any]:
    """What reads bodies of this kind by its `run_validation`: it keeps nothing of any, so one serves all threads."""
    return kind()
