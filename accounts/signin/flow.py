"""The sign-in flow: one dispatcher decides what comes next; pages report to it and never call each other.

begin → (a page proves something) → pass_method → proceed → … → finish
"""

from __future__ import annotations

import time
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_otp import login as bind_device
from django_otp.models import Device

from accounts.audit.log import record
from accounts.methods import registry
from accounts.methods.proof import Passed
from accounts.policy.facts import Rules, method_rules
from accounts.policy.rules import Decision
from accounts.refusals import NoSignInUnderWay, SignInIsOver
from accounts.signin import offers, owed, proven, unfinished
from accounts.signin.events import PROVEN_BY_ADDING, SIGNED_IN
from accounts.signin.opening import (
    UnknownOrganisation,
    go_on_unless_reported,
    new_session_key,
    open_sign_in,
    stop_waiting,
    tenant_for,
    tenant_for_stranger,
)
from accounts.signin.proven import SignedIn
from accounts.signin.unfinished import SignIn
from accounts.signin.wish import Wish, keep_posted, safe_return
from accounts.statements import composed_once, first
from accounts.tenants.models import Tenant
from accounts.users import places
from accounts.users.access import find_for_sign_in
from accounts.users.browsers import describe, remember_browser
from accounts.users.models import User


def begin(request: HttpRequest, username: str, *, wish: Wish, is_again: bool = False) -> HttpResponse:
    """Starts a sign-in for a canonical username, whether or not anybody has it."""
    tenant = tenant_for(username) if is_again else tenant_for_stranger(request, username)
    sign_in, secret = open_sign_in(request, username, tenant=tenant, wish=wish, is_again=is_again)
    whose = proven.signed_in_user(request) if is_again else None
    response = redirect(offers.first_method(tenant, sign_in, whose).page)
    unfinished.bind(response, secret)
    return response


def begin_with(
    request: HttpRequest, user: User, proof: Passed, *, wish: Wish, device: Device | None = None
) -> HttpResponse:
    """Starts a sign-in that has proven something (by a one-time link, or a `device`), whatever the tenant offers."""
    tenant = tenant_for(user.username)
    sign_in, secret = open_sign_in(request, user.username, tenant=tenant, wish=wish, is_counted=True)
    if sign_in.user_id != str(user.pk):
        raise UnknownOrganisation(f"{user.username} is not of the tenant that has this domain")
    sign_in.add(_by_device(proof, device), user=user)
    response = _proceed(request, sign_in, user, method_rules(tenant), device=device)
    if unfinished.KEY in request.session:
        unfinished.bind(response, secret)
    return response


def current(request: HttpRequest) -> SignIn:
    """Return this browser's unfinished sign-in. Raises SignInIsOver, which tells to go on or to start again."""
    sign_in = unfinished.load(request)
    if sign_in is None:
        raise SignInIsOver("no unfinished sign-in in this session")
    return sign_in


def tenant_of_sign_in(sign_in: SignIn) -> Tenant:
    """Return the tenant of this sign-in with its policy. Raises NoSignInUnderWay when it is gone."""
    found = first(_with_policy(UUID(sign_in.tenant_id)))
    if found is None:
        raise NoSignInUnderWay(f"tenant {sign_in.tenant_id} is gone")
    return found


@composed_once
def _with_policy(tenant: UUID, /) -> QuerySet[Tenant]:
    return Tenant.objects.select_related("policy").filter(pk=tenant).order_by()


def user_of(sign_in: SignIn, tenant: Tenant) -> User | None:
    """Who is signing in, as they stand now: None for a name nobody may use, after the same look (A18).

    What was proven before the password changed or all sessions were ended counts no more (T08), nor does the session
    in which somebody proves themselves once more.
    """
    user = find_for_sign_in(sign_in.username, tenant=tenant)
    if user is None or str(user.pk) != sign_in.user_id:
        return None
    if sign_in.may_tell and not sign_in.still_means(user):
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
    sign_in.add(_by_device(proof, device), user=user)
    go_on_unless_reported(request, sign_in)
    return _proceed(request, sign_in, user, rules, device=device)


def settle(request: HttpRequest, key: str) -> HttpResponse:
    """A page reports that what was owed is done; says what comes next."""
    sign_in = current(request)
    tenant = tenant_of_sign_in(sign_in)
    user = user_of(sign_in, tenant)
    rules = method_rules(tenant)
    if user is None or offers.verdict(sign_in, user, rules).owe != key:
        raise NoSignInUnderWay(f"{sign_in.username} does not owe {key} now")
    sign_in.settled.append(key)
    return _proceed(request, sign_in, user, rules)


def count_added(request: HttpRequest, proof: Passed, *, device: Device, at: int) -> None:
    """What this session's own person has just added has proven them, at the time `at`: as if they had used it then.

    Whoever may add a way in could use it a moment later, so the session gets no further than that (T20). It counts
    alone, and only where it is two factors by itself: nothing proven before is made to look fresher than it is.
    """
    before, added = proven.load(request), SignedIn((_by_device(proof, device),), at, device.name)
    if before is None or not added.is_strong or at < before.auth_time or added == before:
        return
    # A copy of the cookies from before stays as weak as it was (T33).
    new_session_key(request)
    bind_device(request, device)
    proven.keep(request, added)
    user = proven.signed_in_user(request)
    record(
        PROVEN_BY_ADDING,
        tenant=user.tenant,
        subject=user,
        methods=list(added.methods),
        amr=list(added.amr),
        acr=added.acr,
        address=places.client_address(request),
    )


