"""What an application asks of somebody's phone, read strictly (CIBA Core 1.0, section 7.1). Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import InvalidRequestError, InvalidScopeError

from idp.oidc.asking import acr
from idp.oidc.ciba import details
from idp.oidc.ciba.details import Particular
from idp.oidc.ciba.errors import InvalidBindingMessage, UnmetRequirements
from idp.oidc.scopes import OPENID, SCOPES

HINTS = ("login_hint", "id_token_hint", "login_hint_token")
SECONDS = re.compile(r"[1-9][0-9]{0,8}")
# As a bearer token is written (RFC 6750, section 2.1), and no longer than the standard lets it be.
NOTIFICATION_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,1024}=*")
LONGEST_NOTIFICATION_TOKEN = 1024


@dataclass(frozen=True, kw_only=True)
class PhoneQuestion:
    """What is asked, and of whom: `login_hint` or `id_token_hint`. `life_seconds` None: as the organisation has it."""

    scopes: tuple[str, ...]
    acr_values: tuple[str, ...] = ()
    binding_message: str = ""
    details: tuple[Particular, ...] = ()
    life_seconds: int | None = None
    login_hint: str = ""
    id_token_hint: str = ""
    notification_token: str = ""
    user_code: str = ""


def read(form: Mapping[str, str], *, is_pinged: bool) -> PhoneQuestion:
    """Return what is asked. Raises OAuth2Error with what is wrong; `is_pinged`: is the application told when to ask?"""
    scopes = form.get("scope", "").split()
    if OPENID not in scopes:
        raise InvalidScopeError("scope must have openid")
    _check_hints(form)
    asked = PhoneQuestion(
        scopes=tuple(scope for scope in SCOPES if scope in scopes),
        acr_values=_acr_values(form),
        binding_message=_binding_message(form),
        details=details.read(form.get("authorization_details", "")),
        life_seconds=_life_seconds(form),
        login_hint=form.get("login_hint", ""),
        id_token_hint=form.get("id_token_hint", ""),
        notification_token=_notification_token(form) if is_pinged else "",
        user_code=form.get("user_code", ""),
    )
    _check_size(asked)
    return asked


def _check_hints(form: Mapping[str, str]) -> None:
    if "login_hint_token" in form:
        raise InvalidRequestError("login_hint_token is not supported")
    if sum(bool(form.get(hint)) for hint in HINTS) != 1:
        raise InvalidRequestError("there must be one of login_hint and id_token_hint")


def _acr_values(form: Mapping[str, str]) -> tuple[str, ...]:
    asked = form.get("acr_values", "").split()
    values = acr.known(asked)
    if asked and not values:
        raise UnmetRequirements(description="no acr that is asked for is known here")
    return values


def _binding_message(form: Mapping[str, str]) -> str:
    message = form.get("binding_message", "")
    if "binding_message" in form and not details.is_plain(message):
        raise InvalidBindingMessage(
            description=f"it must be one line of at most {details.LONGEST_FACT} characters that can all be seen"
        )
    return message


def _life_seconds(form: Mapping[str, str]) -> int | None:
    if "requested_expiry" not in form:
        return None
    if not SECONDS.fullmatch(form["requested_expiry"]):
        raise InvalidRequestError("requested_expiry must be a number of seconds")
    return int(form["requested_expiry"])


def _notification_token(form: Mapping[str, str]) -> str:
    token = form.get("client_notification_token", "")
    if len(token) > LONGEST_NOTIFICATION_TOKEN or not NOTIFICATION_TOKEN.fullmatch(token):
        raise InvalidRequestError("client_notification_token must be a bearer token")
    return token


def _check_size(asked: PhoneQuestion) -> None:
    """Message and particulars together must fit into what a phone reads."""
    said = json.dumps([asked.binding_message, *asked.details], ensure_ascii=False)
    if len(said.encode()) > details.LARGEST:
        raise InvalidRequestError(
            "binding_message and authorization_details are too long for a phone to show"
        )
