"""Apps that others make by docs/protocol.md: what the operator lets count of theirs, and what they say they can do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from devices.phones.models import Phone

# What a request may hold beyond what every phone shows: such a one goes only to phones that can show it.
CAPABILITIES = frozenset({"act", "call", "ciba", "details"})


def unlock_origins() -> list[str]:
    """The origins whose WebAuthn unlocks count: our own, and those of native apps that the operator named."""
    return [settings.PUBLIC_URL, *settings.NATIVE_APP_ORIGINS]


def attestation_roots() -> Sequence[x509.Certificate]:
    """The roots that may vouch for a phone's hardware; none where the operator chose none."""
    path = settings.ATTESTATION_ROOTS_FILE
    return read_roots(path) if path else ()


@cache
def read_roots(path: str) -> Sequence[x509.Certificate]:
    """The certificates of a PEM file, read once. Raises OSError or ValueError."""
    return tuple(x509.load_pem_x509_certificates(Path(path).read_bytes()))


def minimum_version(platform: str) -> int:
    """The oldest version of this kind of app that may approve; of one that the operator did not name, our own app's."""
    return int(settings.MINIMUM_APP_VERSIONS.get(platform, settings.MINIMUM_APP_VERSION))


def is_outdated(phone: Phone) -> bool:
    """Is the app on this phone older than the operator lets approve?"""
    return phone.app_version < minimum_version(phone.platform)


def tell_capabilities(phone: Phone, *, capabilities: Sequence[str], app_version: int) -> Phone:
    """Keep what the phone says of its app. What only a later release knows is left out."""
    phone.capabilities = sorted(CAPABILITIES.intersection(capabilities))
    phone.app_version = app_version
    phone.save(update_fields=["capabilities", "app_version"])
    return phone
