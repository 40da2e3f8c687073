"""Pushed authorization requests (RFC 9126): an application says what it asks for itself, and sends people with a name.

What is wrong with a request is said here, in the words in which it would be said at the redirect address.
"""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from django.http import HttpRequest, HttpResponse

from accounts.tenants.models import Tenant
from accounts.throttle.counting import count
from accounts.users.strangers import networks_of
from idp.oidc.applications.addresses import is_meant
from idp.oidc.applications.models import Application
from idp.oidc.asking import parameters
from idp.oidc.asking.errors import CannotAsk
from idp.oidc.asking.signed import REQUEST, asked_by_message, check_is_signed
from idp.oidc.binding.shown import count_proof, key_shown
from idp.oidc.endpoints.answering import endpoint, json_answer
from idp.oidc.engine.clients import SHOWN, authenticate
from idp.oidc.engine.programs import ProgramRequest
from idp.oidc.issuer import PAR
from idp.oidc.pushed.services import LIFE_SECONDS, push
from idp.oidc.targets import check_target

LONGEST_PUSHED = 16 * 1024
# From one network, for applications that can show who they are to nobody: anybody may say to be one of those. The
# widest that anybody has uses up a third of what the application has (pushed/services.py).
OF_ANYBODY_A_MINUTE = 20


@endpoint("POST", is_for_pages=True)
def par(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    asked = ProgramRequest(request, tenant)
    application = authenticate(asked).application
    given = _given(application, asked.form)
    count_proof(request, application)
    given |= _bound_to(given, key_shown(request, tenant, PAR))
    _check(application, given)
    if application.is_public:
        count(*networks_of(request, "pushed requests of anybody", a_minute=OF_ANYBODY_A_MINUTE))
    said = {"request_uri": push(application, given), "expires_in": LIFE_SECONDS}
    return json_answer(said, status=201)


def _given(application: Application, form: dict[str, str]) -> dict[str, str]:
    """What it asks for: by the form, or by a message that it signed (section 3). Raises OAuth2Error."""
    try:
        check_is_signed(application, is_signed=REQUEST in form)
        asked = asked_by_message(application, form[REQUEST]) if REQUEST in form else form
    except CannotAsk as wrong:
        raise _told(wrong) from wrong
    given = {name: value for name, value in asked.items() if name not in SHOWN}
    return {**given, "client_id": application.client_id}


def _told(wrong: CannotAsk) -> OAuth2Error:
    return OAuth2Error(error=wrong.error, description=wrong.description, status_code=400)


def _bound_to(given: dict[str, str], key: str) -> dict[str, str]:
    """A key that is shown here is the one that the code is bound to (RFC 9449, section 10.1)."""
    if key and given.get("dpop_jkt", key) != key:
        raise InvalidRequestError("dpop_jkt is not the key that is shown")
    return {"dpop_jkt": key} if key else {}


def _check(application: Application, given: dict[str, str]) -> None:
    """Raises OAuth2Error with what cannot be asked."""
    if sum(len(name) + len(value) for name, value in given.items()) > LONGEST_PUSHED:
        raise InvalidRequestError("the request is too long")
    redirect_uri = given.get("redirect_uri", "")
    if not is_meant(redirect_uri, written_down=application.redirect_uris, is_native=application.is_native):
        raise InvalidRequestError("redirect_uri is not one of this application")
    try:
        check_target(application, parameters.read(given))
    except CannotAsk as wrong:
        raise _told(wrong) from wrong
