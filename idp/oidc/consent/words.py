"""What an application asks to know, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.secrets import digest_of
from idp.oidc.consent.services import ToBeTold
from idp.oidc.scopes import EMAIL, GROUPS, OFFLINE, OPENID, PROFILE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The field of a form that says which page is answered.
SHOWN = "shown"
WORDS: dict[str, StrOrPromise] = {
    OPENID: _("That it is you again when you come back"),
    PROFILE: _("Your name, your username, your language and your time zone"),
    EMAIL: _("Your mail address"),
    GROUPS: _("The groups that you are in"),
    OFFLINE: _("All this also while you are not there, for up to thirty days"),
    "name": _("Your name"),
    "preferred_username": _("Your username"),
    "locale": _("Your language"),
    "zoneinfo": _("Your time zone"),
    "email": _("Your mail address"),
    "email_verified": _("Whether your mail address is known to be yours"),
    "groups": _("The groups that you are in"),
}


def in_words(asked: ToBeTold) -> list[StrOrPromise]:
    """Return what is asked, a line each; what has no words here by its own name."""
    return [WORDS.get(name, name) for name in dict.fromkeys([*asked.scopes, *asked.claims])]


def page_digest(name: str, asked: ToBeTold, *, host: str = "") -> str:
    """Return what changes with what a page shows: whoever answers says yes to that and to nothing else."""
    return digest_of(json.dumps([name, host, list(asked.scopes), list(asked.claims)]))