def cancel(request: HttpRequest) -> HttpResponse:
    """Ends this browser's unfinished sign-in, and takes its request off the phones."""
    sign_in = unfinished.load(request)
    stop_waiting(sign_in)
    unfinished.clear(request)
    if sign_in is not None:
        messages.success(request, _("That sign-in is cancelled."))
    response = redirect("signin:identify")
    unfinished.unbind(response)
    return response


def has_arrived(request: HttpRequest) -> bool:
    """Is somebody signed in here, and no sign-in under way? A page of one is old then, and leads on (A24)."""
    return proven.load(request) is not None and unfinished.load(request) is None


def is_session_gone(request: HttpRequest) -> bool:
    """Did this browser send the key of a session that is no more, as before another tab's proof renewed it (T33)?"""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.session_key is None


def go_on(request: HttpRequest, *, return_to: str) -> HttpResponse:
    """Leads a browser that is signed in by now where the page that it has sent was going, if that says so."""
    messages.info(request, _("You are signed in as %(name)s.") % {"name": request.user})
    return redirect(safe_return(return_to) if return_to else where_now(request))


def overtaken(request: HttpRequest, *, waited: int = 0) -> HttpResponse:
    """A page reports that another tab may have used what it had: go on by whatever the browser holds then.

    Not at once: the other tab may still wait for its answer, and with it for the new session. `waited` is how often.
    """
    page = render(request, "accounts/signin/overtaken.html", status=409)
    page["Refresh"] = f"1; url={reverse('signin:go_on')}?waited={waited + 1}"
    return page


def where_now(request: HttpRequest) -> str:
    """Return the address of what this browser is at: the next step, where a finished sign-in led, or the username."""
    sign_in = unfinished.load(request)
    if sign_in is None:
        signed_in = proven.load(request)
        return signed_in.led_to if signed_in is not None else reverse("signin:identify")
    tenant = tenant_of_sign_in(sign_in)
    if not sign_in.passed:
        whose = proven.signed_in_user(request) if sign_in.is_again else None
        return reverse(offers.first_method(tenant, sign_in, whose).page)
    user = user_of(sign_in, tenant)
    decision = offers.verdict(sign_in, user, method_rules(tenant)) if user is not None else None
    if user is None or decision is None or not (decision.owe or decision.prove):
        raise offers.NoWayIn(f"{sign_in.username} can go no further")
    return reverse(_next_page(decision, user))


def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this browser's session, and with it a proof that was still asked for."""
    stop_waiting(unfinished.load(request))
    logout(request)
    messages.success(request, _("You are signed out."))
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    unfinished.unbind(response)
    return response


def _proceed(
    request: HttpRequest, sign_in: SignIn, user: User, rules: Rules, *, device: Device | None = None
) -> HttpResponse:
    decision = offers.verdict(sign_in, user, rules)
    sign_in.keep_only(decision.counted)
    if decision.is_enough:
        return _finish(request, sign_in, user, device=device)
    if not decision.owe and not decision.prove:
        raise offers.NoWayIn(f"{user.username}: {', '.join(decision.reasons)}")
    # A copy of the cookies from before this proof gets no further by it (T33).
    new_session_key(request)
    unfinished.save(request, sign_in)
    return redirect(_next_page(decision, user))


def _next_page(decision: Decision, user: User) -> str:
    """The name of the page that comes next: what is owed, else what is left to prove."""
    if decision.owe:
        return owed.get(decision.owe).page
    # What the person chose as their default, else the best there is; its page leads to the others (F02).
    is_default_offered = user.default_method in decision.prove
    return registry.get(user.default_method if is_default_offered else decision.prove[0]).page


def _finish(request: HttpRequest, sign_in: SignIn, user: User, *, device: Device | None) -> HttpResponse:
    """The one place where a browser becomes signed in: new session key, what was proven, an event."""
    unfinished.clear(request)
    device = _device_of(sign_in, device)
    signed_in = SignedIn(
        proofs=tuple(sign_in.passed),
        auth_time=int(time.time()),
        device_label=device.name if device is not None else "",
        led_to=sign_in.wish.return_to,
    )
    if request.user.is_authenticated:
        # Django keeps the key of a session whose person proves themselves again: a copy of it must stay weak (T33).
        request.session.cycle_key()
    login(request, user, backend="accounts.users.backend.SessionBackend")
    if device is not None:
        bind_device(request, device)
    proven.keep(request, signed_in)
    keep_posted(request, sign_in.wish)
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
    response = redirect(sign_in.wish.return_to)
    before = sign_in.passed_before if sign_in.is_still_in(request) else []
    # What a page asked for is no choice of the way to begin: that stays what it was (A12).
    kept = sign_in.last_method if sign_in.is_again else ""
    first = kept or signed_in.methods[0]
    remember_browser(request, response, user=user, method=first, passed=(*before, *signed_in.methods))
    unfinished.unbind(response)
    return response


def _by_device(proof: Passed, device: Device | None) -> Passed:
    return proof if device is None else replace(proof, by=device.persistent_id)


def _device_of(sign_in: SignIn, at_hand: Device | None) -> Device | None:
    """The first device that proved something in this sign-in, None when none did."""
    first_id = next((proof.by for proof in sign_in.passed if "/" in proof.by), "")
    if at_hand is not None and at_hand.persistent_id == first_id:
        return at_hand
    return Device.from_persistent_id(first_id) if first_id else None
