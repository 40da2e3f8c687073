"""The name (`jti`) of a message that was signed counts once, as long as the message could be believed."""

from __future__ import annotations

from accounts.refusals import TooManyTries
from accounts.throttle.counting import Limit, count
from idp.oidc.signed.messages import NotBelieved

LONGEST_NAME = 256


def use_once(scope: str, signer: str, name: str, *, seconds: int) -> None:
    """Use the name: one statement of the database, so of many at once one is first. Raises NotBelieved for all others.

    Asked last, so that a message that is refused for something else has used up nothing.
    """
    if not 0 < len(name) <= LONGEST_NAME:
        raise NotBelieved("jti is missing")
    try:
        count(Limit(scope=scope, key=f"{signer}:{name}", most=1, seconds=seconds))
    except TooManyTries as again:
        raise NotBelieved("it was used before") from again
