"""What an application asks for in a message that it signed (RFC 9101; of phones: CIBA Core 1.0, section 7.1.1).

Then the message alone says it: nothing that stands beside it counts. It is made for us, begins and ends within an hour,
and is signed by a key that the application shows who it is by. An assertion of who it is has `sub`, and is no request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from accounts import clock
from accounts.incidents import tell_refused
from idp.oidc.applications.keys import keys_of
from idp.oidc.applications.models import Application
from idp.oidc.asking.errors import INVALID_REQUEST, INVALID_REQUEST_OBJECT, CannotAsk
from idp.oidc.issuer import issuer_of
from idp.oidc.signed.keys import STRONG_ALGORITHMS
from idp.oidc.signed.messages import Message, NotBelieved, one_of, read, verify
from idp.oidc.signed.once import use_once

REQUEST = "request"
# FAPI-CIBA, section 5.2.2, and FAPI 2.0 Message Signing, section 5.3.1: from its beginning to its end.
LONGEST_LIFE_SECONDS = 3600
# Their clock may be ahead of ours.
CLOCKS_DIFFER_SECONDS = 30
# Explicit typing is not asked for, but no message of another kind is taken (RFC 9101, section 10.8).
TYPES = (None, "JWT", "oauth-authz-req+jwt")
# What makes it a message; everything else is what is asked for.
ENVELOPE = frozenset({"iss", "aud", "exp", "iat", "nbf", "jti"})
# What RFC 9396 and OpenID Connect Core, section 5.5, write as JSON is JSON in it.
STRUCTURED = frozenset({"authorization_details", "claims"})
DEEPEST = 8


def asked_by_message(application: Application, text: str) -> dict[str, str]:
    """Return what the message asks for, and use it: it counts once. Raises CannotAsk."""
    return _asked(application, text, at=clock.seconds(), is_once=True)


def asked_in_address(application: Application, text: str, *, since: int | None) -> dict[str, str]:
    """Return what the message in an address asks for. Raises CannotAsk.

    `since`: whoever comes back from our own pages brings the same address, whose message was good then.
    """
    return _asked(application, text, at=clock.seconds() if since is None else since, is_once=False)


def check_is_signed(application: Application, *, is_signed: bool) -> None:
    """Raises CannotAsk where it signs what it asks for (RFC 9101, section 10.5), and has not signed this."""
    if application.signs_requests and not is_signed:
        raise CannotAsk(INVALID_REQUEST, "this application signs what it asks for")


def _asked(application: Application, text: str, *, at: float, is_once: bool) -> dict[str, str]:
    try:
        message = read(text, deepest=DEEPEST)
        _check(application, message, at=at)
        verify(message, one_of(keys_of(application), message), algorithms=STRONG_ALGORITHMS)
        asked = _parameters(message.claims)
        if is_once:
            use_once(
                "requests that applications signed",
                application.client_id,
                message.said("jti"),
                seconds=LONGEST_LIFE_SECONDS + CLOCKS_DIFFER_SECONDS,
            )
    except NotBelieved as refused:
        tell_refused("refused request", application.client_id, refused.reason)
        raise CannotAsk(INVALID_REQUEST_OBJECT, refused.reason) from refused
    return asked


def _check(application: Application, message: Message, *, at: float) -> None:
    if message.header.get("typ") not in TYPES:
        raise NotBelieved("another kind of message")
    if message.said("iss") != application.client_id:
        raise NotBelieved("iss must be the client id")
    if message.claims.get("client_id", application.client_id) != application.client_id:
        raise NotBelieved("another client is named in it")
    if {REQUEST, "request_uri"} & message.claims.keys():
        raise NotBelieved("a request in a request")
    # RFC 9101, section 10.8: a message about somebody is of another kind, whatever it says that it is.
    if "sub" in message.claims:
        raise NotBelieved("sub must not be there")
    audience = message.claims.get("aud")
    if issuer_of(application.tenant) not in (audience if isinstance(audience, list) else [audience]):
        raise NotBelieved("aud must have the issuer")
    _check_time(message, at=at)


def _check_time(message: Message, *, at: float) -> None:
    """`aud`, `iss`, `exp`, `iat`, `nbf` and `jti` must all be there (CIBA Core 1.0, section 7.1.1)."""
    made, begins, ends = (message.moment(name) for name in ("iat", "nbf", "exp"))
    if made is None or begins is None or ends is None:
        raise NotBelieved("iat, nbf and exp must be there")
    if max(made, begins) > at + CLOCKS_DIFFER_SECONDS:
        raise NotBelieved("it is yet to come")
    if not at < ends <= begins + LONGEST_LIFE_SECONDS:
        raise NotBelieved("exp is over, or too far away")


def _parameters(claims: Mapping[str, Any]) -> dict[str, str]:
    """As a form would say them. Raises NotBelieved of what no form says."""
    return {name: _in_a_form(name, value) for name, value in claims.items() if name not in ENVELOPE}


def _in_a_form(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if name in STRUCTURED and isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    raise NotBelieved(f"{name[:40]} cannot be that")
