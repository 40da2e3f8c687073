"""What a browser is to sign: random, sealed, for one thing, for some minutes, in the browser that asked, and once.

Nothing is kept of a challenge that nobody answers: whoever asks for one asks for as many as they like.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.sealing import seal, unseal
from accounts.secrets import SecretCookie, digest_of, new_secret
from devices.passkeys.refusals import PasskeyTooLate
from devices.signatures.encoding import random_b64url

PURPOSE = "passkey challenge"
LIFE_SECONDS = 300
# Longer than any challenge can be answered, whatever clocks do.
KEPT_SECONDS = 2 * LIFE_SECONDS
COOKIE = SecretCookie("passkey", life_seconds=LIFE_SECONDS)
Options = Callable[[str], dict[str, Any]]


def rp_id() -> str:
    """What a passkey is for: the host at which people find us, or found us when the first of them were made."""
    return settings.PASSKEY_HOST or urlsplit(settings.PUBLIC_URL).hostname or ""


def ask(request: HttpRequest, options: Options, *, asked_for: str) -> HttpResponse:
    """Answer with options that hold a new challenge, and the same sealed, to be sent back with what signs it.

    A browser that has asked already keeps its secret: what its other tabs wait for stays good.
    """
    secret = COOKIE.read(request) or new_secret()
    challenge = random_b64url()
    sealed = seal([challenge, asked_for, digest_of(secret)], purpose=PURPOSE)
    response = JsonResponse({"publicKey": options(challenge), "sealed": sealed})
    COOKIE.give(response, secret)
    return response


def spend(request: HttpRequest, sealed: str, *, asked_for: str) -> str:
    """Use up a challenge, and return it. Raises PasskeyTooLate for any that this browser cannot answer for this now."""
    try:
        challenge, was_for, browser = unseal(sealed, purpose=PURPOSE, life_seconds=LIFE_SECONDS)
    except BadSignature as error:
        raise PasskeyTooLate(str(error)) from None
    if was_for != asked_for or not COOKIE.is_held(request, expected_digest=browser):
        raise PasskeyTooLate(f"a challenge for {was_for}, or of another browser")
    if not caches["ledger"].add(f"passkey:{challenge}", 1, KEPT_SECONDS):
        raise PasskeyTooLate("a challenge that was answered already")
    return str(challenge)
