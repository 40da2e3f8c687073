"""Which key signs, which are published, which are still known; and changing to a new one."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from joserfc.jwk import ECKey, RSAKey

from accounts import clock
from accounts.audit.events import event, kind
from accounts.audit.log import record
from accounts.encryption import decrypt, encrypt
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.signatures.jws.writing import compact, es256
from idp.oidc.keys import timing
from idp.oidc.keys.models import TokenKey

ES256, RS256 = "ES256", "RS256"
ALGORITHMS = (ES256, RS256)
# So long another process still signs by a key that was withdrawn: whatever it signs then is believed by nobody.
REMEMBERED_SECONDS = 5
# An ID token that reminds of a session is no older than sessions get.
KEYS_KEPT = timedelta(days=365)
RSA_BITS = 2048
# The version belongs to the keys that are stored.
PURPOSE = "token keys v1"

kind("tenant:token_key", _("about keys for applications"))
ROTATED = event("tenant:token_key:rotated", _("Signing key for applications changed"), told=False)
REPLACED = event("tenant:token_key:replaced", _("Signing key for applications withdrawn"), told=False)


@dataclass(frozen=True)
class Signer:
    """A whole key, and how tokens name it."""

    algorithm: str
    kid: str
    key: ECKey | RSAKey

    def signature(self, of: bytes) -> bytes:
        """By cryptography itself, as its algorithm has it (RFC 7518, sections 3.3 and 3.4)."""
        if isinstance(self.key, ECKey):
            return es256(of, self.key)
        return cast("RSAPrivateKey", self.key.private_key).sign(of, PKCS1v15(), SHA256())


_signing: dict[tuple[uuid.UUID, str], tuple[float, Signer]] = {}


def signer_of(tenant: Tenant, algorithm: str) -> Signer:
    """Return the organisation's key that signs now; made at first use, remembered in this process for a moment."""
    remembered = _signing.get((tenant.pk, algorithm))
    if remembered and time.monotonic() - remembered[0] < REMEMBERED_SECONDS:
        return remembered[1]
    row = timing.signing(_keys_of(tenant, algorithm), now=clock.now()) or _make_first(tenant, algorithm)
    signer = Signer(algorithm, row.kid, _whole(row))
    _signing[tenant.pk, algorithm] = (time.monotonic(), signer)
    return signer


def signed(tenant: Tenant, algorithm: str, said: dict[str, Any], *, kind: str) -> str:
    """Return this as a JWT of the organisation, of the type `kind`, by the key that signs now."""
    signer = signer_of(tenant, algorithm)
    header = {"alg": signer.algorithm, "kid": signer.kid, "typ": kind}
    return compact(header, said, signature=signer.signature)


def published_keys(tenant: Tenant) -> dict[str, Any]:
    """The public keys that applications may meet, as a JWK set (RFC 7517); the first is made for it."""
    signer_of(tenant, ES256)
    now = clock.now()
    shown = [row for one in ALGORITHMS for row in timing.published(_keys_of(tenant, one), now=now)]
    return {"keys": [_public(row) for row in shown]}


def known_key(tenant: Tenant, kid: str) -> tuple[str, ECKey | RSAKey] | None:
    """Return the algorithm and the public half of a key of this organisation that was never withdrawn.

    Also of one that is not published any more: an ID token that comes back as a hint may be old.
    """
    row = TokenKey.objects.filter(tenant=tenant, kid=kid, withdrawn_at=None).first()
    return (row.algorithm, _kind_of(row.algorithm).import_key(row.public_jwk)) if row is not None else None


@transaction.atomic
def rotate(tenant: Tenant, algorithm: str, *, actor: User | None) -> TokenKey:
    """Make the next key: published from now on, it signs once applications have had the time to read it."""
    _alone(tenant)
    made = _make(tenant, algorithm, signs_in=timing.PUBLISHED_BEFORE)
    record(ROTATED, tenant=tenant, actor=actor, kid=made.kid)
    return made


@transaction.atomic
def replace(tenant: Tenant, algorithm: str, *, actor: User | None) -> TokenKey:
    """Make a key that signs at once, and withdraw every other: whatever they signed is believed no more."""
    _alone(tenant)
    TokenKey.objects.filter(tenant=tenant, algorithm=algorithm, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )
    made = _make(tenant, algorithm)
    _signing.pop((tenant.pk, algorithm), None)
    record(REPLACED, tenant=tenant, actor=actor, kid=made.kid)
    return made


def past() -> QuerySet[TokenKey]:
    """Keys that another replaced so long ago that nothing of theirs comes back."""
    later = TokenKey.objects.filter(tenant=OuterRef("tenant"), algorithm=OuterRef("algorithm"))
    follower = later.filter(signs_from__gt=OuterRef("signs_from"), signs_from__lt=Now() - KEYS_KEPT)
    return TokenKey.objects.filter(Exists(follower))


@transaction.atomic
def _make_first(tenant: Tenant, algorithm: str) -> TokenKey:
    """One only, whoever else asks now: of two, one would sign and be published to nobody."""
    _alone(tenant)
    return timing.signing(_keys_of(tenant, algorithm), now=clock.now()) or _make(tenant, algorithm)


def _alone(tenant: Tenant) -> None:
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)


def _keys_of(tenant: Tenant, algorithm: str) -> list[TokenKey]:
    return list(TokenKey.objects.filter(tenant=tenant, algorithm=algorithm))


def _make(tenant: Tenant, algorithm: str, *, signs_in: Any = None) -> TokenKey:
    key = _new_key(algorithm)
    now = clock.now()
    return TokenKey.objects.create(
        tenant=tenant,
        algorithm=algorithm,
        kid=key.thumbprint(),
        private_key_encrypted=encrypt(json.dumps(key.as_dict(private=True)), purpose=PURPOSE),
        public_jwk=key.as_dict(private=False),
        signs_from=now + signs_in if signs_in is not None else now,
    )


def _new_key(algorithm: str) -> ECKey | RSAKey:
    return ECKey.generate_key("P-256") if algorithm == ES256 else RSAKey.generate_key(RSA_BITS)


def _kind_of(algorithm: str) -> type[ECKey | RSAKey]:
    return ECKey if algorithm == ES256 else RSAKey


def _whole(row: TokenKey) -> ECKey | RSAKey:
    return _kind_of(row.algorithm).import_key(json.loads(decrypt(row.private_key_encrypted, purpose=PURPOSE)))


def _public(row: TokenKey) -> dict[str, str]:
    return {**row.public_jwk, "kid": row.kid, "alg": row.algorithm, "use": "sig"}
