"""A receipt as an organisation makes it, from real keys and without a database; any part of it may be another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from webauthn.helpers import parse_attestation_object

from devices.signatures.challenges import ApprovalChallenge, sign_challenge
from devices.signatures.encoding import decode, encode, random_b64url
from devices.signatures.jws.kinds import RECEIPT
from devices.signatures.jws.reading import read
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey, jwk_to_text
from devices.signatures.receipts.answered import SignedAnswer
from devices.signatures.receipts.keys import TrustedKeys
from devices.signatures.receipts.reading import VerifiedReceipt, verify_receipt
from devices.signatures.receipts.writing import Vouched, write_receipt
from devices.simulator.authenticator import PlatformCredential, make_credential
from devices.simulator.messages import build_decision
from devices.simulator.received import ReceivedChallenge
from devices.simulator.unlocking import Unlock, prove_unlock
from tests.unit.devices.signatures.conftest import ISSUER, NOW, PHONE

VOUCHED = Vouched(
    issuer=ISSUER,
    transaction="request-1",
    tenant_id="9f2c",
    tenant_name="Nordljus",
    tenant_kind="organisation",
    username="ann@nordljus.example",
    display_name="Ann",
    phone_name="Ann's phone",
    approved_at=NOW + 20,
)


@dataclass
class Maker:
    """Whoever makes receipts: the organisation's key, the phone's two, and what the phone is asked."""

    server: SigningKey
    device: SigningKey
    pin: SigningKey
    asked: ApprovalChallenge
    vouched: Vouched = VOUCHED

    @property
    def trusted(self) -> TrustedKeys:
        return TrustedKeys(ISSUER, {self.server.thumbprint: self.server.public_jwk})

    def challenge(self, **changes: Any) -> ReceivedChallenge:
        asked = replace(self.asked, **changes)
        return ReceivedChallenge(text=sign_challenge(challenge=asked, key=self.server), claims=asked.claims())

    def answer(
        self,
        challenge: ReceivedChallenge | None = None,
        *,
        number: str | None = "47",
        unlock: Unlock | None = None,
        origin: str = "https://id.nordljus.example",
        **said: Any,
    ) -> SignedAnswer:
        """What the phone answers, opened by its PIN if nothing else is said."""
        challenge = challenge or self.challenge()
        is_approval = said.pop("is_approval", True)
        opened = prove_unlock(
            unlock=unlock or self.pin, challenge=challenge, number=number, origin=origin, now=NOW + 20
        )
        decision = build_decision(
            key=self.device,
            phone_id=PHONE,
            challenge=challenge,
            now=NOW + 20,
            is_approval=is_approval,
            number=number if is_approval else None,
            unlock_hash=opened.digest if is_approval else None,
            **said,
        )
        return SignedAnswer(
            challenge=challenge.text,
            decision=decision,
            unlock=opened.sent if is_approval else None,
            device_key=self.device.public_jwk,
            unlock_key=jwk_to_text(self.pin.public_jwk),
        )

    def receipt(self, answer: SignedAnswer | None = None, *, key: SigningKey | None = None) -> str:
        return write_receipt(
            answer=answer or self.answer(), vouched=self.vouched, key=key or self.server, now=NOW + 60
        )

    def claims(self) -> dict[str, Any]:

        return read(text=self.receipt(), kind=RECEIPT, max_bytes=24 * 1024).claims

    def signed(self, claims: dict[str, Any]) -> str:
        """Whatever it says, in the organisation's name."""
        return sign(claims=claims, kind=RECEIPT, key=self.server)

    def shows(self, text: str) -> VerifiedReceipt:
        return verify_receipt(text, trusted=[self.trusted])


def platform_lock() -> tuple[PlatformCredential, str]:
    """The phone's own lock, and its public key as it is kept."""
    options = {"rp": {"id": "id.nordljus.example"}, "challenge": random_b64url()}
    lock, made = make_credential(options=options, origin="https://id.nordljus.example")
    attested = parse_attestation_object(decode(made["response"]["attestationObject"])).auth_data
    assert attested.attested_credential_data is not None
    return lock, encode(attested.attested_credential_data.credential_public_key)


@pytest.fixture
def maker(
    server_key: SigningKey, device_key: SigningKey, pin_key: SigningKey, approval_challenge: ApprovalChallenge
) -> Maker:
    asked = replace(
        approval_challenge,
        kind="act",
        unlock="required",
        match="type",
        context=replace(
            approval_challenge.context,
            binding_message="Deploy 4.2",
            details=({"type": "deployment", "what": "shop", "version": "4.2", "where": "live"},),
        ),
        binding=replace(approval_challenge.binding, nonce=random_b64url()),
    )
    return Maker(server_key, device_key, pin_key, replace(asked, choices=None))
