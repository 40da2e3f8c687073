"""A request of an application's server: the fields of its form, each once, and nothing of its address."""

from __future__ import annotations

from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from accounts.tenants.models import Tenant
from accounts.throttle.counting import Limit, count
from accounts.users.strangers import networks_of
from idp.oidc.issuer import TOKEN, address_of

FORM = "application/x-www-form-urlencoded"
LONGEST_FIELD = 16 * 1024
# Of one network. Whoever knows a secret or a token is right at once: this is for those who do not.
WRONG_A_MINUTE = 60


class ProgramRequest(OAuth2Request):
    """What Authlib is handed. Raises InvalidRequestError of a form that is none, or says a thing twice.

    `fields` stand for a form where nothing was sent: an application that is tried (idp.oidc.trying).
    """

    def __init__(self, request: HttpRequest, tenant: Tenant, *, fields: dict[str, str] | None = None) -> None:
        # Our own address, not the one that was asked: Authlib refuses plain http unless it is this machine's.
        super().__init__("POST", address_of(tenant, TOKEN))
        self.tenant = tenant
        # Which key it shows that it holds (idp.oidc.binding); "" for none.
        self.key = ""
        self.asked_from = request
        self._form = fields_of(request) if fields is None else fields
        self.payload = BasicOAuth2Payload(self._form)

    @property
    def form(self) -> dict[str, str]:
        """The fields of the body alone: an address ends up in logs."""
        return self._form

    @property
    def resource(self) -> str:
        """Whom the token is to be for, "" where it does not say (RFC 8707)."""
        return self._form.get("resource", "")

    @property
    def limits(self) -> tuple[Limit, ...]:
        return networks_of(self.asked_from, "wrong calls of applications", a_minute=WRONG_A_MINUTE)

    def count_wrong(self) -> None:
        """Count one that was wrong. Raises TooManyTries where its network had too many."""
        count(*self.limits)


def fields_of(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a body. Raises InvalidRequestError of one that is none, or says a thing twice."""
    if request.content_type != FORM:
        raise InvalidRequestError(f"the body must be {FORM}")
    try:
        pairs = parse_qsl(
            request.body.decode(),
            keep_blank_values=True,
            max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        )
    except (SuspiciousOperation, ValueError) as wrong:
        raise InvalidRequestError("the form is too large, has too many fields, or is no text") from wrong
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise InvalidRequestError("a field is there more than once")
    for name, value in pairs:
        if "\0" in name or "\0" in value or len(value) > LONGEST_FIELD:
            raise InvalidRequestError("a field cannot be read")
    return fields
