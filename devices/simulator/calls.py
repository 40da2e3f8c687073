"""Calls to the device API: each with its own proof that this phone holds its key (RFC 9449)."""

from collections.abc import Callable, Mapping
from typing import Any

from devices.signatures.dpop import access_token_hash
from devices.signatures.encoding import random_b64url
from devices.signatures.jws.kinds import DPOP_PROOF
from devices.signatures.jws.writing import sign
from devices.signatures.keys import SigningKey
from devices.simulator.transport import Answer, Transport

BASE = "/device-api/v1/"
FIRST_REFUSAL = 400
# With the server's nonce; or because what carries the call sent it once more by itself, with the proof that it had.
ANOTHER_PROOF = frozenset({"use_dpop_nonce", "proof_replayed"})


class CallRefused(Exception):
    """The server said no. `code` is the protocol's stable code, `text` what a person may read."""

    def __init__(self, *, status: int, code: str, text: str) -> None:
        super().__init__(f"{status} {code}: {text}")
        self.status = status
        self.code = code
        self.text = text


def build_proof(
    *,
    key: SigningKey,
    method: str,
    url: str,
    now: int,
    nonce: str | None = None,
    token: str | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> str:
    """Build a DPoP proof for one call; `overrides` replace claims, None removes one."""
    claims = {
        "jti": random_b64url(),
        "htm": method,
        "htu": url,
        "iat": now,
        "ath": access_token_hash(token) if token else None,
        "nonce": nonce,
        **(overrides or {}),
    }
    return sign(
        claims={name: value for name, value in claims.items() if value is not None}, kind=DPOP_PROOF, key=key
    )


class DeviceCalls:
    """Calls as one phone. Remembers the server's latest nonce; `token` is set once the server gave one."""

    def __init__(
        self,
        *,
        transport: Transport,
        public_url: str,
        key: SigningKey,
        clock: Callable[[], float],
        token: str | None = None,
    ) -> None:
        self.transport = transport
        self.public_url = public_url
        self.key = key
        self.clock = clock
        self.token = token
        self.nonce: str | None = None

    def now(self) -> int:
        """Return the phone's own idea of the time, in seconds since 1970."""
        return int(self.clock())

    def proof(self, *, method: str, path: str) -> str:
        """Build the proof for one call to an absolute path."""
        return build_proof(
            key=self.key,
            method=method,
            url=self.public_url + path,
            now=self.now(),
            nonce=self.nonce,
            token=self.token,
        )

    def call(self, *, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Call `path` below the API's base; return the JSON body. Raises CallRefused.

        A server that asks for another proof is obeyed once for each reason.
        """
        reasons = set(ANOTHER_PROOF)
        answer = self._send(method=method, path=BASE + path, body=body)
        while _code(answer) in reasons:
            reasons.remove(_code(answer))
            answer = self._send(method=method, path=BASE + path, body=body)
        if answer.status >= FIRST_REFUSAL:
            raise CallRefused(status=answer.status, code=_code(answer), text=_text(answer))
        return answer.body

    def _send(self, *, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        headers = {"DPoP": self.proof(method=method, path=path), "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"DPoP {self.token}"
        answer = self.transport.send(method=method, path=path, headers=headers, body=body)
        self.nonce = answer.headers.get("dpop-nonce", self.nonce)
        return answer


def _code(answer: Answer) -> str:
    return str(answer.body.get("code", "")) if isinstance(answer.body, dict) else ""


def _text(answer: Answer) -> str:
    if isinstance(answer.body, dict):
        return str(answer.body.get("detail") or answer.body.get("title") or "")
    return f"The server answered {answer.status}."
