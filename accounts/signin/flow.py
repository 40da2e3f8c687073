"""The sign-in flow: one dispatcher decides what comes next; pages report to it and never call each other.

begin → (a page proves something) → pass_method → proceed → … → finish
"""

from __future__ import annotations

import time
import uuid

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django_otp import login as bind_device
from django_otp.models import Device

from accounts.audit.log import record
from accounts.methods import registry
from accounts.policy.rules import Passed
from accounts.refusals import Refusal
from accounts.signin import offers, session, state
from accounts.signin.state import SignIn
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import tenant_of
from accounts.users import places
from accounts.users.access import find_for_sign_in
from accounts.users.browsers import describe, known_browser, remember_browser
from accounts.users.models import User

AFTER = "/signed-in/"
PRESSED = "pressed"


class UnknownOrganisation(Refusal):
    code = "unknown_organisation"
    public_text = _("We do not know this organisation. Check the part of your username after the @.")


class NoSignInUnderWay(Refusal):
    code = "no_sign_in"
    public_text = _("This sign-in is no longer open in this browser. Start again with your username.")
    status = 409


def begin(
    request: HttpRequest, username: str, *, return_to: str = "", purpose: str = "sign_in"
) -> HttpResponse:
    """Starts a sign-in for a canonical username, whether or not anybody has it."""
    tenant = _tenant_of(username)
    sign_in, secret = _open(request, username, tenant=tenant, return_to=return_to, purpose=purpose)
    response = redirect(offers.first_method(tenant, sign_in).url_name)
    state.bind(response, secret)
    return response


def begin_with(request: HttpRequest, user: User, proof: Passed, *, return_to: str) -> HttpResponse:
    """Starts a sign-in that has already proven something (a one-time link), whatever the tenant offers."""
    tenant = _tenant_of(user.username)
    sign_in, secret = _open(request, user.username, tenant=tenant, return_to=return_to, purpose="sign_in")
    if sign_in.user_id != str(user.pk):
        raise UnknownOrganisation(f"{user.username} is not of the tenant that has this domain")
    sign_in.add(proof)
    response = _proceed(request, sign_in, user)
    if state.KEY in request.session:
        state.bind(response, secret)
    return response


def _tenant_of(username: str) -> Tenant:
    tenant = tenant_of(username)
    if tenant is None:
        raise UnknownOrganisation(f"no tenant for {username!r}")
    return tenant


def _open(
    request: HttpRequest, username: str, *, tenant: Tenant, return_to: str, purpose: str
) -> tuple[SignIn, str]:
    """Puts a new sign-in in this browser's session; returns it with the secret of its binding cookie."""
    user = find_for_sign_in(username, tenant_id=tenant.pk)
    browser = known_browser(request, user)
    secret, binding = state.new_binding()
    sign_in = SignIn(
        username=username,
        tenant_id=str(tenant.pk),
        user_id=str(user.pk) if user else None,
        return_to=safe_return(return_to),
        purpose=purpose,
        binding=binding,
        started_at=int(time.time()),
        known_browser=browser is not None,
        last_method=browser.last_method if browser else "",
    )
    _stop_waiting(state.load(request), is_replaced=True)
    _new_session_key(request)
    state.save(request, sign_in)
    return sign_in, secret


def ask_again(request: HttpRequest) -> HttpResponse:
    """Asks whoever is signed in for fresh proof, or anybody to sign in; comes back to this address.

    Coming back is a GET: what had been pressed is remembered, so that it need not be pressed twice.
    """
    return_to = request.get_full_path() if request.method == "GET" else request.path
    request.session[PRESSED] = "" if request.method == "GET" else request.path
    if request.user.is_authenticated:
        return begin(
            request, session.signed_in_user(request).username, return_to=return_to, purpose="reauthenticate"
        )
    request.session["return_to"] = safe_return(return_to)
    return redirect("signin:identify")


def current(request: HttpRequest) -> SignIn:
    """This browser's unfinished sign-in, or a refusal that tells to start again."""
    sign_in = state.load(request)
    if sign_in is None:
        raise NoSignInUnderWay("no unfinished sign-in in this session")
    return sign_in


def user_of(sign_in: SignIn) -> User | None:
    """Who is signing in, as they stand now: None for a name nobody may use, after the same look (A18)."""
    user = find_for_sign_in(sign_in.username, tenant_id=uuid.UUID(sign_in.tenant_id))
    return user if user is not None and str(user.pk) == sign_in.user_id else None


def pass_method(
    request: HttpRequest, proof: Passed, *, user: User | None = None, device: Device | None = None
) -> HttpResponse:
    """A page reports that something was proven; says what comes next. `device` is what proved it, if it was one.

    `user` is who is signing in, when the page has just looked; otherwise they are looked up.
    """
    sign_in = current(request)
    user = user or user_of(sign_in)
    if user is None:
        raise NoSignInUnderWay("nobody may sign in under this name")
    sign_in.add(proof, device_id=device.persistent_id if device is not None else "")
    _stop_waiting(sign_in)
    return _proceed(request, sign_in, user, device=device)


def cancel(request: HttpRequest) -> HttpResponse:
    _stop_waiting(state.load(request))
    state.clear(request)
    response = redirect("signin:identify")
    state.unbind(response)
    return response


def _proceed(
    request: HttpRequest, sign_in: SignIn, user: User, *, device: Device | None = None
) -> HttpResponse:
    decision = offers.verdict(sign_in, user)
    sign_in.keep_only(decision.counted)
    if decision.is_enough:
        return _finish(request, sign_in, user, device=device)
    if not decision.offered:
        raise offers.NoWayIn(f"{user.username}: {', '.join(decision.reasons)}")
    state.save(request, sign_in)
    if len(decision.offered) == 1:
        return redirect(registry.get(decision.offered[0]).url_name)
    return redirect("signin:choose_method")


def _finish(request: HttpRequest, sign_in: SignIn, user: User, *, device: Device | None) -> HttpResponse:
    """The one place where a browser becomes signed in: new session key, what was proven, an event."""
    state.clear(request)
    if device is None or device.persistent_id != sign_in.device_id:
        device = Device.from_persistent_id(sign_in.device_id) if sign_in.device_id else None
    signed_in = session.of_proofs(
        sign_in.proofs, now=int(time.time()), device_label=device.name if device else ""
    )
    login(request, user, backend="accounts.users.backend.SessionBackend")
    if device is not None:
        bind_device(request, device)
    session.keep(request, signed_in)
    record(
        "user:sign_in:succeeded",
        tenant=user.tenant,
        subject=user,
        methods=list(signed_in.methods),
        amr=list(signed_in.amr),
        acr=signed_in.acr,
        browser=describe(request.headers.get("User-Agent", "")).label,
        address=places.client_address(request),
    )
    response = redirect(sign_in.return_to)
    remember_browser(request, response, user=user, method=sign_in.proofs[0].key)
    state.unbind(response)
    return response


def _stop_waiting(sign_in: SignIn | None, *, is_replaced: bool = False) -> None:
    """What this browser still waits for will not be used: phones take it off their screens (A15)."""
    if sign_in is not None:
        for method in registry.in_order():
            method.stop_waiting(binding=sign_in.binding, is_replaced=is_replaced)


def _new_session_key(request: HttpRequest) -> None:
    """Identifiers change at every step up: a session planted in this browser continues nothing (T04)."""
    if request.session.session_key:
        request.session.cycle_key()


def safe_return(address: str) -> str:
    """Where to go after signing in: only a path of our own, else the page that tells how one signed in."""
    host = settings.PUBLIC_URL.partition("://")[2]
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={host})
    return address if is_ours else AFTER
