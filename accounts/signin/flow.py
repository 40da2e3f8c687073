"""The sign-in flow: one dispatcher decides what comes next; pages report to it and never call each other.

begin → (a page proves something) → pass_method → proceed → … → finish
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_otp.models import Device

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.methods.proof import Passed
from accounts.policy.facts import Rules, method_rules
from accounts.refusals import Refusal
from accounts.sessions.person import session_of
from accounts.signin import offers, proven, unfinished
from accounts.signin.browser import remembering, several
from accounts.signin.browser.remembering import note_wish
from accounts.signin.road.adding import to_add, to_begin_with, verdict
from accounts.signin.road.arriving import where_now
from accounts.signin.road.farewell import say_farewell, sids_of
from accounts.signin.road.finishing import by_device, finish
from accounts.signin.road.opening import (
    UnknownOrganisation,
    go_on_unless_reported,
    new_session_key,
    open_sign_in,
    stop_waiting,
    tenant_for,
    tenant_for_stranger,
)
from accounts.signin.road.whose import current
from accounts.signin.road.why import codes_of
from accounts.signin.step import Step, step_of, step_owed
from accounts.signin.unfinished import SignIn
from accounts.signin.wish import Wish, safe_return
from accounts.tenants.models import Tenant
from accounts.throttle import recovery
from accounts.users.models import User


def begin(request: HttpRequest, username: str, *, wish: Wish, is_again: bool = False) -> HttpResponse:
    """Starts a sign-in for a canonical username, whether or not anybody has it."""
    tenant = tenant_for(username) if is_again else tenant_for_stranger(request, username)
    opened = open_sign_in(request, username, tenant=tenant, wish=wish, is_again=is_again)
    whose = proven.signed_in_user(request) if is_again else None
    method = offers.first_method(tenant, opened.sign_in, whose, opened.rules)
    step = Step(request, method.key, opened.sign_in, tenant, opened.rules, is_new=True)
    response = _lead_to(method, step, user=opened.user)
    unfinished.bind(response, opened.secret)
    return response


def begin_again(request: HttpRequest, user: User, *, wish: Wish) -> HttpResponse:
    """Asks whoever is signed in to prove themselves once more.

    A page that is only opened goes on with what is under way for it already: a link on any page can lead here, and
    takes nothing off a phone (T35).
    """
    under_way = unfinished.load(request)
    if request.method != "POST" and under_way is not None and under_way.serves(user, wish):
        try:
            return redirect(where_now(request))
        except Refusal:
            pass  # it can go no further: another begins
    return begin(request, user.username, wish=wish, is_again=True)


def begin_with(
    request: HttpRequest, user: User, proof: Passed, *, wish: Wish, device: Device | None = None
) -> HttpResponse:
    """Starts a sign-in that has proven something (by a one-time link, or a `device`), whatever the tenant offers."""
    tenant = tenant_for(user.username)
    opened = open_sign_in(request, user.username, tenant=tenant, wish=wish, is_counted=True)
    sign_in = opened.sign_in
    if sign_in.user_id != str(user.pk):
        raise UnknownOrganisation(f"{user.username} is not of the tenant that has this domain")
    sign_in.add(by_device(proof, device), user=user)
    response = _proceed(request, sign_in, user, opened.rules, device=device)
    if unfinished.KEY in request.session:
        unfinished.bind(response, opened.secret)
    return response


def recover(step: Step, *, wish: Wish) -> HttpResponse:
    """Begins to replace the way of this step, which somebody says they have forgotten (F06).

    They show that it is them by other ways, and are not signed in by that: `offers.verdict` says what is owed then.
    """
    return _recover(step.request, step.sign_in.username, step.tenant, recovers=step.key, wish=wish)


def recover_for(request: HttpRequest, username: str, *, recovers: str, wish: Wish) -> HttpResponse:
    """Begins, for a canonical username that a stranger wrote, what is registered as a recovery under this key."""
    return _recover(request, username, tenant_for_stranger(request, username), recovers=recovers, wish=wish)


def _recover(
    request: HttpRequest, username: str, tenant: Tenant, *, recovers: str, wish: Wish
) -> HttpResponse:
    recovery.refuse_locked(username)
    opened = open_sign_in(request, username, tenant=tenant, wish=wish, recovers=recovers)
    response = redirect("signin:choose_method")
    unfinished.bind(response, opened.secret)
    return response


def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Leads to the way with this key, which the person has chosen. Raises NotOffered and NotAskedFor, as its page."""
    step = step_of(request, key)
    return _lead_to(registry.get(key), step, user=step.user)


def pass_step(step: Step, user: User, proof: Passed, *, device: Device | None = None) -> HttpResponse:
    """A page reports that its step is proven. The rules are read again: verifying may have taken long."""
    return pass_method(step.request, proof, user=user, rules=method_rules(step.tenant), device=device)


