"""One's phones: what they are, when they were used, *This was lost*, *Remove* (D03)."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy.facts import allowance_of
from accounts.signin import proven
from accounts.signin.door import guards_ways_in, needs_fresh_proof
from accounts.signin.wish import sent
from devices.phones import services
from devices.phones.access import account_of, standing_accounts
from devices.phones.settings import KEY


@needs_fresh_proof
def phones(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    rows = [
        {
            "label": account.phone.label,
            "platform": account.phone.platform,
            "organisation": user.tenant.name if account.phone_sign_in else "",
            "state": "active" if account.is_usable else "suspended",
            "last_used_at": account.last_used_at,
            "lost_url": reverse("enrolment:lost", args=[account.pk]),
            "remove_url": reverse("enrolment:remove", args=[account.pk]),
        }
        for account in standing_accounts(user)
    ]
    can_add = allowance_of(user, KEY).is_allowed
    return render(request, "devices/phones/phones.html", {"phones": rows, "can_add": can_add})


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def lost(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Suspends at once. Less access for everybody, so any fresh proof will do."""
    if sent(request) is None:
        return redirect("enrolment:phones")
    user = proven.signed_in_user(request)
    account = account_of(user, account_id)
    services.suspend_account(account, actor=user)
    proven.stay_signed_in(request)
    messages.success(request, _("%(phone)s can no longer approve anything.") % {"phone": account.phone.label})
    return redirect("enrolment:phones")


@guards_ways_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    user = proven.signed_in_user(request)
    account = account_of(user, account_id)
    if request.method == "POST":
        services.remove_account(account, actor=user)
        proven.stay_signed_in(request)
        messages.success(request, _("%(phone)s has been removed.") % {"phone": account.phone.label})
        return redirect("security_info:methods")
    context = {
        "title": _("Remove %(phone)s?") % {"phone": account.phone.label},
        "text": _("It can no longer approve your sign-ins. You can add it again at any time."),
        "action_url": request.path,
        "action_label": _("Remove"),
        "danger": True,
        "back_url": reverse("enrolment:phones"),
    }
    return render(request, "accounts/security_info/confirm.html", context)
