"""The end of the road: a browser becomes signed in; and what its session has proven since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_otp import login as bind_device
from django_otp.models import Device

from accounts import clock
from accounts.audit.log import record
from accounts.methods.proof import Passed
from accounts.policy.facts import need_of
from accounts.policy.steps.trusted import trusted_network
from accounts.policy.strengths.required import required_of
from accounts.sessions import services as sessions
from accounts.sessions.person import session_of
from accounts.signin import proven, unfinished
from accounts.signin.browser import several
from accounts.signin.browser.remembering import is_spare, what_to_remember
from accounts.signin.browser.shown_to import mark_pages
from accounts.signin.events import PROVEN_BY_ADDING, REMEMBERED, SIGNED_IN, TRUSTED, needed, said_of
from accounts.signin.owed import ToAdd
from accounts.signin.proven import SignedIn
from accounts.signin.road.opening import new_session_key
from accounts.signin.road.reporting import reported_of
from accounts.signin.road.staying import stays
from accounts.signin.unfinished import SignIn
from accounts.signin.wish import keep_posted
from accounts.telemetry.marks import mark_of
from accounts.users import places
from accounts.users.browsers import Noted, Used, asking_browser, remember_browser
from accounts.users.events import BROWSER_REMEMBERED, NEW_BROWSER
from accounts.users.models import User


def finish(
    request: HttpRequest,
    sign_in: SignIn,
    user: User,
    *,
    device: Device | None,
    reasons: Sequence[str] = (),
    to_add: ToAdd | None = None,
) -> HttpResponse:
    """The one place where a browser becomes signed in: new session key, what was proven, an event.

    Whoever else was signed in here is parked; what was theirs goes no further (A23). Where ways are owed `to_add`, the
    session adds ways and does nothing else until they are there. `reasons` are those of the decision that it is enough.
    """
    unfinished.clear(request)
    device = _device_of(sign_in, device)
    signed_in = SignedIn(
        proofs=tuple(sign_in.passed),
        auth_time=int(clock.seconds()),
        device_label=device.name if device is not None else "",
        led_to=_was_going_to(request, sign_in),
        is_remembered=REMEMBERED in reasons,
        trusted_network=trusted_network(user.tenant, sign_in.address) if TRUSTED in reasons else "",
        owes=to_add.key if to_add is not None else "",
    )
    waiting = several.step_aside(request, comes=user)
    is_first = user.last_login is None
    if request.user.is_authenticated:
        # Django keeps the key of a session whose person proves themselves again: a copy of it must stay weak (T33).
        request.session.cycle_key()
    login(request, user, backend="accounts.sessions.backend.SessionBackend")
    mark_pages(request, user)
    if device is not None:
        bind_device(request, device)
    origin = _origin_of(request)
    sessions.begin(
        session_of(request), user, **origin, stays=stays(user, sign_in), sign_in=mark_of(sign_in.binding)
    )
    proven.keep(request, signed_in)
    keep_posted(request, sign_in.wish)
    said = said_of(request, sign_in) | _said_at_last(sign_in, signed_in, user)
    record(SIGNED_IN, tenant=user.tenant, subject=user, **said)
    response = redirect(_leads_to(sign_in, to_add))
    noted = _know_browser(request, response, sign_in, user)
    session_of(request).tell(browser_digest=noted.browser_digest)
    if noted.is_new and not is_first:
        record(NEW_BROWSER, tenant=user.tenant, subject=user, methods=list(signed_in.methods), **origin)
    several.keep(request, response, waiting)
    unfinished.unbind(response)
    return response


def _origin_of(request: HttpRequest) -> dict[str, Any]:
    return {
        "browser": asking_browser(request).label,
        "address": places.client_address(request),
    }


def _said_at_last(sign_in: SignIn, signed_in: SignedIn, user: User) -> dict[str, Any]:
    """What the log says of a sign-in that is finished: what it proved within how many seconds, and how far it opens."""
    return {
        "methods": list(signed_in.methods),
        "amr": list(signed_in.amr),
        "acr": signed_in.acr,
        "needed": needed(
            need_of(user),
            sign_in.wish.need,
            required_of(user, sign_in.wish.of),
            trusted_network=signed_in.trusted_network,
        ),
        "took": signed_in.auth_time - sign_in.started_at,
        **({"reason": REMEMBERED} if signed_in.is_remembered else {}),
        **({"reason": TRUSTED} if signed_in.trusted_network else {}),
        **({"owes": signed_in.owes} if signed_in.owes else {}),
        **({"lacked": sign_in.lacked} if sign_in.lacked else {}),
        **({"reported": reported} if (reported := reported_of(sign_in, user)) else {}),
    }


def _was_going_to(request: HttpRequest, sign_in: SignIn) -> str:
    """Whoever owed something when they proved themselves again is still on the way to where they were going."""
    before = proven.load(request) if sign_in.owes else None
    return before.led_to if before is not None else sign_in.wish.return_to


def _leads_to(sign_in: SignIn, to_add: ToAdd | None) -> str:
    """Where they were going; to the page of what they owe, unless they are on the way of adding it already."""
    if to_add is None or sign_in.is_again or sign_in.wish.adds:
        return sign_in.wish.return_to
    return to_add.page


def _know_browser(request: HttpRequest, response: HttpResponse, sign_in: SignIn, user: User) -> Noted:
    """The browser is known for this user from now on, by what was used and passed in it."""
    before = sign_in.passed_before if sign_in.is_still_in(request) else []
    methods = [proof.key for proof in sign_in.passed]
    remembered = what_to_remember(sign_in, user)
    noted = remember_browser(
        request,
        response,
        user=user,
        used=_ways_used(sign_in, methods),
        passed=(*before, *methods),
        stays=sign_in.stays,
        remembered=remembered,
    )
    if remembered:
        browser, days = asking_browser(request).label, remembered["days"]
        record(BROWSER_REMEMBERED, tenant=user.tenant, subject=user, browser=browser, days=days)
    return noted


def _ways_used(sign_in: SignIn, methods: Sequence[str]) -> Used:
    """What is offered first in this browser next time (A12).

    What a page asked for is no choice: that stays what it was, as a second step does that was none, or only a spare.
    """
    if sign_in.is_again and sign_in.last_method:
        return Used(sign_in.last_method, sign_in.last_second)
    second = next((key for key in methods[1:] if not is_spare(key)), sign_in.last_second)
    return Used(methods[0], second)


def count_added(request: HttpRequest, proof: Passed, *, device: Device, at: int) -> None:
    """What this session's own person has just added has proven them, at the time `at`: as if they had used it then.

    Whoever may add a way in could use it a moment later, so the session gets no further than that (T20). It counts
    alone, and only where it is two factors by itself: nothing proven before is made to look fresher than it is.
    """
    before = proven.load(request)
    # What is owed, and where its person was going, stays as it was.
    owes, led_to = (before.owes, before.led_to) if before is not None else ("", "")
    added = SignedIn((by_device(proof, device),), at, device.name, led_to=led_to, owes=owes)
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


def let_go(request: HttpRequest, signed_in: SignedIn) -> HttpResponse:
    """What this session owed is done: it opens everything from now on, and leads to where its person was going."""
    # A copy of the cookies from before goes on adding ways, and does nothing else (T33).
    new_session_key(request)
    proven.keep(request, replace(signed_in, owes=""))
    return redirect(signed_in.led_to)


def by_device(proof: Passed, device: Device | None) -> Passed:
    return proof if device is None else replace(proof, by=device.persistent_id)


def _device_of(sign_in: SignIn, at_hand: Device | None) -> Device | None:
    """The first device that proved something in this sign-in, None when none did."""
    first_id = next((proof.by for proof in sign_in.passed if "/" in proof.by), "")
    if at_hand is not None and at_hand.persistent_id == first_id:
        return at_hand
    return Device.from_persistent_id(first_id) if first_id else None
