"""Finishing what a phone approved: once, in time, by the browser that asked, while everything still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.policy.rules import Passed
from accounts.policy.services import allowance_of, policy_of
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move, why_not
from devices.approvals.refusals import NotThisBrowser, PolicyChanged
from devices.approvals.services import METHOD_KEY
from devices.approvals.state import State
from devices.phones.access import lock_account
from devices.phones.models import PhoneAccount

FINISH_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True)
class Consumed:
    """An approval that has been used up: what it proved, of whom, and which account on which phone proved it."""

    proof: Passed
    user: User
    account: PhoneAccount


@transaction.atomic
def consume(request: ApprovalRequest, *, binding: str, user: User) -> Consumed:
    """Uses an approval up: once, in time, by the browser that asked, for the user who is signing in, as they are.

    The user's and the phone's rows are locked and looked at again first: whoever revokes either waits for this,
    or this waits for them and is refused (T08).
    """
    if request.browser_digest != binding or request.user_id != user.pk:
        raise NotThisBrowser(f"request {request.pk}")
    if request.decided_by_id is None:
        raise why_not(request)
    locked_user = lock_user(user.pk)
    if locked_user.get_session_auth_hash() != user.get_session_auth_hash():
        raise PolicyChanged(
            f"request {request.pk}: the password changed, or every session was ended, meanwhile"
        )
    account = lock_account(request.decided_by_id)
    check_standing(locked_user, account, request)
    if not move(request, State.CONSUMED, only=Q(browser_digest=binding, user=user, decided_by=account)):
        raise why_not(request)
    return Consumed(proof=_proof_of(request, account), user=locked_user, account=account)


def check_standing(user: User, account: PhoneAccount, request: ApprovalRequest) -> None:
    """Refuses unless user, phone and policy still stand; the rows must be locked."""
    is_standing = user.is_active and user.tenant.is_active and account.user_id == user.pk
    policy = policy_of(user.tenant)
    if request.kind == ApprovalRequest.Kind.ENROL:
        is_usable = account.pk == request.only_account_id and account.state == PhoneAccount.State.ACTIVE
        is_usable = is_usable and account.phone.state == account.phone.State.ACTIVE
    else:
        is_usable = account.is_usable
    if not (is_standing and is_usable and policy is not None and allowance_of(user, METHOD_KEY).is_allowed):
        raise PolicyChanged(f"request {request.pk}: user, phone or policy no longer stands")
    if account.unlock_mode and account.unlock_mode not in policy.unlock_modes:
        raise PolicyChanged(f"request {request.pk}: unlock {account.unlock_mode} is no longer allowed")
    needs_sign_in = request.kind in (ApprovalRequest.Kind.SIGN_IN, ApprovalRequest.Kind.REAUTHENTICATE)
    if needs_sign_in and not account.phone_sign_in:
        raise PolicyChanged(f"request {request.pk}: phone sign-in is off for this account")


AMR = {"platform": ("swk", "user", "mca", "mfa"), "pin": ("swk", "pin", "mca", "mfa"), "": ("swk", "mca")}


def _proof_of(request: ApprovalRequest, account: PhoneAccount) -> Passed:
    """What this approval may claim, by the unlock that was really proven (RFC 8176)."""
    unlock_proof = request.challenges.values_list("unlock_proof", flat=True).get(phone_account=account)
    mode = unlock_proof["mode"] if unlock_proof else ""
    factors = {"have", "unlock"} if mode else {"have"}
    return Passed(key=METHOD_KEY, factors=frozenset(factors), amr=AMR[mode])
