"""A phone that is being added, step by step, below the device API: refusals come as the verbs raise them."""

from __future__ import annotations

import uuid
from typing import Any

from accounts import clock
from accounts.tenants.models import Tenant
from devices.challenge_keys.services import published_keys
from devices.enrolment.claims import claim
from devices.enrolment.completing import Completed, complete
from devices.phones.models import Phone
from devices.signatures.jws.kinds import ENROLMENT_CHALLENGE
from devices.signatures.keys import PUBLIC_MEMBERS
from devices.simulator.messages import build_enrolment
from devices.simulator.phone import AccountOnPhone, ClaimedEnrolment, SimulatedPhone
from devices.simulator.unlocking import UnlockMode, UnlockProof


class JoiningPhone(SimulatedPhone):
    """One nobody knows yet, or one that adds another account."""

    @property
    def row(self) -> Phone:
        """This phone as the server knows it now."""
        return Phone.objects.get(pk=self.id)

    def learn_keys(self, tenant: Tenant) -> None:
        """The keys the tenant publishes, without the call that fetches them."""
        self.challenge_keys.by_tenant[str(tenant.pk)] = keys_of(tenant)

    def take(self, code: str) -> ClaimedEnrolment:
        """Claims the code; believes the challenge only if the tenant signed it for this phone."""
        claimed = claim(
            code,
            jwk=self.key.public_jwk,
            thumbprint=self.key.thumbprint,
            phone=self.row if self.id else None,
            label="Firefox (Android)",
            now=clock.now(),
        )
        self.learn_keys(claimed.enrolment.user.tenant)
        challenge = self.challenge_keys.verify(
            text=claimed.challenge, kind=ENROLMENT_CHALLENGE, expected_audience=self.key.thumbprint
        )
        return ClaimedEnrolment(
            id=str(claimed.enrolment.pk), challenge=challenge, creation_options=claimed.creation_options
        )

    def unlock_for(self, claimed: ClaimedEnrolment, mode: UnlockMode) -> UnlockProof:
        """A new unlock, shown to be held; nothing is kept of it."""
        _made, proof = self._make_unlock(mode, claimed.challenge, claimed.creation_options)
        assert proof is not None
        return proof

    def joining_message(
        self, claimed: ClaimedEnrolment, *, proof: UnlockProof | None, **overrides: Any
    ) -> str:
        return build_enrolment(
            key=self.key,
            challenge=claimed.challenge,
            now=self.calls.now(),
            label=self.label,
            platform=self.platform,
            unlock_hash=proof.digest if proof else None,
            overrides=overrides,
        )

    def hand_over(
        self, claimed: ClaimedEnrolment, message: str, *, unlock: dict[str, Any] | None
    ) -> Completed:
        """Sends what was signed, whoever claimed."""
        return complete(
            uuid.UUID(claimed.id),
            thumbprint=self.key.thumbprint,
            message=message,
            unlock=unlock,
            now=clock.now(),
        )

    def join(
        self, claimed: ClaimedEnrolment, *, unlock: UnlockMode | None = "pin", **overrides: Any
    ) -> AccountOnPhone:
        """Sends the keys; from here on the phone answers requests like any other, the closing test first."""
        made, proof = self._make_unlock(unlock, claimed.challenge, claimed.creation_options)
        completed = self.hand_over(
            claimed,
            self.joining_message(claimed, proof=proof, **overrides),
            unlock=proof.sent if proof else None,
        )
        self.calls.token = completed.device_token or self.calls.token
        self.id = str(completed.account.phone_id)
        user = completed.account.user
        account = AccountOnPhone(
            id=str(completed.account.pk), username=user.username, tenant_name=user.tenant.name, unlock=made
        )
        self.accounts[account.id] = account
        return account


def keys_of(tenant: Tenant) -> dict[str, dict[str, str]]:
    """The keys a tenant publishes, as a phone remembers them."""
    keys = published_keys(tenant)["keys"]
    return {key["kid"]: {name: key[name] for name in PUBLIC_MEMBERS} for key in keys}
