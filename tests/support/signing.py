"""An application that has a key of its own, and signs with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from accounts import clock
from accounts.secrets import new_secret
from accounts.tenants.models import Tenant
from devices.callers import nonces
from devices.signatures.dpop import access_token_hash
from idp.oidc.applications.keys import read_set
from idp.oidc.engine.assertions import KIND
from idp.oidc.issuer import address_of, issuer_of
from tests.support.relying import RelyingParty, make_application

ES256, PS256, RS256, EDDSA = "ES256", "PS256", "RS256", "EdDSA"
Key = ECKey | RSAKey | OKPKey
API, OTHER_API = "https://api.example/v1", "https://other.example/"
# What a service is made with, to which nobody signs in.
AS_SERVICE: dict[str, Any] = {
    "name": "Nightly",
    "kind": "service",
    "redirect_uris": [],
    "post_logout_uris": [],
    "is_for_everybody": False,
    "may_stay": False,
    "own_scopes": ["orders.read", "orders.write"],
    "resources": [API, OTHER_API],
}


def new_key(algorithm: str = ES256) -> Key:
    if algorithm == ES256:
        return ECKey.generate_key("P-256")
    return OKPKey.generate_key("Ed25519") if algorithm == EDDSA else RSAKey.generate_key(2048)


def set_of(*keys: Key) -> str:
    """The JWK set of their public halves, as a file of it is given."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


def sign(key: Any, said: dict[str, Any], **header: Any) -> str:
    """A compact JWS; whatever the header says."""
    whole = {"alg": ES256} | header
    registry = jws.JWSRegistry(algorithms=[whole["alg"]], strict_check_header=False)
    registry.max_header_length = 4096
    shown = {name: value for name, value in whole.items() if value is not None}
    return jws.serialize_compact(shown, json.dumps(said), key, registry=registry)


@dataclass
class SigningParty(RelyingParty):
    """It shows who it is by an assertion that it signs anew for each call."""

    key: Key = field(default_factory=new_key)
    algorithm: str = ES256

    def claims(self, **more: Any) -> dict[str, Any]:
        now = int(clock.seconds())
        said = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": issuer_of(self.application.tenant),
            "jti": new_secret(),
            "iat": now,
            "exp": now + 60,
        } | more
        return {name: value for name, value in said.items() if value is not None}

    def assertion(self, *, header: dict[str, Any] | None = None, **more: Any) -> str:
        return sign(self.key, self.claims(**more), **({"alg": self.algorithm} | (header or {})))

    def signed(
        self,
        asked: Mapping[str, Any],
        *,
        header: dict[str, Any] | None = None,
        key: Key | None = None,
        **more: Any,
    ) -> str:
        """A request that it signs (RFC 9101): for `asked`, and `more` in its place; None leaves out."""
        said = self.claims(**({"sub": None, "nbf": int(clock.seconds())} | dict(asked) | more))
        return sign(key or self.key, said, **({"alg": self.algorithm} | (header or {})))

    def who(self) -> dict[str, str]:
        return {"client_assertion_type": KIND, "client_assertion": self.assertion()}


@dataclass
class ProvingParty(RelyingParty):
    """It shows at each call that it holds a key (DPoP); `made` changes what it says in the next proofs."""

    key: Key = field(default_factory=new_key)
    algorithm: str = ES256
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def jkt(self) -> str:
        return self.key.thumbprint()

    def prove(self, path: str, *, method: str = "POST", token: str = "", **more: Any) -> str:
        """A proof for a call to our address `path`; whatever `more` says of it, None leaves out."""
        said = {
            "htm": method,
            "htu": address_of(self.application.tenant, path),
            "iat": int(clock.seconds()),
            "jti": new_secret(),
            "nonce": nonces.current(),
            **({"ath": access_token_hash(token)} if token else {}),
        }
        whole: dict[str, Any] = said | self.made | more
        header: dict[str, Any] = {
            "typ": "dpop+jwt",
            "alg": self.algorithm,
            "jwk": self.key.as_dict(private=False),
        }
        header.update(whole.pop("header", {}))
        return sign(self.key, {name: value for name, value in whole.items() if value is not None}, **header)

    def proof(self, path: str) -> dict[str, str]:
        return {"DPoP": self.prove(path)}

    def userinfo(
        self, token: str, *, slug: str = "", scheme: str = "DPoP", proves: str | None = None, **more: Any
    ) -> Any:
        shown = token if proves is None else proves
        proof = self.prove("userinfo", method="GET", token=shown, **more)
        headers = {"Authorization": f"{scheme} {token}", "DPoP": proof}
        return self.server.get(f"/t/{slug or self.slug}/userinfo", headers=headers)


def make_proving(tenant: Tenant, *, algorithm: str = ES256, **facts: Any) -> ProvingParty:
    """An application of this tenant whose tokens are bound to a key of its own."""
    made = make_application(tenant, **facts)
    return ProvingParty(made.slug, made.application, made.secret, key=new_key(algorithm), algorithm=algorithm)


def make_signing(tenant: Tenant, *, algorithm: str = ES256, **facts: Any) -> SigningParty:
    """An application of this tenant that has given its public key."""
    key = new_key(algorithm)
    made = make_application(tenant, public_keys=read_set(set_of(key)), **facts)
    return SigningParty(made.slug, made.application, made.secret, key=key, algorithm=algorithm)
