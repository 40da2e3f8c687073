"""Which application calls, and whether it shows so: by its keys, by a secret, or by none where it could keep none.

One way at a time (RFC 6749, section 2.3), and of each application only its own. That there is no such application, and
that its secret is wrong, is the same answer after the same comparison.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import ClientMixin, InvalidClientError, InvalidRequestError

from idp.oidc.applications.models import Application
from idp.oidc.applications.secrets import has_secret
from idp.oidc.applications.using import application_in
from idp.oidc.engine import assertions
from idp.oidc.engine.programs import ProgramRequest

BASIC, POST, KEY, NONE = "client_secret_basic", "client_secret_post", "private_key_jwt", "none"
WAYS = (BASIC, POST, KEY, NONE)
CLIENT_CREDENTIALS = "client_credentials"
ASSERTION, ASSERTION_TYPE = "client_assertion", "client_assertion_type"
# What of a form is not what is asked for, but who asks.
SHOWN = frozenset({"client_id", "client_secret", ASSERTION, ASSERTION_TYPE})


class Client(ClientMixin):
    """An application, as Authlib asks for it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def get_client_id(self) -> str:
        return self.application.client_id

    def check_grant_type(self, grant_type: str) -> bool:
        """A service asks for itself; for whatever comes of people the grant says whether it can be."""
        return grant_type != CLIENT_CREDENTIALS or self.application.is_service


@dataclass(frozen=True)
class _Shown:
    """What a call shows of itself: a secret, or an assertion that it signed."""

    client_id: str
    secret: str
    way: str


def _is_right(application: Application | None, shown: _Shown) -> bool:
    if shown.way == KEY:
        return assertions.is_signed_by(application, shown.secret)
    if shown.way == NONE:
        return application is not None and application.is_public
    return has_secret(application, shown.secret) and application is not None and application.has_secret


def authenticate(request: ProgramRequest) -> Client:
    """Return who calls. Raises InvalidClientError, and TooManyTries where a network guesses."""
    shown = _shown(request)
    application = application_in(request.tenant, shown.client_id)
    if not _is_right(application, shown) or application is None:
        request.count_wrong()
        raise _refusal()
    request.auth_method = shown.way
    client = Client(application)
    request.client = client
    return client


def authenticate_with_secret(request: ProgramRequest) -> Client:
    """Return who calls, of those that can keep a secret, or a key."""
    client = authenticate(request)
    if client.application.is_public:
        raise _refusal()
    return client


def _shown(request: ProgramRequest) -> _Shown:
    form = request.form
    header = request.asked_from.META.get("HTTP_AUTHORIZATION", "")
    if ASSERTION in form or ASSERTION_TYPE in form:
        return _asserted(form, has_more="client_secret" in form or bool(header))
    if not header:
        way = POST if "client_secret" in form else NONE
        return _Shown(form.get("client_id", ""), form.get("client_secret", ""), way)
    if "client_secret" in form:
        raise InvalidRequestError("a client shows who it is in one way at a time")
    client_id, secret = _basic(header)
    if form.get("client_id", client_id) != client_id:
        raise InvalidRequestError("two clients are named")
    return _Shown(client_id, secret, BASIC)


def _asserted(form: dict[str, str], *, has_more: bool) -> _Shown:
    """An assertion, and whose it says it is: it is looked at by that one's keys (RFC 7521, section 4.2)."""
    if has_more:
        raise InvalidRequestError("a client shows who it is in one way at a time")
    if form.get(ASSERTION_TYPE) != assertions.KIND:
        raise InvalidRequestError(f"client_assertion_type must be {assertions.KIND}")
    assertion = form.get(ASSERTION, "")
    client_id = assertions.whose(assertion)
    if form.get("client_id", client_id) != client_id:
        raise InvalidRequestError("two clients are named")
    return _Shown(client_id, assertion, KEY)


def _basic(header: str) -> tuple[str, str]:
    """The two of them, each encoded as in a form before they were put together (RFC 6749, section 2.3.1)."""
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    client_id, _colon, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _refusal() -> InvalidClientError:
    return InvalidClientError(description="the client is not known here, or did not show so", status_code=401)
