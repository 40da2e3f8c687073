"""The parameters of an authorization request, read strictly. Pure (T28).

Whatever is wrong is told to the application in the standards' words; that a redirect address is the application's own
has been made sure of before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from idp.oidc.asking import wanted
from idp.oidc.asking.errors import (
    INVALID_REQUEST,
    INVALID_SCOPE,
    REQUEST_URI_NOT_SUPPORTED,
    UNSUPPORTED_RESPONSE_TYPE,
    CannotAsk,
)
from idp.oidc.asking.wanted import WantedClaims
from idp.oidc.scopes import OPENID, SCOPES

QUERY, FORM_POST = "query", "form_post"
MODES = (QUERY, FORM_POST)
NONE, LOGIN, CONSENT, SELECT_ACCOUNT = "none", "login", "consent", "select_account"
PROMPTS = (NONE, LOGIN, CONSENT, SELECT_ACCOUNT)
# Base64url of SHA-256 (RFC 7636, section 4.2).
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
# Ten years: more than any session lasts, and no number that grows without end.
LONGEST_MAX_AGE = 10 * 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class AuthorizationRequest:
    """What is asked for. `max_age` None: it does not matter how long ago somebody signed in."""

    redirect_uri: str
    scopes: tuple[str, ...]
    code_challenge: str
    nonce: str = ""
    prompts: frozenset[str] = frozenset()
    max_age: int | None = None
    login_hint: str = ""
    id_token_hint: str = ""
    acr_values: tuple[str, ...] = ()
    claims: WantedClaims = field(default_factory=WantedClaims)
    ui_locales: tuple[str, ...] = ()
    dpop_jkt: str = ""
    resource: str = ""

    @property
    def is_silent(self) -> bool:
        """May nothing be shown?"""
        return NONE in self.prompts


def repeated(parameters: Mapping[str, Sequence[str]]) -> str:
    """Return the name of a parameter that stands there more than once; "" for none (RFC 6749, section 3.1)."""
    return next((name for name, values in parameters.items() if len(values) > 1), "")


def read_mode(given: Mapping[str, str]) -> str:
    """Return how the answer is to come, as far as that can be read: also of a request that is wrong otherwise."""
    mode = given.get("response_mode", QUERY)
    return mode if mode in MODES else QUERY


def read(given: Mapping[str, str]) -> AuthorizationRequest:
    """Return what is asked for. Raises CannotAsk with what is wrong."""
    _refuse_unsupported(given)
    if given.get("response_mode", QUERY) not in MODES:
        raise CannotAsk(INVALID_REQUEST, "response_mode must be query or form_post")
    scopes = given.get("scope", "").split()
    if OPENID not in scopes:
        raise CannotAsk(INVALID_SCOPE, "scope must have openid")
    return AuthorizationRequest(
        redirect_uri=given["redirect_uri"],
        scopes=tuple(scope for scope in SCOPES if scope in scopes),
        code_challenge=_challenge(given),
        nonce=given.get("nonce", ""),
        prompts=_prompts(given),
        max_age=_max_age(given),
        login_hint=given.get("login_hint", ""),
        id_token_hint=given.get("id_token_hint", ""),
        acr_values=tuple(given.get("acr_values", "").split()),
        claims=wanted.read(given.get("claims", "")),
        ui_locales=tuple(given.get("ui_locales", "").split()),
        dpop_jkt=_key(given),
        resource=given.get("resource", ""),
    )


def _refuse_unsupported(given: Mapping[str, str]) -> None:
    if "request_uri" in given:
        raise CannotAsk(REQUEST_URI_NOT_SUPPORTED, "request_uri is not supported")
    if not given.get("response_type"):
        raise CannotAsk(INVALID_REQUEST, "response_type is missing")
    if given["response_type"] != "code":
        raise CannotAsk(UNSUPPORTED_RESPONSE_TYPE, "response_type must be code")


def _challenge(given: Mapping[str, str]) -> str:
    """Of everybody: a code that was caught on its way is worth nothing without what the application kept (RFC 9700)."""
    if given.get("code_challenge_method") != "S256":
        raise CannotAsk(INVALID_REQUEST, "code_challenge_method must be S256")
    challenge = given.get("code_challenge", "")
    if not CHALLENGE.fullmatch(challenge):
        raise CannotAsk(INVALID_REQUEST, "code_challenge must be 43 characters of base64url")
    return challenge


def _key(given: Mapping[str, str]) -> str:
    """The key that the code is to be bound to, by its RFC 7638 name (RFC 9449, section 10)."""
    key = given.get("dpop_jkt", "")
    if "dpop_jkt" in given and not CHALLENGE.fullmatch(key):
        raise CannotAsk(INVALID_REQUEST, "dpop_jkt must be 43 characters of base64url")
    return key


def _prompts(given: Mapping[str, str]) -> frozenset[str]:
    prompts = frozenset(given.get("prompt", "").split())
    if not prompts <= {*PROMPTS}:
        raise CannotAsk(INVALID_REQUEST, "prompt has a value that is not supported")
    if NONE in prompts and len(prompts) > 1:
        raise CannotAsk(INVALID_REQUEST, "prompt none goes with no other")
    return prompts


def _max_age(given: Mapping[str, str]) -> int | None:
    if "max_age" not in given:
        return None
    text = given["max_age"]
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise CannotAsk(INVALID_REQUEST, "max_age must be a number of seconds")
    return min(int(text), LONGEST_MAX_AGE)
