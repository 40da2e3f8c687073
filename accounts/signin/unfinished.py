"""SignIn: the browser's unfinished sign-in, kept in its session until finished, cancelled or too old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from accounts import clock
from accounts.methods.proof import Passed
from accounts.secrets import SecretCookie, digest_of, new_secret
from accounts.signin.wish import Wish
from accounts.stored import as_stored, read_stored
from accounts.telemetry.marks import about_sign_in
from accounts.users.browsers import holds
from accounts.users.models import User
from accounts.users.places import client_address

KEY = "sign_in"
LIFE_SECONDS = 900
BINDING_COOKIE = SecretCookie("sign-in", life_seconds=LIFE_SECONDS)


@dataclass
class SignIn:
    """An unfinished sign-in. `user_id` is None when nobody can sign in under this name: it walks the same road.

    `binding` is the SHA-256 of a secret that only the browser that began holds (its binding cookie).
    `started_at` is in seconds since the epoch. `is_again`: somebody who is signed in proves themselves once more.
    `auth_hash` changes with the password and with the end of all sessions: it says as whom, exactly, this was begun or
    last proven. `browser_digest` is this browser's, when it has signed in as this user before; then `last_method` is
    what it began with last, `last_second` its second step, `passed_before` all that was ever proven in it: keys of
    methods; `is_remembered`: something need not be proven again in it, perhaps. `passed` is what has been proven,
    `remember` the keys of what need not be asked in this browser again, `settled` the keys of what was owed and is
    done. `recovers` is the key of a way that was forgotten, or of another recovery (`registry.recovery_of`): what is
    proven then serves that alone, and signs nobody in.
    `stays`: do they wish to stay signed in here, as far as they have said? `owes`: the key of ways to sign
    in that were owed by the session in which it was begun again. `lacked`: codes of why further steps were asked
    (accounts.signin.road.why). `address` is where the request at work comes from, read anew at each.
    """

    username: str
    tenant_id: str
    user_id: str | None
    binding: str
    started_at: int
    wish: Wish = field(default_factory=Wish)
    is_again: bool = False
    recovers: str = ""
    auth_hash: str = ""
    browser_digest: str = ""
    last_method: str = ""
    last_second: str = ""
    passed_before: list[str] = field(default_factory=list)
    is_remembered: bool = False
    passed: list[Passed] = field(default_factory=list)
    remember: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    stays: bool | None = None
    owes: str = ""
    lacked: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def known_browser(self) -> bool:
        return bool(self.browser_digest)

    @property
    def may_tell(self) -> bool:
        """May pages tell what this account has? To whoever has proven something, or is signed in already (A18)."""
        return bool(self.passed) or self.is_again

    def has_used(self, key: str) -> bool:
        """Does this browser, if it is known, count as known for this method?

        Once something is proven only where this method was passed in it before: the password alone makes a browser
        known, and any number of them.
        """
        return not self.passed or key in self.passed_before

    def is_still_in(self, request: HttpRequest) -> bool:
        """Is this the known browser that began? One that changed its cookie meanwhile is a stranger (T15)."""
        return self.known_browser and holds(request, expected_digest=self.browser_digest)

    def still_means(self, user: User) -> bool:
        """Does the user stand as when this was begun, or last proven?"""
        return user.still_has(self.auth_hash)

    def serves(self, user: User, wish: Wish) -> bool:
        """Is it this very wish that this very user, who is signed in, proves themselves for?"""
        is_theirs = self.is_again and self.user_id == str(user.pk) and self.still_means(user)
        return is_theirs and self.wish == wish

    def add(self, proof: Passed, *, user: User) -> None:
        """Add what was proven just now, by `user` as they stood then; a password may just have been hashed anew."""
        self.auth_hash = user.get_session_auth_hash()
        self.passed.append(proof)

    def note_lacked(self, codes: Iterable[str]) -> None:
        """Add why a further step is asked, each code once: there are few, and so it stays short."""
        self.lacked = list(dict.fromkeys([*self.lacked, *codes]))

    def keep_only(self, counted: frozenset[str]) -> None:
        """Forget what counts no more: a method turned off on the way is not claimed either."""
        self.passed = [proof for proof in self.passed if proof.key in counted]


def load(request: HttpRequest) -> SignIn | None:
    """This browser's unfinished sign-in, if it is young enough and the binding cookie is this browser's."""
    stored = request.session.get(KEY)
    sign_in = read_stored(SignIn, stored) if stored else None
    if sign_in is None:
        return None
    is_young = clock.is_within(sign_in.started_at, LIFE_SECONDS)
    if not is_young or not BINDING_COOKIE.is_held(request, expected_digest=sign_in.binding):
        # A planted or stolen session cookie without its binding cookie continues nobody's sign-in.
        return None
    # What is remembered in a browser holds only with its secret, at every step (T34).
    sign_in.is_remembered = sign_in.is_remembered and sign_in.is_still_in(request)
    # A sign-in that is carried elsewhere is trusted as one from there (E09).
    sign_in.address = client_address(request)
    about_sign_in(sign_in.binding)
    return sign_in


def save(request: HttpRequest, sign_in: SignIn) -> None:
    request.session[KEY] = as_stored(sign_in)


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
