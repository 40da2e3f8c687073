"""Which browser this is: remembered per browser and account, never per user alone.

A browser's cookie holds one secret for each account that signed in there, the last one first. Whoever takes the cookie
home holds what was in it on that day, and nothing of who signs in there later (T34).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hmac import compare_digest
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from ua_parser import parse

from accounts import clock
from accounts.audit.browser_names import known_as
from accounts.secrets import SecretCookie, digest_of, new_secret
from accounts.statements.composing import Move, changed_once, composed_once, first
from accounts.users.models import KnownBrowser, User
from accounts.users.places import client_address, place_of

MOST_ACCOUNTS = 20
MOST_OF_USER = 50
MARK_LENGTH = 8
ENTRY_LENGTH = MARK_LENGTH + 43
BETWEEN = "."
BROWSER_COOKIE = SecretCookie("browser", life_seconds=400 * 24 * 3600)  # the longest a browser keeps one


LONGEST_USER_AGENT = 512
PHONE_SYSTEMS = frozenset({"Android", "iOS"})


@dataclass(frozen=True)
class BrowserDescription:
    """What a browser calls itself; a hint for people, never a proof."""

    browser: str
    system: str

    @property
    def label(self) -> str:
        """As in "Firefox (Linux)": kept in rows and events, so the same in every language; `browser_names` says it."""
        both = f"{self.browser} ({self.system})" if self.browser and self.system else ""
        return (both or self.browser or self.system)[:80]


def describe(user_agent: str) -> BrowserDescription:
    """Names the browser and system of a User-Agent line; empty strings where it does not tell."""
    # Cut before it is remembered: the whole line would stay in memory, as long as a stranger likes (T31).
    return _described(user_agent[:LONGEST_USER_AGENT])


def asking_browser(request: HttpRequest) -> BrowserDescription:
    """What the browser that this request came from calls itself."""
    return describe(request.META.get("HTTP_USER_AGENT", ""))


def asked_from(request: HttpRequest) -> dict[str, str]:
    """Who asks, as phones and alerts are told it: the browser, its system, near which place, and the address."""
    browser, address = asking_browser(request), client_address(request)
    return {
        "browser": browser.browser,
        "system": browser.system,
        "place": place_of(address),
        "ip": address,
    }


def is_on_phone(request: HttpRequest) -> bool:
    """Does this browser say that it runs on a phone or tablet? A hint: what depends on it is how a page looks (A20)."""
    says_so = request.META.get("HTTP_SEC_CH_UA_MOBILE") == "?1"
    return says_so or asking_browser(request).system in PHONE_SYSTEMS


@lru_cache(maxsize=2048)
def _described(user_agent: str) -> BrowserDescription:
    result = parse(user_agent)
    return BrowserDescription(
        browser=_shown(result.user_agent.family if result.user_agent else ""),
        system=_shown(result.os.family if result.os else ""),
    )


def _shown(text: str) -> str:
    """Plain, short text: what a stranger's browser says of itself is shown on the phone."""
    return known_as("".join(c for c in text if c.isascii() and c.isprintable())[:40])


def browser_secret(request: HttpRequest, user: User) -> str:
    """The secret that this browser was given for this account, empty when it has none."""
    return _held(request).get(_mark(user), "")


def holds(request: HttpRequest, *, expected_digest: str) -> bool:
    """Does this browser hold the secret with this digest?"""
    return any(compare_digest(digest_of(secret), expected_digest) for secret in _held(request).values())


def known_browser(request: HttpRequest, user: User) -> KnownBrowser | None:
    """The record of this browser for this user, when it has signed in as them before."""
    if not BROWSER_COOKIE.read(request):
        return None
    # Asked also when the cookie has nothing of this account: how long it takes tells nobody whose it has (A18).
    return first(_known(user.pk, digest_of(browser_secret(request, user))))


def digests_held(request: HttpRequest) -> dict[str, str]:
    """The digest of each secret in this browser's cookie, by the mark of the account that it was given for."""
    return {mark: digest_of(secret) for mark, secret in _held(request).items()}


def is_known_as(user: User, browser: KnownBrowser, digests: Mapping[str, str]) -> bool:
    """Is it the user's own? The secret of one account says nothing under the mark of another (T34)."""
    return digests.get(_mark(user)) == browser.browser_digest


def _held(request: HttpRequest) -> dict[str, str]:
    """What stands in this browser's cookie: the mark of an account, and the secret that was given for it."""
    entries = BROWSER_COOKIE.read(request).split(BETWEEN, MOST_ACCOUNTS)[:MOST_ACCOUNTS]
    return {entry[:MARK_LENGTH]: entry[MARK_LENGTH:] for entry in entries if len(entry) == ENTRY_LENGTH}


def _mark(user: User) -> str:
    """Which account a secret is for: tells nothing to whoever finds it, and stays when the username changes."""
    return digest_of(str(user.pk))[:MARK_LENGTH]


