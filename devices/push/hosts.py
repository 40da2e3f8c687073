"""Where we send to at all: the push services that an operator allows (T24)."""

from __future__ import annotations

from urllib.parse import SplitResult

from django.conf import settings

from accounts.outward.public import NotPublic, https_parts
from devices.push.contract import Refused


class ElsewhereRefused(Refused):
    """Not an address that we send to."""


def check_endpoint(url: str) -> SplitResult:
    """The parts of the address of a subscription, which must lie with one of the push services that are allowed."""
    try:
        parts = https_parts(url)
    except NotPublic as why:
        raise ElsewhereRefused(str(why)) from why
    if not is_allowed(parts.hostname or ""):
        raise ElsewhereRefused("its host is not among PUSH_HOSTS")
    return parts


def is_allowed(host: str) -> bool:
    """Whether it is one of PUSH_HOSTS; `*.example.org` stands for every host below example.org."""
    return any(
        host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed
        for allowed in settings.PUSH_HOSTS
    )
