"""The authorization endpoint: an application sends somebody here, and gets a code once they are signed in.

Whether they are, freshly and strongly enough, is asked at the one door. What it is answered with goes to a redirect
address that was written down and nowhere else; what cannot be answered there gets a page of ours (T28).
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts import clock
from accounts.audit.log import record
from accounts.refusals import TooManyTries
from accounts.sessions.person import session_of
from accounts.signin import proven
from accounts.signin.door import require
from accounts.signin.proven import SignedIn
from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.events import REFUSED
from idp.oidc.applications.models import Application
from idp.oidc.applications.using import may_use
from idp.oidc.asking import acr
from idp.oidc.asking.errors import (
    ACCESS_DENIED,
    CONSENT_REQUIRED,
    INTERACTION_REQUIRED,
    LOGIN_REQUIRED,
    TEMPORARILY_UNAVAILABLE,
    UNMET,
    CannotAsk,
)
from idp.oidc.asking.parameters import CONSENT, AuthorizationRequest
from idp.oidc.consent.page import ANSWERED, answer, ask, asked_by
from idp.oidc.consent.services import is_covered
from idp.oidc.endpoints.answering import tenant_here
from idp.oidc.grants.giving import CodeFor, count_asking, give_code
from idp.oidc.road import native
from idp.oidc.road.addressed import Addressed, addressed, by_get
from idp.oidc.road.asking import begin_hinted, in_language, lead_to_accounts
from idp.oidc.road.beside import lead_back
from idp.oidc.road.marks import Mark, mark_of, new_mark, with_mark
from idp.oidc.road.meeting import Meeting, meet


@csrf_exempt
def authorize(request: HttpRequest, slug: str) -> HttpResponse:
    """A form that is sent here does nothing by itself: it is opened as the same address, with the browser's cookies."""
    tenant = tenant_here(slug)
    if request.method == "POST":
        return by_get(request)
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    return _answered(request, tenant)


def authorize_gone_on(request: HttpRequest, slug: str) -> HttpResponse:
    """The person has answered whether they opened a native application; opened without, it is asked again."""
    tenant = tenant_here(slug)
    return _answered(request, tenant) if request.method == "POST" else lead_back(request, native.GO_ON)