def entry_of(user: User, secret: str) -> str:
    """How a browser's cookie says which account a secret is for."""
    return _mark(user) + secret


@composed_once
def _known(user: UUID, digest: str, /) -> QuerySet[KnownBrowser]:
    return KnownBrowser.objects.filter(user=user, browser_digest=digest).order_by()


@dataclass(frozen=True)
class Used:
    """The method that a sign-in began with, and its second step ("" for none): keys."""

    first: str
    second: str = ""


@dataclass(frozen=True)
class Noted:
    """A browser that is known from now on, by the digest of its secret; was it a stranger before?"""

    browser_digest: str
    is_new: bool


def remember_browser(
    request: HttpRequest,
    response: HttpResponse,
    *,
    user: User,
    used: Used,
    passed: Iterable[str],
    stays: bool | None = None,
    remembered: Any = None,
) -> Noted:
    """Notes that this browser signed in as this user, how, and all it passed; gives it a secret if it has none.

    `stays` is whether they wish to stay signed in there, where they have said. What was `remembered` before stays where
    nothing new is.
    """
    held = browser_secret(request, user)
    use = _Use(
        last_method=used.first,
        last_second=used.second,
        methods_passed=sorted(set(passed)),
        label=asking_browser(request).label,
        stays=stays,
        last_place=place_of(client_address(request)),
    )
    secret = _note_use(user, use, secret=held, remembered=remembered)
    # The last one first: of more accounts than a cookie has room for, those go that were not used for longest.
    others = [mark + other for mark, other in _held(request).items() if mark != _mark(user)]
    BROWSER_COOKIE.give(response, BETWEEN.join([entry_of(user, secret), *others][:MOST_ACCOUNTS]))
    return Noted(digest_of(secret), is_new=secret != held)


def ask_again_whether_to_stay(request: HttpRequest, user: User) -> None:
    """Forget what this user said in this browser about staying signed in."""
    digest = digest_of(browser_secret(request, user))
    KnownBrowser.objects.filter(user=user, browser_digest=digest).update(stays=None)


class _Use(NamedTuple):
    """What is noted of a browser each time its person has signed in there: columns, as `_used_again` takes them."""

    last_method: str
    last_second: str
    methods_passed: list[str]
    label: str
    stays: bool | None
    last_place: str


def _note_use(user: User, use: _Use, *, secret: str, remembered: Any) -> str:
    """Keeps what is noted; returns the browser's secret for this user, a new one when what it brought is not ours."""
    # Nearly always the browser is known already, and one UPDATE says it all.
    if not _used_again(user.pk, digest_of(secret), *use):
        # One that was never given out for this account makes no known browser, whoever planted it (T04).
        secret = new_secret()
        KnownBrowser.objects.create(
            user=user, browser_digest=digest_of(secret), last_used_at=clock.now(), **use._asdict()
        )
        # Whoever has the password makes as many as they like: the ones not used for longest go (T31).
        own = KnownBrowser.objects.filter(user=user)
        own.filter(pk__in=own.order_by("-last_used_at", "-pk").values("pk")[MOST_OF_USER:]).delete()
    if remembered:
        KnownBrowser.objects.filter(user=user, browser_digest=digest_of(secret)).update(remembered=remembered)
    return secret


@changed_once
def _used_again(
    user: UUID,
    digest: str,
    last_method: str,
    last_second: str,
    methods_passed: list[str],
    label: str,
    stays: bool | None,  # noqa: FBT001  a place, by position
    last_place: str,
    /,
) -> Move:
    noted = _Use(
        last_method=last_method,
        last_second=last_second,
        methods_passed=methods_passed,
        label=label,
        stays=stays,
        last_place=last_place,
    )
    rows = KnownBrowser.objects.filter(user=user, browser_digest=digest)
    return rows, {**noted._asdict(), "last_used_at": Now()}


def drop_from_cookie(request: HttpRequest, response: HttpResponse, *, user: User) -> None:
    """Takes the secret for this account out of this browser's cookie."""
    others = [mark + secret for mark, secret in _held(request).items() if mark != _mark(user)]
    BROWSER_COOKIE.give(response, BETWEEN.join(others)) if others else BROWSER_COOKIE.drop(response)


def accounts_of(request: HttpRequest) -> list[KnownBrowser]:
    """For whom this browser is known, whoever was here last first: by what its cookie holds, and nothing else (A23)."""
    digests = digests_held(request)
    if not digests:
        return []
    # The secret of one account says nothing under the mark of another (T34).
    found = {_mark(row.user): row for row in _known_by(*digests.values())}
    return [
        row for mark, digest in digests.items() if (row := found.get(mark)) and row.browser_digest == digest
    ]


@composed_once
def _known_by(*digests: str) -> QuerySet[KnownBrowser]:
    return KnownBrowser.objects.filter(browser_digest__in=digests).select_related("user__tenant")