def pass_method(
    request: HttpRequest, proof: Passed, *, user: User, rules: Rules, device: Device | None = None
) -> HttpResponse:
    """A page reports that something was proven; says what comes next. `device` is what proved it, if it was one.

    `user` is who proved it, as they were then: looked up again, they might have been changed meanwhile (T08). So are
    `rules`, their tenant's.
    """
    sign_in = current(request)
    note_wish(sign_in, proof, user, is_ticked=remembering.FIELD in request.POST)
    sign_in.add(by_device(proof, device), user=user)
    go_on_unless_reported(request, sign_in)
    return _proceed(request, sign_in, user, rules, device=device)


def end_step(step: Step) -> None:
    """What was asked for by this step is done, and signs nobody in: nothing of it waits any more."""
    stop_waiting(step.sign_in)
    unfinished.clear(step.request)


def settle(request: HttpRequest, key: str, *, stays: bool | None = None) -> HttpResponse:
    """A page reports that what was owed is done; says what comes next. `stays`: do they wish to stay, if it asked?"""
    step = step_owed(request, key)
    step.sign_in.stays = step.sign_in.stays if stays is None else stays
    return settle_step(step)


def settle_step(step: Step) -> HttpResponse:
    """The same, where doing it has changed the person of the step: the sign-in goes on as they stand since."""
    step.sign_in.auth_hash = step.person.get_session_auth_hash()
    step.sign_in.settled.append(step.key)
    return _proceed(step.request, step.sign_in, step.person, step.rules)


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


def sign_out(request: HttpRequest, *, all_here: bool = False, said: str = "") -> HttpResponse:
    """Signs this browser's account out, or every one that is signed in here; `said` tells what more was ended.

    Nobody else comes to hand by it: who is still signed in here is chosen by name.
    """
    waiting = several.parked_in(request)
    name = str(request.user)
    going = [session_of(request), *([one.session for one in waiting] if all_here else [])]
    gone = sids_of(going)
    if all_here:
        several.end(waiting)
        waiting = []
    end_session(request)
    text = _("%(name)s is signed out.") % {"name": name} if waiting else _("You are signed out.")
    messages.success(request, said or text)
    response = redirect("signin:identify" if waiting else settings.LOGOUT_REDIRECT_URL)
    if all_here:
        several.keep(request, response, [])
    unfinished.unbind(response)
    return say_farewell(request, gone, response)


def sign_out_parked(request: HttpRequest, account: UUID) -> HttpResponse:
    """Ends the session of one account that waits in this browser. Raises NotSignedInHere."""
    waiting = several.parked_in(request)
    going = several.find(waiting, account)
    gone = sids_of([going.session])
    several.end([going])
    messages.success(request, _("%(name)s is signed out.") % {"name": going.user})
    response = redirect("signin:identify")
    several.keep(request, response, [one for one in waiting if one is not going])
    return say_farewell(request, gone, response)


def switch(request: HttpRequest, account: UUID, *, return_to: str) -> HttpResponse:
    """Goes on as another account that is signed in to this browser. Raises NotSignedInHere."""
    under_way = unfinished.load(request)
    waiting = several.take_up(request, account)
    stop_waiting(under_way)
    response = redirect(safe_return(return_to))
    several.keep(request, response, waiting)
    unfinished.unbind(response)
    return response


def end_session(request: HttpRequest) -> None:
    """Ends this browser's session, and with it a proof that was still asked for."""
    stop_waiting(unfinished.load(request))
    logout(request)


def _proceed(
    request: HttpRequest, sign_in: SignIn, user: User, rules: Rules, *, device: Device | None = None
) -> HttpResponse:
    decision = verdict(sign_in, user, rules)
    sign_in.keep_only(decision.counted)
    sign_in.note_lacked(codes_of(decision))
    if decision.is_enough:
        adds = to_add(user, sign_in, rules)
        return finish(request, sign_in, user, device=device, reasons=decision.reasons, to_add=adds)
    if not decision.owe and not decision.prove:
        adds = to_begin_with(user, sign_in, rules)
        if adds is None:
            raise offers.stuck(sign_in, decision.reasons)
        return finish(request, sign_in, user, device=device, to_add=adds)
    # A copy of the cookies from before this proof gets no further by it (T33).
    new_session_key(request)
    unfinished.save(request, sign_in)
    then = offers.next_of(decision, user, sign_in)
    if not isinstance(then, VerificationMethod):
        return redirect(then.page)
    step = Step(request, then.key, sign_in, user.tenant, rules)
    step.decision = decision
    return _lead_to(then, step, user=user)


def _lead_to(method: VerificationMethod, step: Step, *, user: User | None) -> HttpResponse:
    """Leads to the page of this way, which begins now if the person has sent a form: opening a page asks nobody (T35).

    `user` is whose step it is, as just looked up.
    """
    if method.begin is not None and step.request.method == "POST":
        step.user = user
        method.begin(step)
    return redirect(method.page)
