"""A phone whose rows stand in the database already, and which truly signs: for tests below the API.

``organisation`` and ``person`` make who is asked, ``phone_of`` gives them a phone, ``ask`` asks it.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.tenants.models import Domain, Tenant
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.challenges import waiting_for
from devices.approvals.deciding import Answer, answer
from devices.approvals.finishing import Consumed, consume
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import Asking, request_approval
from devices.approvals.state import State
from devices.challenge_keys.services import published_keys
from devices.phones.models import Phone, PhoneAccount
from devices.phones.tokens import new_token
from devices.signatures.challenges import read_challenge
from devices.signatures.encoding import sha256_b64url
from devices.signatures.jws.kinds import APPROVAL_CHALLENGE, MessageKind
from devices.signatures.jws.reading import read
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.signatures.platform_unlocks import creation_options, verify_platform_registration
from devices.simulator.authenticator import PlatformCredential, make_credential
from devices.simulator.messages import build_decision
from devices.simulator.received import ReceivedChallenge
from devices.simulator.unlocking import Unlock, prove_unlock

CONTEXT = {
    "application": "Admin portal",
    "browser": "Firefox",
    "system": "Linux",
    "place": "Sweden",
    "ip": "192.0.2.7",
}


def organisation(slug: str = "nordljus", *, kind: str = "organisation", **policy: Any) -> Tenant:
    """A tenant that lets everybody use phones and passwords; both kinds of unlock unless `policy` says else."""
    tenant = Tenant.objects.create(name=slug.title(), slug=slug, kind=kind)
    Domain.objects.create(tenant=tenant, name=f"{slug}.example", is_verified=True)
    TenantPolicy.objects.create(tenant=tenant, **{"unlock": "platform_or_pin", **policy})
    for method in ("phone", "password"):
        MethodPolicy.objects.create(tenant=tenant, method=method, is_on=True, for_everyone=True)
    return tenant


def person(tenant: Tenant, name: str = "ann") -> User:
    return User.objects.create_user(f"{name}@{tenant.slug}.example", tenant=tenant, display_name=name.title())


@dataclass
class SigningPhone:
    """One phone with its key; `token` is its device token, `unlocks` the unlock of each account by its id."""

    row: Phone
    key: SigningKey
    token: str
    unlocks: dict[str, Unlock] = field(default_factory=dict)

    def add(self, user: User, *, unlock: str = "pin", phone_sign_in: bool = True) -> PhoneAccount:
        """An account of `user` that has passed its test; `unlock` is "pin", "platform" or ""."""
        account = PhoneAccount(user=user, phone=self.row, name=self.row.label, phone_sign_in=phone_sign_in)
        account.unlock_mode = unlock
        if unlock == "pin":
            key = SigningKey.generate()
            account.unlock_credential_id, account.unlock_public_key = (
                key.thumbprint,
                jwk_to_text(key.public_jwk),
            )
            self.unlocks[str(account.pk)] = key
        if unlock == "platform":
            credential, stored = _platform_credential(user)
            account.unlock_credential_id, account.unlock_public_key = credential.credential_id, stored
            self.unlocks[str(account.pk)] = credential
        account.save()
        return account

    def fetch(self) -> list[ReceivedChallenge]:
        """What this phone is shown now, each verified with the keys its tenant publishes."""
        return [
            self.read(shown.jws, shown.request.tenant) for shown in waiting_for(self.row, now=timezone.now())
        ]

    def read(self, jws: str, tenant: Tenant, *, kind: MessageKind = APPROVAL_CHALLENGE) -> ReceivedChallenge:
        kid = read(text=jws, kind=kind).header["kid"]
        keys = {key["kid"]: key for key in published_keys(tenant)["keys"]}
        public = {name: keys[kid][name] for name in ("kty", "crv", "x", "y")}
        claims = read_challenge(
            challenge=jws, kind=kind, public_key=public, expected_audience=str(self.row.pk)
        )
        return ReceivedChallenge(text=jws, claims=claims)

    def see(self, request: ApprovalRequest) -> ReceivedChallenge:
        """The challenge of this request, which must be among what the phone is shown."""
        return next(c for c in self.fetch() if c.claims["txn"] == str(request.pk))

    def approval(
        self, challenge: ReceivedChallenge, *, number: str | None, unlocked: bool = True, **overrides: Any
    ) -> Answer:
        """A signed approval with the proof of the unlock, when the account has one."""
        unlock = self.unlocks.get(challenge.claims["sub"]) if unlocked else None
        proof = unlock and prove_unlock(
            unlock=unlock,
            challenge=challenge,
            number=number,
            origin=settings.PUBLIC_URL,
            now=int(time.time()),
        )
        decision = self.sign(
            challenge,
            is_approval=True,
            number=number,
            unlock_hash=proof.digest if proof else None,
            overrides=overrides,
        )
        return Answer(decision, proof.sent if proof else None)

    def denial(self, challenge: ReceivedChallenge, *, reason: str | None = None) -> Answer:
        return Answer(self.sign(challenge, is_approval=False, reason=reason), None)

    def sign(self, challenge: ReceivedChallenge, *, is_approval: bool, **said: Any) -> str:
        return build_decision(
            key=self.key,
            phone_id=str(self.row.pk),
            challenge=challenge,
            now=int(time.time()),
            is_approval=is_approval,
            **said,
        )

    def approve(self, request: ApprovalRequest, *, number: str | None = None) -> State:
        """Fetches, gives the right number (or `number`), unlocks, answers."""
        asked = None if request.match == "approve" else request.number
        return self.send(
            request, self.approval(self.see(request), number=asked if number is None else number)
        )

    def deny(self, request: ApprovalRequest) -> State:
        return self.send(request, self.denial(self.see(request)))

    def send(self, request: ApprovalRequest, sent: Answer) -> State:
        return answer(self.row, request.pk, sent)


def new_phone(label: str = "Ann's phone") -> SigningPhone:
    key = SigningKey.generate()
    token, digest = new_token()
    row = Phone.objects.create(
        device_key=key.public_jwk,
        thumbprint=key.thumbprint,
        label=label,
        platform="test",
        token_digest=digest,
    )
    return SigningPhone(row=row, key=key, token=token)


def phone_of(user: User, *, unlock: str = "pin", phone_sign_in: bool = True) -> SigningPhone:
    """A new phone with one account, which has phone sign-in on."""
    phone = new_phone(f"Phone of {user.display_name}")
    phone.add(user, unlock=unlock, phone_sign_in=phone_sign_in)
    return phone


def new_binding() -> str:
    """What a browser is bound by: the digest of its cookie."""
    return secrets.token_hex(32)


def ask(user: User, /, *, binding: str = "", kind: str = "signin", **asking: Any) -> ApprovalRequest:
    """A request as the sign-in page makes it; `kind` is the key of one."""
    said = {
        "known_browser": False,
        "context": CONTEXT,
        "tenant": user.tenant,
        "username": user.username,
        "user": user,
    }
    return request_approval(
        Asking(**{**said, "binding": binding or new_binding(), "kind": kinds.of(kind), **asking}),
        now=timezone.now(),
    )


def finish(request: ApprovalRequest, /, *, binding: str, user: User) -> Consumed:
    """The browser with this binding finishes, for this user as they stand now."""
    return consume(request, binding=binding, user_id=user.pk, auth_hash=user.get_session_auth_hash())


def _platform_credential(user: User) -> tuple[PlatformCredential, str]:
    nonce = secrets.token_urlsafe(32)
    options = creation_options(
        nonce=nonce,
        rp_id="localhost",
        rp_name="Handslag",
        user_handle=user.pk.bytes,
        username=user.username,
        display_name=user.display_name,
    )
    credential, made = make_credential(options=options, origin=settings.PUBLIC_URL)
    verified = verify_platform_registration(
        credential=made,
        expected_unlock_hash=sha256_b64url(made["response"]["attestationObject"]),
        expected_nonce=nonce,
        expected_rp_id="localhost",
        expected_origin=settings.PUBLIC_URL,
    )
    return credential, verified.public_key
