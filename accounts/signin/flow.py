"""The sign-in flow: one dispatcher decides what comes next; pages report to it and never call each other.

begin → (a page proves something) → pass_method → proceed → … → finish
"""

from __future__ import annotations

import time
from uuid import UUID

from django.contrib.auth import login, logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_otp import login as bind_device
from django_otp.models import Device

from accounts.audit.log import record
from accounts.methods import registry
from accounts.policy.rules import Passed
from accounts.policy.services import Rules, method_rules
from accounts.refusals import Refusal
from accounts.signin import offers, proven, unfinished
from accounts.signin.events import SIGNED_IN
from accounts.signin.opening import (
    PRESSED,
    UnknownOrganisation,
    open_sign_in,
    safe_return,
    stop_waiting,
    tenant_for,
)
from accounts.signin.unfinished import SignIn
from accounts.statements import composed_once, first
from accounts.tenants.models import Tenant
from accounts.users import places
from accounts.users.access import find_for_sign_in
from accounts.users.browsers import describe, remember_browser
from accounts.users.models import User


class NoSignInUnderWay(Refusal):
    code = "no_sign_in"
    public_text = _("This sign-in is no longer open in this browser. Start again with your username.")
    status = 409


def begin(
    request: HttpRequest,
    username: str,
    *,
    return_to: str = "",
    purpose: str = "sign_in",
    is_pressed: bool = False,
    method: str = "",
) -> HttpResponse:
    """Starts a sign-in for a canonical username, whether or not anybody has it; with `method` first, if offered."""
    tenant = tenant_for(username)
    sign_in, secret = open_sign_in(request, username, tenant=tenant, return_to=return_to, purpose=purpose)
    sign_in.is_pressed = is_pressed
    sign_in.last_method = method or sign_in.last_method
    unfinished.save(request, sign_in)
    response = redirect(offers.first_method(tenant, sign_in).url_name)
    unfinished.bind(response, secret)
    return response


def begin_with(request: HttpRequest, user: User, proof: Passed, *, return_to: str) -> HttpResponse:
    """Starts a sign-in that has already proven something (a one-time link), whatever the tenant offers."""
    tenant = tenant_for(user.username)
    sign_in, secret = open_sign_in(
        request, user.username, tenant=tenant, return_to=return_to, purpose="sign_in"
    )
    if sign_in.user_id != str(user.pk):
        raise UnknownOrganisation(f"{user.username} is not of the tenant that has this domain")
    sign_in.add(proof, user=user)
    response = _proceed(request, sign_in, user, method_rules(tenant))
    if unfinished.KEY in request.session:
        unfinished.bind(response, secret)
    return response


def ask_again(request: HttpRequest) -> HttpResponse:
    """Asks whoever is signed in for fresh proof, or anybody to sign in; comes back to this address.

    Coming back is a GET: what somebody signed in had pressed is remembered, so that it need not be pressed twice.
    For a stranger nothing is kept here: where to return to stands in the address (T30).
    """
    is_pressed = request.method != "GET"
    return_to = request.path if is_pressed else request.get_full_path()
    if request.user.is_authenticated:
        username = proven.signed_in_user(request).username
        return begin(request, username, return_to=return_to, purpose="reauthenticate", is_pressed=is_pressed)
    return redirect(f"{reverse('signin:identify')}?{urlencode({'next': safe_return(return_to)})}")


def current(request: HttpRequest) -> SignIn:
    """This browser's unfinished sign-in, or a refusal that tells to start again."""
    sign_in = unfinished.load(request)
    if sign_in is None:
        raise NoSignInUnderWay("no unfinished sign-in in this session")
    return sign_in


def tenant_of(sign_in: SignIn) -> Tenant:
    found = first(_with_policy(UUID(sign_in.tenant_id)))
    if found is None:
        raise NoSignInUnderWay(f"tenant {sign_in.tenant_id} is gone")
    return found


@composed_once
def _with_policy(tenant: UUID, /) -> QuerySet[Tenant]:
    return Tenant.objects.select_related("policy").filter(pk=tenant).order_by()


def user_of(sign_in: SignIn, tenant: Tenant) -> User | None:
    """Who is signing in, as they stand now: None for a name nobody may use, after the same look (A18).

    What was proven before the password changed or all sessions were ended counts no more (T08).
    """
    user = find_for_sign_in(sign_in.username, tenant=tenant)
    if user is None or str(user.pk) != sign_in.user_id:
        return None
    if sign_in.passed and not sign_in.still_means(user):
        raise NoSignInUnderWay(f"{user.username} has changed since something was proven")
    return user


def pass_method(
    request: HttpRequest, proof: Passed, *, user: User, rules: Rules, device: Device | None = None
) -> HttpResponse:
    """A page reports that something was proven; says what comes next. `device` is what proved it, if it was one.

    `user` is who proved it, as they were then: looked up again, they might have been changed meanwhile (T08). So are
    `rules`, their tenant's.
    """
    sign_in = current(request)
    sign_in.add(proof, user=user, device_id=device.persistent_id if device is not None else "")
    stop_waiting(sign_in)
    return _proceed(request, sign_in, user, rules, device=device)


def cancel(request: HttpRequest) -> HttpResponse:
    stop_waiting(unfinished.load(request))
    unfinished.clear(request)
    response = redirect("signin:identify")
    unfinished.unbind(response)
    return response


def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this browser's session, and with it a proof that was still asked for."""
    stop_waiting(unfinished.load(request))
    logout(request)
    response = redirect("home")
    unfinished.unbind(response)
    return response


def _proceed(
    request: HttpRequest, sign_in: SignIn, user: User, rules: Rules, *, device: Device | None = None
) -> HttpResponse:
    decision = offers.verdict(sign_in, user, rules)
    sign_in.keep_only(decision.counted)
    if decision.is_enough:
        return _finish(request, sign_in, user, device=device)
    if not decision.offered:
        raise offers.NoWayIn(f"{user.username}: {', '.join(decision.reasons)}")
    unfinished.save(request, sign_in)
    if len(decision.offered) == 1:
        return redirect(registry.get(decision.offered[0]).url_name)
    return redirect("signin:choose_method")


def _finish(request: HttpRequest, sign_in: SignIn, user: User, *, device: Device | None) -> HttpResponse:
    """The one place where a browser becomes signed in: new session key, what was proven, an event."""
    unfinished.clear(request)
    if device is None or device.persistent_id != sign_in.device_id:
        device = Device.from_persistent_id(sign_in.device_id) if sign_in.device_id else None
    signed_in = proven.of_proofs(
        sign_in.proofs, now=int(time.time()), device_label=device.name if device else ""
    )
    login(request, user, backend="accounts.users.backend.SessionBackend")
    if device is not None:
        bind_device(request, device)
    proven.keep(request, signed_in)
    if sign_in.is_pressed:
        request.session[PRESSED] = sign_in.return_to
    record(
        SIGNED_IN,
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
    unfinished.unbind(response)
    return response
