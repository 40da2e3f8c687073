"""One's phones: what they are, how they stand and when they were used (D03)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import clock
from accounts.policy.facts import allowance_of, method_rules
from accounts.security_info.advice import advice_for
from accounts.security_info.held import held_by
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.users.models import User
from devices.approvals.services import silent_among
from devices.phones.access import standing_accounts
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY, phone_settings
from devices.phones.standing import Standing, standing_of


@needs_fresh_proof
def phones(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    rules = method_rules(user.tenant)
    settings = phone_settings(rules)
    accounts = list(standing_accounts(user))
    silent = silent_among(accounts, now=clock.now())
    rows = [
        _row(account, user, standing_of(account, settings=settings, may_be_lost=account.pk in silent))
        for account in accounts
    ]
    context = {
        "phones": rows,
        "can_report": not all(row["is_stopped"] for row in rows),
        "is_allowed": allowance_of(user, KEY, rules).is_allowed,
        "advice": advice_for(request, held_by(user)),
    }
    return render(request, "devices/phones/phones.html", context)


def _row(account: PhoneAccount, user: User, standing: Standing) -> dict[str, Any]:
    return {
        "label": account.name,
        "platform": account.phone.platform,
        "organisation": user.tenant.name if account.phone_sign_in else "",
        "standing": standing,
        "is_stopped": account.state == PhoneAccount.State.SUSPENDED,
        "lost_at": account.lost_at,
        "last_used_at": account.last_used_at,
        "last_used_place": account.last_used_place,
        "rename_url": reverse("enrolment:rename", args=[account.pk]),
        "lost_url": reverse("enrolment:lost", args=[account.pk]),
        "bring_back_url": reverse("security_info:bring_back", args=[KEY, account.pk]),
        "remove_url": reverse("security_info:remove", args=[KEY, account.pk]),
    }
