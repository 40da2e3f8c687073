"""Encryption at rest for signing keys: Fernet (AES-128-CBC with HMAC-SHA-256) under a key derived from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What `encrypt` was given. Raises cryptography.fernet.InvalidToken under any other secret."""
    return _cipher().decrypt(text.encode()).decode()


def _cipher() -> MultiFernet:
    """The present secret encrypts; earlier ones (SECRET_KEY_FALLBACKS) still decrypt."""
    return MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"handslag challenge keys v1").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
