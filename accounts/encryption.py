"""Encryption at rest: Fernet (AES-128-CBC with HMAC-SHA-256) under keys derived from SECRET_KEY, one for each purpose.

What is encrypted for one purpose cannot be read, or passed off, as another's.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str, *, purpose: str) -> str:
    """Return the text as it may be stored."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def decrypt(stored: str, *, purpose: str) -> str:
    """Return what `encrypt` was given. Raises cryptography.fernet.InvalidToken under another secret or purpose."""
    return _cipher(purpose).decrypt(stored.encode()).decode()


def is_under_present_key(stored: str, *, purpose: str) -> bool:
    """Was this encrypted under the present SECRET_KEY, and not under an earlier one?"""
    try:
        _fernet(settings.SECRET_KEY, purpose).decrypt(stored.encode())
    except InvalidToken:
        return False
    return True


def is_readable(stored: str, *, purpose: str) -> bool:
    """Does the present SECRET_KEY, or an earlier one, read this?"""
    try:
        decrypt(stored, purpose=purpose)
    except InvalidToken:
        return False
    return True


def encrypted_anew(stored: str, *, purpose: str) -> str:
    """Return the same under the present SECRET_KEY. Raises cryptography.fernet.InvalidToken where no key reads it."""
    return _cipher(purpose).rotate(stored.encode()).decode()


def _cipher(purpose: str) -> MultiFernet:
    """The present secret encrypts; earlier ones (SECRET_KEY_FALLBACKS) still decrypt."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(secret, purpose) for secret in secrets])


def _fernet(secret: str, purpose: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=f"handslag {purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
