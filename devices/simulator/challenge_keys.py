"""The tenants' challenge keys, as the phone learned them: no challenge is believed without one."""

from typing import Any

from devices.signatures.challenges import read_challenge
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import MessageKind
from devices.signatures.jws.reading import read
from devices.signatures.keys import read_public_jwk, thumbprint
from devices.simulator.calls import DeviceCalls
from devices.simulator.received import ReceivedChallenge


class ChallengeKeys:
    """Public keys by tenant, fetched when first needed and again when a key is unknown (keys are rotated)."""

    def __init__(self, *, calls: DeviceCalls) -> None:
        self.calls = calls
        self.by_tenant: dict[str, dict[str, dict[str, str]]] = {}

    def verify(self, *, text: Any, kind: MessageKind, expected_audience: str) -> ReceivedChallenge:
        """Verify a challenge made for this phone by a tenant of this server. Raises SignatureRejected."""
        message = read(text=text, kind=kind)
        public_key = self._key(issuer=message.claims["iss"], kid=message.header["kid"])
        claims = read_challenge(
            challenge=text, kind=kind, public_key=public_key, expected_audience=expected_audience
        )
        return ReceivedChallenge(text=message.text, claims=claims)

    def _key(self, *, issuer: str, kid: Any) -> dict[str, str]:
        # Keys are looked up by the tenant the challenge names: one tenant cannot speak for another.
        prefix = self.calls.public_url + "/tenants/"
        tenant = issuer.removeprefix(prefix)
        if not issuer.startswith(prefix) or "/" in tenant:
            raise SignatureRejected("wrong_issuer")
        if kid not in self.by_tenant.get(tenant, {}):
            self.by_tenant[tenant] = self._fetch(tenant)
        if kid not in self.by_tenant[tenant]:
            raise SignatureRejected("wrong_key")
        return self.by_tenant[tenant][kid]

    def _fetch(self, tenant: str) -> dict[str, dict[str, str]]:
        answer = self.calls.call(method="GET", path=f"tenants/{tenant}/jwks/")
        keys = [
            read_public_jwk({name: key[name] for name in ("kty", "crv", "x", "y")}) for key in answer["keys"]
        ]
        return {thumbprint(key): key for key in keys}
