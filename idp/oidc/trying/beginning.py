"""A try begins: kept in the session of whoever presses the button, and sent by their browser alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlencode

from django.http import HttpRequest

from accounts import clock
from accounts.secrets import new_secret
from accounts.stored import as_stored, read_stored
from devices.signatures.encoding import sha256_b64url
from idp.oidc.applications.models import Application
from idp.oidc.issuer import AUTHORIZE, address_of
from idp.oidc.scopes import EMAIL, GROUPS, OPENID, PROFILE

KEY = "tried_application"
# As long as somebody may take to sign in, with what they owe first.
LIFE_SECONDS = 3600
SCOPES = (OPENID, PROFILE, EMAIL, GROUPS)


@dataclass(frozen=True, kw_only=True)
class Try:
    """What an application would keep until its answer comes. `at`: when it began, in seconds since the epoch."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    at: int

    @property
    def challenge(self) -> str:
        """The code challenge of its verifier (RFC 7636, section 4.2)."""
        return sha256_b64url(self.verifier)


def begin(request: HttpRequest, application: Application, *, redirect_uri: str, anew: bool) -> str:
    """Begin one in this session, in the place of any other; return the address that a browser opens for it."""
    one = Try(
        client_id=application.client_id,
        redirect_uri=redirect_uri,
        state=new_secret(),
        nonce=new_secret(),
        verifier=new_secret(),
        at=int(clock.seconds()),
    )
    request.session[KEY] = as_stored(one)
    asked = {
        "client_id": one.client_id,
        "redirect_uri": one.redirect_uri,
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": one.state,
        "nonce": one.nonce,
        "code_challenge": one.challenge,
        "code_challenge_method": "S256",
        **({"prompt": "login"} if anew else {}),
    }
    return f"{address_of(application.tenant, AUTHORIZE)}?{urlencode(asked)}"


def is_tried(request: HttpRequest, application: Application, given: Mapping[str, str]) -> bool:
    """Is this the request of the try that this very session began, for this application?

    The address alone opens nothing: whoever makes a link to it knows neither what is kept here nor what it came of.
    """
    one = _kept(request.session.get(KEY))
    if one is None or one.client_id != application.client_id or one.redirect_uri != given.get("redirect_uri"):
        return False
    is_its_own = compare_digest(one.state.encode(), given.get("state", "").encode())
    return is_its_own and compare_digest(one.challenge.encode(), given.get("code_challenge", "").encode())


def take(request: HttpRequest, application: Application, *, state: str) -> Try | None:
    """Return the try that this answer belongs to, and forget it: each is answered once. None of any other answer."""
    one = _kept(request.session.get(KEY))
    if one is None or one.client_id != application.client_id:
        return None
    if not compare_digest(one.state.encode(), state.encode()):
        return None
    del request.session[KEY]
    return one


def _kept(kept: object) -> Try | None:
    one = read_stored(Try, kept) if isinstance(kept, dict) else None
    return one if one is not None and clock.is_within(one.at, LIFE_SECONDS) else None
