"""An application shows who it is by a message that it signed: private_key_jwt (RFC 7523, section 3; Core, section 9).

It is made for us and for nobody else, is over soon, and is taken once. Whom it is made for is our issuer. The address
of our token endpoint, which the first edition of the standard named, is taken too, but alone: an assertion that is good
at two servers could be carried from one to the other (RFC 7523bis). FAPI 2.0 leaves the issuer alone, and no PKCS #1.
"""

from __future__ import annotations

from accounts import clock
from accounts.incidents import tell_refused
from idp.oidc.applications.keys import keys_of
from idp.oidc.applications.models import Application
from idp.oidc.issuer import TOKEN, address_of, issuer_of
from idp.oidc.signed.keys import ALGORITHMS, STRONG_ALGORITHMS
from idp.oidc.signed.messages import Message, NotBelieved, one_of, read, verify
from idp.oidc.signed.once import use_once

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# It is made for one call. Some libraries make all of theirs last for as long as this.
LONGEST_LIFE_SECONDS = 600
# Their clock may be ahead of ours.
CLOCKS_DIFFER_SECONDS = 30
# Explicit typing is not asked for, but no message of another kind is taken (RFC 8725, section 3.11).
TYPES = (None, "JWT", "client-authentication+jwt")


def whose(text: str) -> str:
    """Return which application the assertion says it is of, "" where it says none."""
    try:
        return read(text).said("sub")
    except NotBelieved:
        return ""


def is_signed_by(application: Application | None, text: str) -> bool:
    """Is this an assertion of the application, made for us, not over, and not used before? Then it is used now."""
    if application is None:
        return False
    try:
        message = read(text)
        _check(application, message)
        algorithms = STRONG_ALGORITHMS if application.keeps_fapi else ALGORITHMS
        verify(message, one_of(keys_of(application), message), algorithms=algorithms)
        use_once(
            "assertions of applications",
            application.client_id,
            message.said("jti"),
            seconds=LONGEST_LIFE_SECONDS,
        )
    except NotBelieved as refused:
        tell_refused("refused assertion", application.client_id, refused.reason)
        return False
    return True


def _check(application: Application, message: Message) -> None:
    if message.header.get("typ") not in TYPES:
        raise NotBelieved("another kind of message")
    if {message.said("iss"), message.said("sub")} != {application.client_id}:
        raise NotBelieved("iss and sub must be the client id")
    if not _is_for_us(application, message.claims.get("aud")):
        raise NotBelieved("aud must be the issuer alone")
    now = clock.seconds()
    ends = message.moment("exp")
    if ends is None or not now < ends <= now + LONGEST_LIFE_SECONDS:
        raise NotBelieved("exp is over, or too far away")
    for name in ("iat", "nbf"):
        if (message.moment(name) or 0) > now + CLOCKS_DIFFER_SECONDS:
            raise NotBelieved(f"{name} is yet to come")


def _is_for_us(application: Application, audience: object) -> bool:
    tenant = application.tenant
    if application.keeps_fapi:
        return audience == issuer_of(tenant)
    return audience in (issuer_of(tenant), [issuer_of(tenant)], address_of(tenant, TOKEN))
