"""Posting to a push service: what went wrong on the way, as what became of the notification (T24)."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.outward import line
from accounts.outward.line import Reply
from accounts.outward.public import NotPublic
from devices.push.contract import NotReached
from devices.push.hosts import ElsewhereRefused


def post(url: str, *, headers: Mapping[str, str], body: bytes, http2: bool = False) -> Reply:
    """Posts, and reads the answer. Raises NotReached when there is none in time."""
    try:
        return line.post(url, headers=headers, body=body, http2=http2)
    except line.NotReached as why:
        raise NotReached(str(why)) from why
    except NotPublic as why:
        raise ElsewhereRefused(str(why)) from why
