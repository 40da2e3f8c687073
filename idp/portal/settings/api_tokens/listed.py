"""The API keys of an organisation, and how each stands."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import clock
from accounts.api_tokens.calling import counts
from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.scopes import BY_KEY
from accounts.api_tokens.services import MOST_TOKENS, tokens_in
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.settings import shown_once

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Shown:
    """One token in words. `standing`: works, ended, or dead, for whoever made it may make none any more."""

    token: ApiToken
    scopes: list[StrOrPromise]
    standing: str


def tokens(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.CHANGE_API_KEYS)
    shown_once.go_on(request)
    found = [shown(token, now=clock.now()) for token in tokens_in(tenant)]
    living = sum(one.standing != "ended" for one in found)
    context = {**frame(request), "tenant": tenant, "tokens": found, "is_full": living >= MOST_TOKENS}
    return render(request, "idp/portal/settings/api_tokens/page.html", context)


def shown(token: ApiToken, *, now: datetime) -> Shown:
    return Shown(token, list(in_words(token.scopes)), _standing(token, now))


def in_words(scopes: Iterable[str]) -> list[StrOrPromise]:
    """What these scopes let a script do."""
    return [BY_KEY[key].words for key in scopes if key in BY_KEY]


def _standing(token: ApiToken, now: datetime) -> str:
    if token.ends_at <= now:
        return "ended"
    return "works" if counts(token) else "dead"
