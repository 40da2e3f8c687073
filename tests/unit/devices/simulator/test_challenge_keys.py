import pytest

from devices.signatures.errors import SignatureRejected
from devices.signatures.keys import SigningKey
from devices.simulator.phone import SimulatedPhone
from tests.unit.devices.simulator.small_server import ISSUER, SmallServer

KEYS = ("GET", "tenants/t1/jwks/")


def test_a_tenants_keys_are_fetched_once(enrolled: SimulatedPhone, server: SmallServer) -> None:
    enrolled.requests()
    enrolled.requests()

    assert server.calls.count(KEYS) == 1


def test_a_new_key_of_the_tenant_is_found(enrolled: SimulatedPhone, server: SmallServer) -> None:
    server.key = SigningKey.generate()

    assert enrolled.requests()
    assert server.calls.count(KEYS) == 2


def test_a_challenge_by_a_key_the_tenant_does_not_publish_is_not_believed(
    enrolled: SimulatedPhone, server: SmallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = server.key
    monkeypatch.setattr(
        enrolled.challenge_keys, "_fetch", lambda _tenant: {published.thumbprint: published.public_jwk}
    )
    server.key = SigningKey.generate()

    with pytest.raises(SignatureRejected, match="wrong_key"):
        enrolled.requests()


@pytest.mark.parametrize(
    "issuer", ["https://evil.example/tenants/t1", ISSUER + "/../t2", "t1", ISSUER.upper()]
)
def test_a_challenge_of_another_server_is_not_believed(
    issuer: str, enrolled: SimulatedPhone, server: SmallServer
) -> None:
    server.issuer = issuer

    with pytest.raises(SignatureRejected, match="wrong_issuer"):
        enrolled.requests()