def _answered(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    asked = addressed(request, tenant)
    try:
        return _answer(request, tenant, asked)
    except CannotAsk as error:
        asked.close()
        said = {"error": error.error, "error_description": error.description}
        # A form may be followed by a page of ours alone.
        return asked.reply.give(request, leaves_page=request.method == "POST", **said)


def _answer(request: HttpRequest, tenant: Tenant, asked: Addressed) -> HttpResponse:
    wanted = asked.read()
    if wanted.is_silent and _is_unknown_to(request, tenant, asked.application, wanted):
        raise CannotAsk(CONSENT_REQUIRED, "the person has to be asked, and nothing may be shown")
    met = meet(request, tenant, asked.application, wanted, mark_of(request, tenant))
    if request.method == "POST" and (not met.is_ready or met.mark is None):
        return lead_back(request, native.GO_ON)
    if met.is_ready:
        return _give(request, tenant, asked, wanted, met.mark)
    if wanted.is_silent:
        raise CannotAsk(LOGIN_REQUIRED if met.needs_person else INTERACTION_REQUIRED, "nothing may be shown")
    if met.mark is None:
        # From here on the address says since when it is asked: whoever comes back has done it for this.
        return in_language(request, with_mark(request, tenant, new_mark()), wanted.ui_locales)
    return _ask(request, tenant, asked, wanted, met, met.mark)


def _ask(
    request: HttpRequest,
    tenant: Tenant,
    asked: Addressed,
    wanted: AuthorizationRequest,
    met: Meeting,
    mark: Mark,
) -> HttpResponse:
    """Whatever is lacking, one thing after the other; each page leads back to this address."""
    application = asked.application
    if met.is_of_another_organisation:
        accounts = lead_to_accounts(request, tenant, application, met)
        context = {
            "application": application,
            "organisation": tenant,
            "accounts": accounts.headers["Location"],
        }
        return render(request, "idp/oidc/another_organisation.html", context, status=403)
    if met.must_choose and not mark.has_chosen:
        return lead_to_accounts(request, tenant, application, met)
    if met.is_another_person:
        raise CannotAsk(LOGIN_REQUIRED, "somebody else is signed in than the one who was named")
    if met.hinted and met.signed_in is None:
        return begin_hinted(request, met.hinted, application, met.need)
    page = require(request, met.need, application=application.name, of=application.key)
    return page if page is not None else _give(request, tenant, asked, wanted, mark)


def consent(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever was asked has answered; opened without, it is asked again."""
    tenant = tenant_here(slug)
    if request.method != "POST":
        return lead_back(request, ANSWERED)
    asked = addressed(request, tenant)
    try:
        wanted = asked.read()
        met = meet(request, tenant, asked.application, wanted, mark_of(request, tenant))
        # Whatever has changed since the page was shown is looked at where it was.
        if not met.is_ready or met.mark is None:
            return lead_back(request, ANSWERED)
        _count(proven.signed_in_user(request), wanted)
        return answer(request, asked.application, proven.signed_in_user(request), wanted)
    except CannotAsk as error:
        asked.close()
        return asked.reply.give(
            request, leaves_page=True, error=error.error, error_description=error.description
        )


def _give(
    request: HttpRequest,
    tenant: Tenant,
    asked: Addressed,
    wanted: AuthorizationRequest,
    mark: Mark | None,
) -> HttpResponse:
    """The code, to whoever is signed in as is wanted; refused where they may not use the application."""
    user, signed_in, sid = _here(request)
    _count(user, wanted)
    if not may_use(user, asked.application):
        record(REFUSED, tenant=tenant, subject=user, application=asked.application.name)
        raise CannotAsk(ACCESS_DENIED, "this person may not use this application")
    if wanted.claims.acr and not acr.is_reached(signed_in.acr, wanted.claims.acr):
        raise CannotAsk(UNMET, "the acr that is essential was not reached")
    question = _question(request, tenant, asked, wanted, user, mark)
    if question is not None:
        return question
    asked.use()
    code = give_code(
        asked.application,
        user,
        signed_in,
        sid=sid,
        asked=CodeFor(
            scopes=wanted.scopes,
            redirect_uri=wanted.redirect_uri,
            code_challenge=wanted.code_challenge,
            nonce=wanted.nonce,
            claims=wanted.claims.names,
            jkt=wanted.dpop_jkt,
            resource=wanted.resource,
        ),
    )
    return asked.reply.give(request, leaves_page=mark is not None, code=code)


def _question(
    request: HttpRequest,
    tenant: Tenant,
    asked: Addressed,
    wanted: AuthorizationRequest,
    user: User,
    mark: Mark | None,
) -> HttpResponse | None:
    """Whatever its person has yet to say: that it may know it, that they opened it. None where nothing is left."""
    application = asked.application
    is_allowed = _is_allowed(application, user, wanted, mark)
    is_sure = not native.is_anybodys(application, wanted.redirect_uri) or native.has_gone_on(request)
    if is_allowed and is_sure:
        return None
    if wanted.is_silent:
        error = INTERACTION_REQUIRED if is_allowed else CONSENT_REQUIRED
        raise CannotAsk(error, "the person has to be asked, and nothing may be shown")
    if mark is None:
        return in_language(request, with_mark(request, tenant, new_mark()), wanted.ui_locales)
    if is_allowed:
        return native.ask(request, application)
    if request.method == "POST":
        return lead_back(request, native.GO_ON)
    return ask(request, tenant, application, asked_by(application, wanted), asked.reply.redirect_uri)


def _is_allowed(
    application: Application, user: User, wanted: AuthorizationRequest, mark: Mark | None
) -> bool:
    """Has this person said yes to what is asked; since it was asked, where it is to be asked again (prompt=consent)?"""
    since = 0 if CONSENT not in wanted.prompts else mark.at if mark is not None else int(clock.seconds()) + 1
    return is_covered(application, user, asked_by(application, wanted), since=since)


def _is_unknown_to(
    request: HttpRequest, tenant: Tenant, application: Application, wanted: AuthorizationRequest
) -> bool:
    """Is somebody signed in who has not allowed this application of others to know it?

    Asked before anybody is compared with whom it names: by what it hears it could find out who is here (T13).
    """
    user = proven.signed_in_user(request) if proven.load(request) is not None else None
    if user is None or user.tenant_id != tenant.pk:
        return False
    return not is_covered(application, user, asked_by(application, wanted))


def _count(user: User, wanted: AuthorizationRequest) -> None:
    """Where nothing may be shown, the application hears that it was too much."""
    try:
        count_asking(user)
    except TooManyTries as refusal:
        if wanted.is_silent:
            raise CannotAsk(TEMPORARILY_UNAVAILABLE, "too many codes of one person") from refusal
        raise


def _here(request: HttpRequest) -> tuple[User, SignedIn, UUID]:
    """Who is signed in, what that proved, and by which session: the door has made sure that there is one."""
    signed_in, session = proven.load(request), session_of(request).row
    if signed_in is None or session is None:
        raise PermissionError("this was reached without a session")
    return proven.signed_in_user(request), signed_in, session.sid
