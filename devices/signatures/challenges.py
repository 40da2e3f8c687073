"""What the server asks a phone to answer. A phone acts on a challenge only after verifying it.

Each challenge is a frozen value; `sign_challenge` makes the text that goes over the wire, and the phone's
answer is bound to that very text by its hash (`chh`), so everything the person was shown is covered without
canonicalisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import (
    APPROVAL_CHALLENGE,
    ENROLMENT_CHALLENGE,
    MOVE_CHALLENGE,
    UNLOCK_CHALLENGE,
    MessageKind,
)
from devices.signatures.jws.reading import read_verified
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey


@dataclass(frozen=True, kw_only=True)
class Binding:
    """What every challenge says. Times in whole seconds since 1970; `nonce` and `jti` fresh random base64url.

    `issuer` is PUBLIC_URL/tenants/<tenant id>; `audience` the phone's id (at enrolment its device key's
    thumbprint); `transaction` what it is about: request handle, enrolment id, or phone account id.
    """

    issuer: str
    audience: str
    transaction: str
    nonce: str
    jti: str
    issued_at: int
    expires_at: int

    def claims(self) -> dict[str, Any]:
        """Return the claims to be signed."""
        return {
            "iss": self.issuer,
            "aud": self.audience,
            "jti": self.jti,
            "txn": self.transaction,
            "nonce": self.nonce,
            "iat": self.issued_at,
            "exp": self.expires_at,
        }


@dataclass(frozen=True, kw_only=True)
class RequestContext:
    """What the person is shown: who asks, from where, when (seconds since 1970). Texts come cleaned.

    `binding_message` is what both screens name (CIBA); `details` are particulars, each with its `type` and its facts:
    of an act (devices/four_eyes), of who calls (devices/call_checks), or of what an application asks for.
    """

    tenant: str
    application: str
    browser: str
    system: str
    place: str
    ip: str
    known_browser: bool
    asked_at: int
    binding_message: str = ""
    details: tuple[Mapping[str, str], ...] = ()

    def claim(self) -> dict[str, Any]:
        """Return the claim: without what is reserved, where there is none."""
        said = vars(self) | {"details": [dict(one) for one in self.details]}
        return {
            name: value for name, value in said.items() if value or name not in ("binding_message", "details")
        }


@dataclass(frozen=True, kw_only=True)
class EnrolmentChallenge:
    """Ask whether this phone may carry this account. `unlock_modes`: what policy accepts, as the protocol names it."""

    KIND: ClassVar[MessageKind] = ENROLMENT_CHALLENGE
    binding: Binding
    tenant_id: str
    tenant_name: str
    tenant_kind: str
    username: str
    display_name: str
    unlock_modes: tuple[str, ...]
    phone_sign_in: bool

    def claims(self) -> dict[str, Any]:
        """Return the claims to be signed."""
        return self.binding.claims() | {
            "tenant": {"id": self.tenant_id, "name": self.tenant_name, "kind": self.tenant_kind},
            "account": {"username": self.username, "display_name": self.display_name},
            "unlock_modes": list(self.unlock_modes),
            "phone_sign_in": self.phone_sign_in,
        }


@dataclass(frozen=True, kw_only=True)
class ApprovalChallenge:
    """Ask whether it is you. `choices` (match "choose" only) never says which number is right."""

    KIND: ClassVar[MessageKind] = APPROVAL_CHALLENGE
    binding: Binding
    account: str
    kind: str
    unlock: str
    match: str
    digits: int
    context: RequestContext
    choices: tuple[str, ...] | None = None

    def claims(self) -> dict[str, Any]:
        """Return the claims to be signed."""
        offered = {} if self.choices is None else {"choices": list(self.choices)}
        return self.binding.claims() | {
            "sub": self.account,
            "kind": self.kind,
            "unlock": self.unlock,
            "match": self.match,
            "digits": self.digits,
            **offered,
            "context": self.context.claim(),
        }


@dataclass(frozen=True, kw_only=True)
class UnlockChallenge:
    """Ask which unlock this account shall have from now on."""

    KIND: ClassVar[MessageKind] = UNLOCK_CHALLENGE
    binding: Binding
    account: str
    unlock_modes: tuple[str, ...]

    def claims(self) -> dict[str, Any]:
        """Return the claims to be signed."""
        return self.binding.claims() | {"sub": self.account, "unlock_modes": list(self.unlock_modes)}


@dataclass(frozen=True, kw_only=True)
class MoveChallenge:
    """Ask the old phone whether this account moves to the phone with this key, which calls itself so."""

    KIND: ClassVar[MessageKind] = MOVE_CHALLENGE
    binding: Binding
    account: str
    phone: str
    label: str
    salt: str

    def claims(self) -> dict[str, Any]:
        """Return the claims to be signed."""
        about = {"sub": self.account, "phone": self.phone, "label": self.label, "salt": self.salt}
        return self.binding.claims() | about


Challenge = EnrolmentChallenge | ApprovalChallenge | UnlockChallenge | MoveChallenge


def sign_challenge(*, challenge: Challenge, key: SigningKey) -> str:
    """Sign the challenge as the phone gets it: a compact JWS by the tenant's challenge key."""
    return sign(claims=challenge.claims(), kind=challenge.KIND, key=key)


def read_challenge(
    *, challenge: object, kind: MessageKind, public_key: Mapping[str, str], expected_audience: str
) -> dict[str, Any]:
    """Return the claims of a challenge of this kind, for this phone: the phone's side, and evidence.

    Raises SignatureRejected, with "wrong_audience" when it was made for another phone.
    """
    claims = read_verified(text=challenge, kind=kind, public_key=public_key)
    if claims["aud"] != expected_audience:
        raise SignatureRejected("wrong_audience")
    return claims
