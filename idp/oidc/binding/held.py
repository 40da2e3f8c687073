"""Which key a code, and what renews it, is bound to (RFC 9449, sections 5 and 10).

A code is bound to the key that was named when it was asked for. What renews it is bound to the key that was shown with
the code, for applications that can show nothing else of themselves; any other may change its key.
"""

from __future__ import annotations

from hmac import compare_digest

from authlib.oauth2.rfc6749 import InvalidGrantError

from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.grants.models import Grant
from idp.oidc.targets import audience_for


def check_code(grant: Grant, call: ProgramRequest) -> None:
    """Raises InvalidGrantError where the code was asked for by another key, or InvalidTarget; before it is used."""
    _check(grant, call.key)
    audience_for(grant.application, call.resource, granted=grant.resource)


def check_renewing(grant: Grant, call: ProgramRequest) -> None:
    """Raises InvalidGrantError where what renews it is bound to another key, or InvalidTarget; before it is used."""
    if grant.application.is_public:
        _check(grant, call.key)
    audience_for(grant.application, call.resource, granted=grant.resource)


def bind(grant: Grant, key: str) -> None:
    """Bind what renews it to the key that is shown, for whoever can show nothing else."""
    if key and not grant.jkt and grant.application.is_public:
        Grant.objects.filter(pk=grant.pk, jkt="").update(jkt=key)
        grant.jkt = key


def _check(grant: Grant, key: str) -> None:
    if grant.jkt and not compare_digest(grant.jkt, key):
        raise InvalidGrantError("it is bound to another key")
