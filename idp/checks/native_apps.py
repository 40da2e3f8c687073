"""What an operator says of apps that others make: an origin too many would let its owner's pages unlock for ours."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from devices.phones.native import read_roots
from devices.signatures.jws.kinds import BYTES_32, LONGEST_PLATFORM, MOST_VERSIONS

ANDROID = "android:apk-key-hash:"
ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?", re.ASCII)


def native_apps_are_named_safely(**_kwargs: Any) -> list[checks.CheckMessage]:
    """NATIVE_APP_ORIGINS, ATTESTATION_ROOTS_FILE and MINIMUM_APP_VERSIONS, as everything after this reads them."""
    return [*_origins(), *_roots(), *_versions()]


def _origins() -> Iterator[checks.CheckMessage]:
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    for origin in settings.NATIVE_APP_ORIGINS:
        if not is_origin(origin, host=host):
            hint = (
                f"Write {ANDROID} and the SHA-256 of the certificate that signs the app, in base64url (43 characters), "
                f"or for an app with associated domains https:// and {host} or a host below it, and nothing after it."
            )
            yield checks.Error(
                f"NATIVE_APP_ORIGINS has {origin!r}, no origin of an app.", hint=hint, id="idp.E040"
            )


def is_origin(origin: str, *, host: str) -> bool:
    """Is it written as platforms write it, and may it answer for our host (WebAuthn Level 3, 5.1.3)?"""
    if origin.startswith(ANDROID):
        return BYTES_32.fullmatch(origin.removeprefix(ANDROID)) is not None
    if ORIGIN.fullmatch(origin) is None:
        return False
    named = urlsplit(origin).hostname or ""
    return named == host or named.endswith(f".{host}")


def _roots() -> Iterator[checks.CheckMessage]:
    path = settings.ATTESTATION_ROOTS_FILE
    if not path:
        return
    try:
        read_roots(path)
    except (OSError, ValueError) as reason:
        hint = (
            "Give the roots whose word you take for a phone's hardware, such as Google's for Android, one after the "
            "other in PEM, and let this program read the file; or remove the setting: then no key counts as attested."
        )
        yield checks.Error(f"ATTESTATION_ROOTS_FILE: {reason}.", hint=hint, id="idp.E041")


def _versions() -> Iterator[checks.CheckMessage]:
    for platform, version in settings.MINIMUM_APP_VERSIONS.items():
        is_version = str(version).isdecimal() and 0 < int(version) < MOST_VERSIONS
        if not is_version or not 0 < len(platform) <= LONGEST_PLATFORM:
            hint = "Write what the app calls its platform, and a whole number from 1: android-nordljus=3,ios-nordljus=2"
            yield checks.Error(f"MINIMUM_APP_VERSIONS has {platform}={version}.", hint=hint, id="idp.E042")
