"""Asking a browser to make a passkey, and keeping what it made: by a button, or quietly after a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import clock
from accounts.methods.proof import KNOW
from accounts.policy.facts import allowance_of
from accounts.policy.strengths.required import with_strengths
from accounts.signin import offers, proven
from accounts.signin.door import FRESH, OWN_WAYS
from accounts.signin.reach import strongest_of
from accounts.signin.road.looking_after import looks_after_own
from accounts.users.browsers import asking_browser
from accounts.users.models import User
from devices.passkeys.access import credentials_of, passkeys_of
from devices.passkeys.challenges import LIFE_SECONDS, rp_id
from devices.passkeys.models import Passkey, model_named
from devices.passkeys.refusals import PasskeyNotMade
from devices.passkeys.roots.services import all_roots
from devices.passkeys.services import MOST, add, owner_of
from devices.passkeys.settings import KEY, taken_of
from devices.passkeys.taking import Answer
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.making import verify_new_passkey
from devices.signatures.passkeys.options import Named, Owner, options_to_make


def options_for(user: User, challenge: str, *, is_quiet: bool = False) -> dict[str, Any]:
    """What the browser is asked: to make a passkey of this person's, where none of theirs is yet."""
    owner = Owner(handle=owner_of(user).handle, username=user.username, display_name=user.display_name)
    return options_to_make(
        challenge=challenge,
        rp_id=rp_id(),
        rp_name=user.tenant.name,
        owner=owner,
        has_already=named(credentials_of(user)),
        timeout_ms=LIFE_SECONDS * 1000,
        asks_for_model=taken_of(user).asks_for_model,
        is_quiet=is_quiet,
    )


def named(passkeys: Any) -> list[Named]:
    """Passkeys as a browser finds them."""
    return [Named(credential_id=one.credential_id, transports=one.transports) for one in passkeys]


def keep(request: HttpRequest, answer: Answer, *, is_quiet: bool = False) -> Passkey:
    """Keep what this person's browser has made, called by what keeps it. Raises what `services.add` does."""
    user = proven.signed_in_user(request)
    try:
        new = verify_new_passkey(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=rp_id(),
            expected_origin=settings.PUBLIC_URL,
            is_quiet=is_quiet,
            roots=all_roots() if taken_of(user).asks_who_vouches else None,
        )
    except SignatureRejected as refused:
        raise PasskeyNotMade(refused.reason) from refused
    return add(
        new,
        actor=user,
        name=model_named(new.aaguid) or _("Passkey"),
        made_in=asking_browser(request).label,
        made="quietly" if is_quiet else "asked",
    )


def who_may_quietly(request: HttpRequest) -> User | None:
    """Who has just given a password here, and could add a passkey by what they proved (T20); None where nobody could.

    Nor is one made where a browser of this kind has made one already: it would ask for the same again and again.
    """
    signed_in = proven.load(request)
    if signed_in is None or KNOW not in signed_in.factors or not _is_fresh(signed_in.auth_time):
        return None
    user = proven.signed_in_user(request)
    if not (allowance_of(user, KEY).is_allowed and looks_after_own(user, signed_in.proofs)):
        return None
    has = list(passkeys_of(user))
    if len(has) >= MOST or any(one.made_in == asking_browser(request).label for one in has):
        return None
    need = with_strengths(strongest_of(user), user, OWN_WAYS)
    return user if offers.judge(need, user, signed_in.proofs).is_enough else None


def _is_fresh(auth_time: int) -> bool:
    return FRESH.within is not None and clock.is_within(auth_time, FRESH.within)
