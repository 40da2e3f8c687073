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
    return bool(service_of(host))


def service_of(host: str) -> str:
    """The one of PUSH_HOSTS that it is; empty where it is none of them."""
    return next(
        (
            allowed
            for allowed in settings.PUSH_HOSTS
            if (host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed)
        ),
        "",
    )
