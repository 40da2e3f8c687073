"""Real keys, and one sign-in request as a server would ask it."""

import pytest

from devices.signatures.challenges import ApprovalChallenge, Binding, RequestContext, sign_challenge
from devices.signatures.encoding import random_b64url
from devices.signatures.keys import SigningKey
from devices.simulator.received import ReceivedChallenge

ISSUER = "https://id.nordljus.example/tenants/9f2c"
PHONE = "phone-1"
NOW = 1_800_000_000


@pytest.fixture
def device_key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def pin_key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def server_key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def binding() -> Binding:
    return Binding(
        issuer=ISSUER,
        audience=PHONE,
        transaction="request-1",
        nonce=random_b64url(),
        jti=random_b64url(),
        issued_at=NOW,
        expires_at=NOW + 120,
    )


@pytest.fixture
def context() -> RequestContext:
    return RequestContext(
        tenant="Nordljus",
        application="Mail",
        browser="Firefox",
        system="Linux",
        place="Umeå",
        ip="192.0.2.7",
        known_browser=True,
        asked_at=NOW,
    )


@pytest.fixture
def approval_challenge(binding: Binding, context: RequestContext) -> ApprovalChallenge:
    return ApprovalChallenge(
        binding=binding,
        account="account-1",
        kind="signin",
        unlock="required",
        match="choose",
        digits=2,
        context=context,
        choices=("07", "42", "99"),
    )


@pytest.fixture
def challenge(approval_challenge: ApprovalChallenge, server_key: SigningKey) -> ReceivedChallenge:
    text = sign_challenge(challenge=approval_challenge, key=server_key)
    return ReceivedChallenge(text=text, claims=approval_challenge.claims())
