"""Who may come in: an admin whose own phone proved this sign-in, not too long ago.

A one-time link or a password never opens the portal: whoever can change everybody's way in must have shown two
factors of their own (E03, T23).
"""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.methods import registry
from accounts.policy.services import allowance_of
from accounts.signin import flow, proven
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.phones.models import PhoneAccount
from devices.phones.services import METHOD_KEY

OPEN_SECONDS = 12 * 3600
CHANGE_SECONDS = 30 * 60
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def asker(request: HttpRequest) -> User:
    """Whoever has come through the gate."""
    return proven.signed_in_user(request)


def is_open(request: HttpRequest, *, now: float) -> bool:
    """May this request see the portal at all?"""
    signed_in = proven.load(request)
    return (
        signed_in is not None
        and may(asker(request), Act.OPEN_PORTAL)
        and signed_in.is_strong
        and _phone_stands(request)
        and now - signed_in.auth_time <= OPEN_SECONDS
    )


def refusal(request: HttpRequest, *, now: float) -> HttpResponse | None:
    """The page that tells what is missing, None when nothing is."""
    signed_in = proven.load(request)
    if signed_in is None:
        return flow.ask_again(request)
    if not may(asker(request), Act.OPEN_PORTAL):
        return render(request, "idp/portal/not_staff.html", status=403)
    if now - signed_in.auth_time > OPEN_SECONDS:
        return flow.ask_again(request)
    if not is_open(request, now=now):
        return _needs_phone(request)
    if request.method not in READING and now - signed_in.auth_time > CHANGE_SECONDS:
        return flow.ask_again(request)
    return None


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The portal's sign-in page: our own flow. POST asks somebody signed in for their phone."""
    if is_open(request, now=time.time()):
        return redirect("admin:index")
    if request.method == "POST" and proven.load(request) is not None:
        return _ask_phone(request)
    return refusal(request, now=time.time()) or redirect("admin:index")


def _phone_stands(request: HttpRequest) -> bool:
    """Did a phone prove this sign-in, and may it still? A suspended phone closes the portal at once (T08)."""
    device = getattr(request.user, "otp_device", None)
    return isinstance(device, PhoneAccount) and device.is_usable


def _needs_phone(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    context = {
        "is_allowed": allowance_of(user, METHOD_KEY).is_allowed,
        "has_phone": registry.get(METHOD_KEY).may_start_for(user),
    }
    return render(request, "idp/portal/needs_phone.html", context, status=403)


def _ask_phone(request: HttpRequest) -> HttpResponse:
    """Fresh proof, and by the phone: what this browser used last would be asked otherwise, and never opens."""
    return flow.begin(
        request,
        asker(request).username,
        return_to=reverse("admin:index"),
        purpose="reauthenticate",
        method=METHOD_KEY,
    )
