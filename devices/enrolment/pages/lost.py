"""*This was lost*: asks first, and says what follows (D03)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.signin.reach import may_change
from accounts.signin.wish import sent
from devices.phones import services
from devices.phones.access import account_of, usable_accounts
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY


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
    """Which phone it is, what stops with it, and whether its person can still help themselves without it."""
    user = proven.signed_in_user(request)
    proofs = [proof for proof in proven.proofs_of(request) if proof.by != account.persistent_id]
    is_last = not usable_accounts(user).exclude(pk=account.pk).exists()
    return {
        "account": account,
        "goes_along": goes_along(account),
        "will_be_stuck": not may_change(user, proofs=proofs, but=KEY if is_last else ""),
    }


def goes_along(account: PhoneAccount) -> list[str]:
    """What came with this phone and stops with it, in words: its passkey (B16), its codes (C06)."""
    told = []
    if account.passkeys.filter(is_only_unlock=False).exists():
        told.append(_("Its passkey signs you in no more."))
    if account.codes.exists():
        told.append(_("The six-digit codes it shows for this account are taken no more."))
    return told
