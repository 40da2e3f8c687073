"""SignIn: the browser's unfinished sign-in, kept in its session until finished, cancelled or too old."""

from __future__ import annotations

import hmac
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.policy.rules import Passed
from accounts.secrets import SecretCookie, digest_of, new_secret
from accounts.users.models import User

KEY = "sign_in"
LIFE_SECONDS = 900
BINDING_COOKIE = SecretCookie("sign-in", life_seconds=LIFE_SECONDS)


@dataclass
class SignIn:
    """An unfinished sign-in. `user_id` is None when nobody can sign in under this name: it walks the same road.

    `binding` is the SHA-256 of a secret that only the browser that began holds (its binding cookie).
    `started_at` is in seconds since the epoch. `purpose` is "sign_in" or "reauthenticate". `auth_hash` changes with
    the password and with the end of all sessions: it says as whom, exactly, this was begun or last proven.
    `browser_digest` is this browser's, when it has signed in as this user before. `is_pressed`: where this returns
    to, something had been pressed.
    """

    username: str
    tenant_id: str
    user_id: str | None
    return_to: str
    purpose: str
    binding: str
    started_at: int
    auth_hash: str = ""
    browser_digest: str = ""
    last_method: str = ""
    is_pressed: bool = False
    passed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def known_browser(self) -> bool:
        return bool(self.browser_digest)

    def still_means(self, user: User) -> bool:
        """Does the user stand as when this was begun, or last proven?"""
        return hmac.compare_digest(self.auth_hash, user.get_session_auth_hash())

    @property
    def proofs(self) -> list[Passed]:
        return [Passed(p["key"], frozenset(p["factors"]), tuple(p["amr"])) for p in self.passed]

    @property
    def device_id(self) -> str:
        """What proved something here, if it was a device; "" otherwise."""
        return next((p["device_id"] for p in self.passed if p["device_id"]), "")

    def add(self, proof: Passed, *, user: User, device_id: str = "") -> None:
        """`user` as they stood when this was proven; a password may just have been hashed anew."""
        self.auth_hash = user.get_session_auth_hash()
        factors, amr = sorted(proof.factors), list(proof.amr)
        self.passed.append({"key": proof.key, "factors": factors, "amr": amr, "device_id": device_id})

    def keep_only(self, counted: frozenset[str]) -> None:
        """Forgets what counts no more: a method turned off on the way is not claimed either."""
        self.passed = [p for p in self.passed if p["key"] in counted]


def load(request: HttpRequest) -> SignIn | None:
    """This browser's unfinished sign-in, if it is young enough and the binding cookie is this browser's."""
    stored = request.session.get(KEY)
    if not stored:
        return None
    sign_in = SignIn(**stored)
    is_old = time.time() - sign_in.started_at > LIFE_SECONDS
    if is_old or not BINDING_COOKIE.is_held(request, expected_digest=sign_in.binding):
        # A planted or stolen session cookie without its binding cookie continues nobody's sign-in.
        return None
    return sign_in


def save(request: HttpRequest, sign_in: SignIn) -> None:
    request.session[KEY] = asdict(sign_in)


def clear(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def new_binding() -> tuple[str, str]:
    """A secret for the binding cookie, and its digest."""
    secret = new_secret()
    return secret, digest_of(secret)


def bind(response: HttpResponse, secret: str) -> None:
    """Gives this browser the binding cookie."""
    BINDING_COOKIE.give(response, secret)


def unbind(response: HttpResponse) -> None:
    BINDING_COOKIE.drop(response)
