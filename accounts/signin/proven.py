"""What a finished sign-in proved: how, when, how strongly; and how fresh that is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.policy.rules import Passed
from accounts.users.models import User

KEY = "signed_in"
FRESH_SECONDS = 300


@dataclass(frozen=True)
class SignedIn:
    """The proof behind a session. `auth_time` in seconds since the epoch; `amr` per RFC 8176; `acr` the level."""

    methods: tuple[str, ...]
    amr: tuple[str, ...]
    acr: str
    auth_time: int
    is_strong: bool
    device_label: str = ""


def of_proofs(proofs: list[Passed], *, now: int, device_label: str) -> SignedIn:
    """What these proofs together say. Only what was verified is claimed."""
    factors = frozenset[str]().union(*(p.factors for p in proofs))
    amr = tuple(
        sorted({value for p in proofs for value in p.amr} | ({"mfa"} if len(factors) >= 2 else set()))
    )
    methods = tuple(p.key for p in proofs)
    is_strong = len(factors) >= 2 and "granted" not in factors
    acr = "one_step" if not is_strong else "two_step" if "password" in methods else "passwordless"
    return SignedIn(methods, amr, acr, now, is_strong, device_label)


def keep(request: HttpRequest, signed_in: SignedIn) -> None:
    request.session[KEY] = asdict(signed_in)


def load(request: HttpRequest) -> SignedIn | None:
    """The proof behind this request's session, None when nobody is signed in."""
    stored = request.session.get(KEY)
    if not stored or not request.user.is_authenticated:
        return None
    return SignedIn(**stored | {"amr": tuple(stored["amr"]), "methods": tuple(stored["methods"])})


def is_fresh(request: HttpRequest, *, now: float) -> bool:
    signed_in = load(request)
    return signed_in is not None and now - signed_in.auth_time <= FRESH_SECONDS


def signed_in_user(request: HttpRequest) -> User:
    """The user of a page that has already made sure somebody is signed in."""
    user = request.user
    if isinstance(user, AnonymousUser) or not isinstance(user, User):
        raise PermissionError("this page was reached without a user")
    return user
