"""What a finished sign-in proved: how, when, how strongly; and how fresh that is."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.methods.proof import KNOW, Passed
from accounts.sessions.person import session_of
from accounts.signin.wish import AFTER
from accounts.stored import as_stored, read_stored
from accounts.users.models import User

KEY = "signed_in"


@dataclass(frozen=True)
class SignedIn:
    """The proofs behind a session; `device_label` names what gave one of them. Only what was verified is claimed.

    `led_to` is the page that was wished for: an old page of this sign-in still leads there. `is_remembered`: no more
    was asked, for the browser remembers a second step; that claims nothing, and no more does `trusted_network`, the
    name of the one on which no more was asked. `owes` is the key of ways to sign in that
    are owed (accounts.signin.owed): until they are there the session adds ways and does nothing else.
    """

    proofs: tuple[Passed, ...]
    auth_time: int
    device_label: str = ""
    led_to: str = AFTER
    is_remembered: bool = False
    owes: str = ""
    trusted_network: str = ""

    @property
    def is_spared(self) -> bool:
        """Was no second step asked, though the organisation asks for one?"""
        return self.is_remembered or bool(self.trusted_network)

    @property
    def methods(self) -> tuple[str, ...]:
        """Their keys, in the order in which they were proven."""
        return tuple(proof.key for proof in self.proofs)

    @property
    def own(self) -> tuple[Passed, ...]:
        """What was proven by the person: nobody else's word among it."""
        return tuple(proof for proof in self.proofs if not proof.is_granted)

    @property
    def factors(self) -> frozenset[str]:
        return frozenset[str]().union(*(proof.factors for proof in self.own))

    @property
    def is_strong(self) -> bool:
        return len(self.factors) >= 2

    @property
    def is_phishing_resistant(self) -> bool:
        """Is there one among them that could not have been given to another site?"""
        return any(proof.is_phishing_resistant for proof in self.own)

    @property
    def amr(self) -> tuple[str, ...]:
        """Authentication method references (RFC 8176)."""
        named = {value for proof in self.proofs for value in proof.amr}
        return tuple(sorted(named | ({"mfa"} if self.is_strong else set())))

    @property
    def acr(self) -> str:
        """Authentication context class: the level reached."""
        if not self.is_strong:
            return "one_step"
        if self.is_phishing_resistant:
            return "phishing_resistant"
        return "two_step" if KNOW in self.factors else "passwordless"

    @property
    def until(self) -> int:
        """When the first of what proved it ends, in seconds since the epoch; 0: never."""
        return min((proof.until for proof in self.proofs if proof.until), default=0)


def keep(request: HttpRequest, signed_in: SignedIn) -> None:
    request.session[KEY] = as_stored(signed_in)
    session_of(request).tell(methods=signed_in.methods, acr=signed_in.acr, until=signed_in.until)


def load(request: HttpRequest) -> SignedIn | None:
    """The proof behind this request's session, None when nobody is signed in."""
    stored = request.session.get(KEY)
    if not stored or not request.user.is_authenticated:
        return None
    return read_stored(SignedIn, stored)


def owed_by(request: HttpRequest) -> str:
    """The key of ways to sign in that the session of this request owes still; "" for none."""
    signed_in = load(request)
    return signed_in.owes if signed_in is not None else ""


def proofs_of(request: HttpRequest) -> tuple[Passed, ...]:
    """What the session of this request has proven; nothing when nobody is signed in."""
    signed_in = load(request)
    return signed_in.proofs if signed_in is not None else ()


def signed_in_user(request: HttpRequest) -> User:
    """The user of a page that has already made sure somebody is signed in."""
    user = request.user
    if isinstance(user, AnonymousUser) or not isinstance(user, User):
        raise PermissionError("this page was reached without a user")
    return user


def stay_signed_in(request: HttpRequest) -> None:
    """Lets this session go on after its own user's request has ended every session of theirs.

    It takes the user as this request knows them, never read anew: what others ended meanwhile stays ended (T08).
    """
    update_session_auth_hash(request, signed_in_user(request))
