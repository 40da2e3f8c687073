"""A phone that is being added, step by step, below the API: it claims a code, completes with its keys, is tested."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.users.models import User
from devices.challenge_keys.services import published_keys
from devices.enrolment.claims import Claimed, claim
from devices.enrolment.completing import Completed, complete
from devices.enrolment.models import Enrolment
from devices.enrolment.services import offer
from devices.phones.models import Phone
from devices.signatures.challenges import read_challenge
from devices.signatures.jws.kinds import ENROLMENT_CHALLENGE
from devices.signatures.jws.reading import read
from devices.signatures.keys import SigningKey
from devices.simulator.messages import build_enrolment
from devices.simulator.received import ReceivedChallenge
from devices.simulator.unlocking import Unlock, UnlockMode, UnlockProof, make_unlock
from tests.support.signing_phone import CONTEXT, SigningPhone, new_binding


def offered(user: User, *, session_digest: str = "") -> tuple[Enrolment, str]:
    return offer(user, session_digest=session_digest or new_binding(), context=CONTEXT, now=timezone.now())


@dataclass
class JoiningPhone:
    """A phone nobody knows yet, or (`known`) one that adds another account."""

    key: SigningKey = field(default_factory=SigningKey.generate)
    known: Phone | None = None

    def claim(self, code: str) -> Claimed:
        return claim(
            code,
            jwk=self.key.public_jwk,
            thumbprint=self.key.thumbprint,
            phone=self.known,
            caller="Firefox (Android)",
            now=timezone.now(),
        )

    def read(self, claimed: Claimed) -> ReceivedChallenge:
        """The challenge as the phone believes it: signed by a key that the tenant publishes, made for this phone."""
        kid = read(text=claimed.challenge, kind=ENROLMENT_CHALLENGE).header["kid"]
        keys = {key["kid"]: key for key in published_keys(claimed.enrolment.user.tenant)["keys"]}
        public = {name: keys[kid][name] for name in ("kty", "crv", "x", "y")}
        claims = read_challenge(
            challenge=claimed.challenge,
            kind=ENROLMENT_CHALLENGE,
            public_key=public,
            expected_audience=self.key.thumbprint,
        )
        return ReceivedChallenge(text=claimed.challenge, claims=claims)

    def make_unlock(self, claimed: Claimed, mode: UnlockMode) -> tuple[Unlock, UnlockProof]:
        return make_unlock(
            mode=mode,
            challenge=self.read(claimed),
            creation_options=claimed.creation_options,
            origin=settings.PUBLIC_URL,
            now=int(time.time()),
        )

    def message(self, claimed: Claimed, *, proof: UnlockProof | None, **overrides: Any) -> str:
        return build_enrolment(
            key=self.key,
            challenge=self.read(claimed),
            now=int(time.time()),
            label="Ann's phone",
            platform="test",
            unlock_hash=proof.digest if proof else None,
            overrides=overrides,
        )

    def send(self, claimed: Claimed, message: str, *, unlock: dict[str, Any] | None) -> Completed:
        return complete(
            claimed.enrolment.pk,
            thumbprint=self.key.thumbprint,
            message=message,
            unlock=unlock,
            now=timezone.now(),
        )

    def complete(
        self, claimed: Claimed, *, mode: UnlockMode | None = "pin", **overrides: Any
    ) -> SigningPhone:
        """Sends the keys; from here on the phone answers requests like any other, the closing test first."""
        made = self.make_unlock(claimed, mode) if mode else None
        proof = made[1] if made else None
        completed = self.send(
            claimed,
            self.message(claimed, proof=proof, **overrides),
            unlock=proof.sent if proof else None,
        )
        account = completed.account
        unlocks = {str(account.pk): made[0]} if made else {}
        return SigningPhone(
            row=account.phone, key=self.key, token=completed.device_token or "", unlocks=unlocks
        )
