"""The backchannel authentication endpoint: an application asks somebody's phone (CIBA Core 1.0, section 7)."""

from __future__ import annotations

from authlib.oauth2.rfc6749 import InvalidRequestError, UnauthorizedClientError
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from accounts.throttle.counting import Limit, count, uncount
from accounts.users.models import User
from accounts.users.places import client_address, client_network
from devices.approvals.refusals import PolicyChanged
from idp.oidc.applications.models import Application
from idp.oidc.asking.errors import CannotAsk
from idp.oidc.asking.signed import REQUEST, asked_by_message, check_is_signed
from idp.oidc.ciba.asking import From, ask
from idp.oidc.ciba.errors import UnknownUser
from idp.oidc.ciba.reading import PhoneQuestion, read
from idp.oidc.ciba.whom import whom
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.clients import SHOWN, authenticate_with_secret
from idp.oidc.engine.programs import ProgramRequest

# A clerk mistypes; whoever has stolen a secret reads no list of names by it.
UNKNOWN_AN_HOUR = 60
HOUR = 3600


@endpoint("POST")
def bc_authorize(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Only an application that can keep a secret, and that was allowed to ask."""
    called = ProgramRequest(request, tenant)
    application = authenticate_with_secret(called).application
    if not application.may_ask:
        raise UnauthorizedClientError(description="this application may not ask phones")
    asked = read(_given(application, called.form), is_pinged=application.is_pinged)
    user = _found(application, asked)
    called_from = From(client_address(request), client_network(request))
    try:
        answered = ask(application, user, asked, called_from=called_from)
    except PolicyChanged as refusal:
        # Phones were turned off for everybody between the two.
        raise UnknownUser() from refusal
    said = {
        "auth_req_id": answered.auth_req_id,
        "expires_in": answered.expires_in,
        "interval": answered.interval,
    }
    return json_answer(said)


def _given(application: Application, form: dict[str, str]) -> dict[str, str]:
    """What it asks: by the form, or by a message that it signed, beside which stands nothing (section 7.1.1)."""
    given = {name: value for name, value in form.items() if name not in SHOWN}
    try:
        check_is_signed(application, is_signed=REQUEST in given)
        if REQUEST not in given:
            return given
        if given.keys() != {REQUEST}:
            raise InvalidRequestError("what is asked stands in the request alone")
        return asked_by_message(application, given[REQUEST])
    except CannotAsk as wrong:
        # Section 13 has no word of its own for it.
        raise InvalidRequestError(f"request: {wrong.description}") from wrong


def _found(application: Application, asked: PhoneQuestion) -> User:
    """Return who is meant. Counted before anybody is looked for, and taken back where it is somebody who can be asked.

    So after too many it is said of nobody whether they could be asked. Raises UnknownUser, TooManyTries.
    """
    limit = Limit(
        scope="people whom an application cannot ask",
        key=str(application.pk),
        most=UNKNOWN_AN_HOUR,
        seconds=HOUR,
    )
    count(limit)
    user = whom(application, asked)
    uncount(limit)
    return user
