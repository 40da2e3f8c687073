"""One's phones: what they are, when they were used, *This was lost*, *Remove* (D03)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy.facts import allowance_of, method_rules
from accounts.security_info.advice import advice_for
from accounts.security_info.held import held_by
from accounts.signin import proven
from accounts.signin.door import guards_ways_in, needs_fresh_proof
from accounts.signin.reach import may_change
from accounts.signin.wish import sent, typed
from accounts.users.models import User
from devices.phones import services
from devices.phones.access import account_of, standing_accounts, usable_accounts
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY, phone_settings
from devices.phones.standing import standing_of


@needs_fresh_proof
def phones(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    rules = method_rules(user.tenant)
    modes = phone_settings(rules).unlock_modes
    rows = [_row(account, user, unlock_modes=modes) for account in standing_accounts(user)]
    context = {
        "phones": rows,
        "can_report": not all(row["is_lost"] for row in rows),
        "is_allowed": allowance_of(user, KEY, rules).is_allowed,
        "advice": advice_for(request, held_by(user)),
    }
    return render(request, "devices/phones/phones.html", context)


def _row(account: PhoneAccount, user: User, *, unlock_modes: Collection[str]) -> dict[str, Any]:
    return {
        "label": account.name,
        "platform": account.phone.platform,
        "organisation": user.tenant.name if account.phone_sign_in else "",
        "standing": standing_of(account, unlock_modes=unlock_modes),
        "is_lost": account.state == PhoneAccount.State.SUSPENDED,
        "last_used_at": account.last_used_at,
        "rename_url": reverse("enrolment:rename", args=[account.pk]),
        "lost_url": reverse("enrolment:lost", args=[account.pk]),
        "remove_url": reverse("enrolment:remove", args=[account.pk]),
    }


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def lost(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Asks first, then suspends at once. Less access for everybody, so any fresh proof will do."""
    user = proven.signed_in_user(request)
    account = account_of(user, account_id)
    if sent(request) is None:
        return render(request, "devices/phones/lost.html", _before_lost(request, account))
    services.suspend_account(account, actor=user)
    proven.stay_signed_in(request)
    messages.success(request, _("%(phone)s can no longer approve anything.") % {"phone": account.name})
    return redirect("enrolment:phones")


def _before_lost(request: HttpRequest, account: PhoneAccount) -> dict[str, Any]:
    """Which phone it is, and whether its person can still help themselves without it."""
    user = proven.signed_in_user(request)
    proofs = [proof for proof in proven.proofs_of(request) if proof.by != account.persistent_id]
    is_last = not usable_accounts(user).exclude(pk=account.pk).exists()
    return {
        "account": account,
        "will_be_stuck": not may_change(user, proofs=proofs, but=KEY if is_last else ""),
    }


@guards_ways_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    user = proven.signed_in_user(request)
    account = account_of(user, account_id)
    if request.method == "POST":
        services.remove_account(account, actor=user)
        proven.stay_signed_in(request)
        messages.success(request, _("%(phone)s has been removed.") % {"phone": account.name})
        return redirect("security_info:methods")
    typed(request)
    context = {
        "title": _("Remove %(phone)s?") % {"phone": account.name},
        "text": _("It can no longer approve your sign-ins. You can add it again at any time."),
        "action_url": request.path,
        "action_label": _("Remove"),
        "danger": True,
        "back_url": reverse("enrolment:phones"),
    }
    return render(request, "accounts/security_info/confirm.html", context)
