"""The subject of a person, as an application is told it: theirs everywhere, or one for this application alone.

A pairwise one is an HMAC under a salt that never leaves us: nobody who has one finds the person, or the same person's
at another application, and it is the same each time.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable
from uuid import UUID

from accounts.encryption import decrypt, encrypt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.signatures.encoding import encode
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.scopes import told_by
from idp.oidc.subjects.models import SubjectSalt

SALT_BYTES = 32
USERNAME = "preferred_username"
PURPOSE = "subjects of applications v1"


def subject_of(application: Application, person: UUID) -> str:
    """Return `sub` of this person at this application. It stays the same, whatever becomes of either."""
    if application.subject_type == Application.SubjectType.PUBLIC:
        return str(person)
    return _pairwise(salt_of(application.tenant), application, person)


def knows_username(application: Application, scopes: Iterable[str]) -> bool:
    """May an application with these scopes be told what somebody is called here, beside the claims that it asked for?

    Not one that knows people by names of its own; and one of others only where its person has allowed that.
    """
    if application.subject_type != Application.SubjectType.PUBLIC:
        return False
    return application.is_own or USERNAME in told_by(scopes)


def person_called(application: Application, subject: str) -> User | None:
    """Return who is called so at this application; by its own subjects, of those it was given something for."""
    people = User.objects.filter(tenant=application.tenant)
    if application.subject_type == Application.SubjectType.PUBLIC:
        return people.filter(pk=found).first() if (found := _number(subject)) else None
    # Nothing leads back from one: those it was given for are tried.
    known = (
        Grant.objects.filter(application=application).order_by().values_list("user_id", flat=True).distinct()
    )
    salt = salt_of(application.tenant)
    theirs = next((one for one in known.iterator() if _pairwise(salt, application, one) == subject), None)
    return people.filter(pk=theirs).first() if theirs is not None else None


def _pairwise(salt: bytes, application: Application, person: UUID) -> str:
    digest = hmac.digest(salt, f"{application.sector}\n{person}".encode(), "sha256")
    return encode(digest)


def _number(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None


def salt_of(tenant: Tenant) -> bytes:
    """Return the organisation's, made at its first need; of two who make it at once the first one's stands."""
    row = SubjectSalt.objects.filter(tenant=tenant).first() or _make(tenant)
    return base64.b64decode(decrypt(row.salt_encrypted, purpose=PURPOSE))


def _make(tenant: Tenant) -> SubjectSalt:
    made = base64.b64encode(secrets.token_bytes(SALT_BYTES)).decode()
    row, _is_new = SubjectSalt.objects.get_or_create(
        tenant=tenant, defaults={"salt_encrypted": encrypt(made, purpose=PURPOSE)}
    )
    return row
