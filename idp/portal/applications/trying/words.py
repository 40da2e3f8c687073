"""What a try brought, in words: each claim, how it is signed, and what an error means and asks of an admin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import meaning_of
from idp.oidc.asking.errors import ACCESS_DENIED, INTERACTION_REQUIRED, LOGIN_REQUIRED, UNMET
from idp.oidc.scopes import EMAIL, GROUPS, OFFLINE, OPENID, PROFILE
from idp.oidc.trying.ending import NOT_OURS, OVER, Token, Tried

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SCOPES: dict[str, StrOrPromise] = {
    OPENID: _("who signs in, by a number that never changes"),
    PROFILE: _("their name, username, language and time zone"),
    EMAIL: _("their mail address"),
    GROUPS: _("the groups that they are in"),
    OFFLINE: _("renewing what it was given after they have signed out"),
}
CLAIMS: dict[str, StrOrPromise] = {
    "iss": _("who says so: the issuer"),
    "aud": _("for whom it is"),
    "sub": _("the person, for good: keep this, not the username"),
    "exp": _("until when it counts"),
    "iat": _("when it was made"),
    "auth_time": _("when the person proved who they are"),
    "nonce": _("what the application sent along, so that nobody shows it an older answer"),
    "at_hash": _("which of those below came with it"),
    "acr": _("how strong the sign-in was"),
    "amr": _("by what it was proven (RFC 8176)"),
    "sid": _("the session, so that signing out can name it"),
    "azp": _("which application asked for it"),
    "client_id": _("which application asked for it"),
    "jti": _("its number"),
    "scope": _("what may be known with it"),
    "name": _("the name to show"),
    "preferred_username": _("the username: it may change"),
    "locale": _("the language that they chose"),
    "zoneinfo": _("the time zone that they chose"),
    "email": _("the mail address"),
    "email_verified": _("whether that address is known to be theirs"),
    "groups": _("the groups that they are in, by name"),
    "session_expiry": _("until when their session here lasts"),
}
MOMENTS = frozenset({"exp", "iat", "auth_time", "session_expiry"})


@dataclass(frozen=True)
class Problem:
    """What went wrong, and what to do about it."""

    title: StrOrPromise
    todo: StrOrPromise


@dataclass(frozen=True)
class Claim:
    """One claim: its name, what it says, that in words where it needs some, and what it is for."""

    name: str
    value: str
    said: str
    means: StrOrPromise


@dataclass(frozen=True)
class Told:
    """One thing that an application is told; `signed` names the key, "" of what is not signed."""

    title: StrOrPromise
    help: StrOrPromise
    claims: list[Claim]
    signed: str = ""


PROBLEMS: dict[str, Problem] = {
    OVER: Problem(
        _("This try is over"),
        _("Each is answered once, within an hour, and in the browser that began it. Try it again."),
    ),
    NOT_OURS: Problem(
        _("What came back was not the answer to this try"),
        _(
            "Nothing of it was used. Try it again; if it stays so, look whether something changes addresses on the way."
        ),
    ),
    ACCESS_DENIED: Problem(
        _("You may not use this application"),
        _("It is for members of groups, and you are in none of them. Join one, or change who may use it."),
    ),
    LOGIN_REQUIRED: Problem(
        _("Somebody would have had to sign in, and no page could be shown"),
        _("Sign in first, then try it again."),
    ),
    INTERACTION_REQUIRED: Problem(
        _("More would have had to be proven, and no page could be shown"),
        _("Sign in as strongly as is required for it, then try it again."),
    ),
    UNMET: Problem(
        _("The sign-in was not as strong as was asked for"),
        _("Add a stronger way at Security info, or require less for it in the policy."),
    ),
    "invalid_grant": Problem(
        _("The code was over, or what it rests on has ended"),
        _(
            "A code counts for a minute. Try it again; if it stays so, see whether you may still use the application."
        ),
    ),
}
ANY_PROBLEM = Problem(
    _("It did not work"),
    _(
        "What was answered stands below, in the words of the standard. Change the application, then try it again."
    ),
)


def of_scopes(scopes: Iterable[str]) -> list[tuple[str, StrOrPromise]]:
    """Each scope, and what it tells."""
    return [(scope, SCOPES.get(scope, "")) for scope in scopes]


def of_error(error: str) -> Problem | None:
    """What an error means, None for none."""
    return PROBLEMS.get(error, ANY_PROBLEM) if error else None


def of_answer(tried: Tried) -> list[Told]:
    """What the application would have been told, in the order in which it reads it."""
    found = []
    if tried.id_token is not None:
        help_text = _("Says who signed in, and how. The application reads it once, and keeps sub.")
        found.append(_of_token("ID token", help_text, tried.id_token))
    if tried.access_token is not None:
        help_text = _("Opens userinfo, and servers of your own that read it. It counts for five minutes.")
        found.append(_of_token("Access token", help_text, tried.access_token))
    help_text = _("What the application asks for next: all that the scopes tell.")
    return [*found, Told("Userinfo", help_text, _claims(tried.userinfo))]


def _of_token(title: StrOrPromise, help_text: StrOrPromise, token: Token) -> Told:
    return Told(title, help_text, _claims(token.said), f"{token.header['alg']}, kid {token.header['kid']}")


def _claims(said: Mapping[str, Any]) -> list[Claim]:
    return [
        Claim(name, _text(value), _said(name, value), CLAIMS.get(name, "")) for name, value in said.items()
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _said(name: str, value: Any) -> str:
    if name in MOMENTS and isinstance(value, int):
        return f"{datetime.fromtimestamp(value, tz=UTC):%Y-%m-%d %H:%M:%S} UTC"
    return str(meaning_of("acr", value)) if name == "acr" and isinstance(value, str) else ""
