"""Which key signs, which are published, and changing to a new one."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.details import name_details
from accounts.audit.events import event, kind
from accounts.audit.log import record
from accounts.encryption import decrypt, encrypt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.challenge_keys.models import ChallengeKey
from devices.signatures.keys import SigningKey

REMEMBERED_SECONDS = 60
PUBLISHED = 2
MOST_TOLD = 200
# The version belongs to the keys that are stored.
PURPOSE = "challenge keys v1"

kind("tenant:challenge_key", _("about signing keys"))
ROTATED = event("tenant:challenge_key:rotated", _("Signing key of the organisation changed"), told=False)
name_details(kid=_("signing key"))

_signing: dict[uuid.UUID, tuple[float, SigningKey]] = {}


def issuer_of(tenant_id: uuid.UUID) -> str:
    """`iss` of what this tenant signs, and `aud` of what phones sign for it."""
    return f"{settings.PUBLIC_URL}/tenants/{tenant_id}"


def signing_key(tenant: Tenant) -> SigningKey:
    """The tenant's key that signs now; made at first use, remembered in this process for a minute."""
    remembered = _signing.get(tenant.pk)
    if remembered and time.monotonic() - remembered[0] < REMEMBERED_SECONDS:
        return remembered[1]
    row = _live_keys(tenant).first() or _make_first(tenant)
    key = SigningKey.from_private_jwk(json.loads(decrypt(row.private_key_encrypted, purpose=PURPOSE)))
    _signing[tenant.pk] = (time.monotonic(), key)
    return key


def published_keys(tenant: Tenant) -> dict[str, Any]:
    """The public keys a phone may meet, as a JWK set (RFC 7517)."""
    signing_key(tenant)
    rows = _live_keys(tenant)[:PUBLISHED]
    return {"keys": [row.public_jwk | {"kid": row.kid, "alg": "ES256", "use": "sig"} for row in rows]}


def all_keys(tenant_id: uuid.UUID) -> dict[str, dict[str, str]]:
    """Every public key that this tenant ever signed with, by its thumbprint, the newest first: for receipts."""
    rows = ChallengeKey.objects.filter(tenant=tenant_id)[:MOST_TOLD]
    return {row.kid: row.public_jwk for row in rows}


@transaction.atomic
def rotate(tenant: Tenant, *, actor: User | None) -> None:
    """Makes a new signing key. The one before stays published, so that requests under way are still read."""
    made = _make(tenant)
    old = list(_live_keys(tenant).values_list("pk", flat=True)[PUBLISHED:])
    ChallengeKey.objects.filter(pk__in=old).update(retired_at=clock.now())
    _signing.pop(tenant.pk, None)
    record(ROTATED, tenant=tenant, actor=actor, kid=made.kid)


@transaction.atomic
def _make_first(tenant: Tenant) -> ChallengeKey:
    """The tenant's first key. One only, whoever else asks now: a third would be signed with and not published."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    made: ChallengeKey = _live_keys(tenant).first() or _make(tenant)
    return made


def _live_keys(tenant: Tenant) -> Any:
    return ChallengeKey.objects.filter(tenant=tenant, retired_at=None)


def _make(tenant: Tenant) -> ChallengeKey:
    key = SigningKey.generate()
    return ChallengeKey.objects.create(
        tenant=tenant,
        kid=key.thumbprint,
        private_key_encrypted=encrypt(json.dumps(key.private_jwk()), purpose=PURPOSE),
        public_jwk=key.public_jwk,
    )
