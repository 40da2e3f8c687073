"""A message that an application signed, read strictly before any key is touched, then verified by one key. Pure.

The algorithm is one of the key's own, whatever the message says of itself (RFC 8725, section 3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from devices.signatures.encoding import decode
from devices.signatures.errors import MessageMalformed
from devices.signatures.jws.reading import split
from devices.signatures.jws.strict_json import DEEPEST, read_object
from idp.oidc.signed.keys import PublicKey

LONGEST_MESSAGE = 8 * 1024
LONGEST_HEADER = 4 * 1024
# What they may say of themselves; nothing of it is followed anywhere, and what must be understood (`crit`) is not here.
KNOWN_HEADERS = frozenset({"alg", "typ", "kid", "jwk", "x5t", "x5t#S256"})


class NotBelieved(Exception):
    """A message that is not believed; `reason` is short and stable, for the log and for whoever develops."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Message:
    """What it says, believed by nobody yet."""

    text: str
    header: dict[str, Any]
    claims: dict[str, Any]

    @property
    def algorithm(self) -> str:
        return str(self.header.get("alg", ""))

    def said(self, name: str) -> str:
        """What it says by this name, "" where that is no text."""
        value = self.claims.get(name)
        return value if isinstance(value, str) else ""

    def moment(self, name: str) -> int | None:
        """The time it says by this name, None for none. Raises NotBelieved where it is something else."""
        value = self.claims.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise NotBelieved(f"{name} is no time")
        return value


class _Registry(jws.JWSRegistry):
    """An RSA key in a header is longer than the library expects, and EdDSA is warned of for its name alone."""

    max_header_length = LONGEST_HEADER

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


def read(text: str, *, deepest: int = DEEPEST) -> Message:
    """Return what it says. Raises NotBelieved where two readers could read two things."""
    try:
        header_part, claims_part, _signature = split(text=text, max_bytes=LONGEST_MESSAGE)
        header = read_object(decode(header_part))
        claims = read_object(decode(claims_part), deepest=deepest)
    except MessageMalformed as wrong:
        raise NotBelieved(wrong.reason) from wrong
    if not header.keys() <= KNOWN_HEADERS:
        raise NotBelieved("a header that is not known")
    return Message(text, header, claims)


def one_of(keys: Sequence[PublicKey], message: Message) -> PublicKey:
    """The key that it names; where it names none, the only one that it can be by. Raises NotBelieved."""
    kid = message.header.get("kid")
    fit = [key for key in keys if message.algorithm in key.algorithms]
    named = [key for key in fit if kid in (key.kid, key.thumbprint)] if kid is not None else fit
    if len(named) != 1:
        raise NotBelieved("no key of the application, or more than one")
    return named[0]


def verify(message: Message, key: PublicKey, *, algorithms: tuple[str, ...]) -> None:
    """Believe it, if this key signed it by one of these algorithms. Raises NotBelieved."""
    algorithm = message.algorithm
    if algorithm not in algorithms or algorithm not in key.algorithms:
        raise NotBelieved("an algorithm that is not taken")
    try:
        registry = _Registry(algorithms=[algorithm])
        jws.deserialize_compact(message.text, key.key, algorithms=[algorithm], registry=registry)
    except (JoseError, ValueError) as wrong:
        raise NotBelieved("not signed by this key") from wrong
