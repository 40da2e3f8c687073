"""Which browser this is: remembered per browser and account, never per user alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ua_parser import parse

from accounts.secrets import SecretCookie, digest_of, new_secret
from accounts.statements import composed_once, first
from accounts.users.models import KnownBrowser, User

BROWSER_COOKIE = SecretCookie("browser", life_seconds=400 * 24 * 3600)  # the longest a browser keeps one


@dataclass(frozen=True)
class BrowserDescription:
    """What a browser calls itself; a hint for people, never a proof."""

    browser: str
    system: str

    @property
    def label(self) -> str:
        """As in "Firefox (Linux)": kept in rows and events, so the same in every language."""
        both = f"{self.browser} ({self.system})" if self.browser and self.system else ""
        return (both or self.browser or self.system)[:80]


@lru_cache(maxsize=2048)
def describe(user_agent: str) -> BrowserDescription:
    """Names the browser and system of a User-Agent line; empty strings where it does not tell."""
    result = parse(user_agent[:512])
    return BrowserDescription(
        browser=_shown(result.user_agent.family if result.user_agent else ""),
        system=_shown(result.os.family if result.os else ""),
    )


def _shown(text: str) -> str:
    """Plain, short text: what a stranger's browser says of itself is shown on the phone."""
    return "".join(c for c in text if c.isascii() and c.isprintable())[:40]


def browser_digest(request: HttpRequest) -> str:
    """SHA-256 of this browser's secret, empty when it has none."""
    secret = BROWSER_COOKIE.read(request)
    return digest_of(secret) if secret else ""


def known_browser(request: HttpRequest, user: User) -> KnownBrowser | None:
    """The record of this browser for this user, when it has signed in as them before."""
    digest = browser_digest(request)
    if not digest:
        return None
    return first(_known(user.pk, digest))


@composed_once
def _known(user: UUID, digest: str, /) -> QuerySet[KnownBrowser]:
    return KnownBrowser.objects.filter(user=user, browser_digest=digest).order_by()


def remember_browser(
    request: HttpRequest, response: HttpResponse, *, user: User, method: str, passed: Iterable[str]
) -> None:
    """Notes that this browser signed in as this user, how, and all it passed; gives it a secret if it has none."""
    label = describe(request.headers.get("User-Agent", "")).label
    secret = _note_use(
        user,
        secret=BROWSER_COOKIE.read(request),
        noted={
            "last_method": method,
            "methods_passed": sorted(set(passed)),
            "label": label,
            "last_used_at": timezone.now(),
        },
    )
    BROWSER_COOKIE.give(response, secret)


def _note_use(user: User, *, secret: str, noted: dict[str, Any]) -> str:
    """Keeps what is noted; returns the browser's secret, a new one when the one it brought is not ours."""
    of_browser = KnownBrowser.objects.filter(browser_digest=digest_of(secret))
    # Nearly always the browser is known already, and one UPDATE says it all.
    if of_browser.filter(user=user).update(**noted):
        return secret
    if not of_browser.exists():
        # Never given out here: whoever planted it must not become a known browser by it (T04).
        secret = new_secret()
    KnownBrowser.objects.update_or_create(user=user, browser_digest=digest_of(secret), defaults=noted)
    return secret
