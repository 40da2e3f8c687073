"""Finishing what a phone approved: once, in time, by the browser that asked, while everything still stands.

What no longer stands ends its requests at once: whoever waits is told, instead of waiting for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.audit.details import explain
from accounts.methods.proof import HAVE, UNLOCK, Passed
from accounts.policy.facts import Rules, allowance_of, has_policy, method_rules, rules_of, with_rules
from accounts.policy.ways_in import people_allowed
from accounts.refusals import NoSignInUnderWay
from accounts.statements.composing import composed_once, first
from accounts.telemetry.measures import Timed
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.moves import move, revoke, why_not
from devices.approvals.refusals import NobodyMayApprove, NotThisBrowser, PolicyChanged
from devices.approvals.state import State
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY, phone_settings

ANSWER_TO_BROWSER = Timed(
    "handslag_approved_to_browser_seconds", "From a phone's approval until its browser used it."
)


@dataclass(frozen=True)
class Consumed:
    """An approval that has been used up: what it proved, of whom, and which account on which phone proved it.

    `rules` are those of the user's tenant, as they stood when it counted.
    """

    proof: Passed
    user: User
    account: PhoneAccount
    rules: Rules


def consume(request: ApprovalRequest, *, binding: str, user_id: UUID | None, auth_hash: str) -> Consumed:
    """Uses an approval up: once, in time, by the browser that asked, for the user who is signing in.

    `auth_hash` is the user's of when it was asked for. The user's and the phone's rows are locked and looked at only
    then: whoever revokes either waits for this, or this waits for them and is refused (T08). In the caller's
    transaction, without a savepoint: what is refused has written nothing.
    """
    if request.browser_digest != binding or user_id is None or request.user_id != user_id:
        raise NotThisBrowser(f"request {request.pk}")
    if request.decided_by_id is None:
        raise why_not(request)
    user = lock_user(user_id)
    if not user.still_has(auth_hash):
        raise NoSignInUnderWay(f"request {request.pk}: the password changed, or every session was ended")
    answered = _lock_answer(request.pk, request.decided_by_id)
    account = answered.phone_account
    rules = rules_of(answered)
    check_standing(user, account, request, rules)
    if not move(request, State.CONSUMED):
        raise why_not(request)
    if request.approved_at is not None:
        ANSWER_TO_BROWSER.took((clock.now() - request.approved_at).total_seconds())
    proof = _proven(account, answered.unlock_proof)
    return Consumed(proof=proof, user=user, account=account, rules=rules)


def _lock_answer(request: UUID, account: UUID) -> Challenge:
    """What this account on a phone answered; its row and its phone's are locked and read as `lock_account` has it."""
    answered = first(_answered(request, account))
    if answered is None:
        raise PolicyChanged(f"request {request}: not answered by account {account}")
    return answered


@composed_once
def _answered(request: UUID, account: UUID, /) -> QuerySet[Challenge]:
    rows = Challenge.objects.select_for_update(of=("phone_account", "phone_account__phone"), no_key=True)
    rows = rows.select_related("phone_account__phone").filter(request=request, phone_account=account)
    return with_rules(rows, tenant="phone_account__user__tenant")


def check_standing(user: User, account: PhoneAccount, request: ApprovalRequest, rules: Rules) -> None:
    """Refuses unless user, phone and policy still stand; the rows must be locked, and `rules` read with the last."""
    is_standing = user.may_sign_in and user.tenant.is_active and user.tenant_id == request.tenant_id
    kind = kinds.of(request.kind)
    if kind.asks_untested:
        is_usable = account.pk == request.only_account_id and account.state == PhoneAccount.State.ACTIVE
        is_usable = is_usable and account.phone.state == account.phone.State.ACTIVE
    else:
        is_usable = account.is_usable
    is_allowed = allowance_of(user, KEY, rules).is_allowed
    if not has_policy(user.tenant) or not (is_standing and is_allowed):
        raise NobodyMayApprove(f"request {request.pk}: user, tenant or policy no longer stands")
    if kind.may_skip_unlock and not request.unlock_required and phone_settings(rules).unlock_second_step:
        raise NobodyMayApprove(f"request {request.pk}: an approval without an unlock is no longer allowed")
    if not (is_usable and account.user_id == user.pk):
        raise PolicyChanged(f"request {request.pk}: the phone no longer stands")
    modes = phone_settings(rules).modes_for(is_attested=account.unlock_attested)
    if account.unlock_mode and account.unlock_mode not in modes:
        raise PolicyChanged(f"request {request.pk}: unlock {account.unlock_mode} is no longer allowed")
    if kind.needs_phone_sign_in and not account.phone_sign_in:
        raise PolicyChanged(f"request {request.pk}: phone sign-in is off for this account")


def revoke_disallowed(tenant_id: UUID) -> int:
    """Ends every open request that nobody may answer any more under the policy as it stands now; returns how many.

    Decoys go with their organisation alone: in no group, they stand for somebody who may (A18).
    """
    tenant = Tenant.objects.select_related("policy").get(pk=tenant_id)
    rows = ApprovalRequest.objects.filter(tenant=tenant)
    rules = method_rules(tenant)
    rule = rules.get(KEY)
    if tenant.is_active and has_policy(tenant) and rule is not None and rule.is_on:
        is_disallowed = Q(user__isnull=False) & ~Q(user__in=people_allowed(tenant, rule))
        rows = rows.filter(is_disallowed | _lacks_unlock(rules))
    return revoke(rows)


def _lacks_unlock(rules: Rules) -> Q:
    """Asked for without an unlock, where second steps now need one (F03, E19)."""
    if not phone_settings(rules).unlock_second_step:
        return Q(pk__in=())
    return Q(
        kind__in=[kind.key for kind in kinds.registered() if kind.may_skip_unlock], unlock_required=False
    )


def revoke_of_person(user_id: UUID) -> int:
    """Ends every open request of somebody whose sessions have ended: none of them could be finished any more (T08)."""
    return revoke(ApprovalRequest.objects.filter(user=user_id))


explain(
    "amr",
    {
        "swk": _("a key on the phone"),
        "hwk": _("a key in the phone's hardware"),
        "user": _("unlocked by its person"),
        "pin": _("the app's PIN"),
        "mca": _("apart from the browser"),
    },
)
AMR = {
    "platform": ("swk", "user", "mca", "mfa"),
    "pin": ("swk", "pin", "mca", "mfa"),
    "hardware": ("swk", "user", "mca", "mfa"),
    "": ("swk", "mca"),
}
ATTESTED_AMR = ("hwk", "user", "mca", "mfa")


@composed_once
def _unlock_proof(request: UUID, account: UUID, /) -> QuerySet[Challenge, dict[str, Any] | None]:
    rows = Challenge.objects.filter(request=request, phone_account=account)
    return rows.values_list("unlock_proof", flat=True)


def proof_of(request: ApprovalRequest, account: PhoneAccount) -> Passed:
    """What this approval may claim, by the unlock that was really proven (RFC 8176)."""
    [unlock_proof] = _unlock_proof(request.pk, account.pk)
    return _proven(account, unlock_proof)


def _proven(account: PhoneAccount, unlock_proof: dict[str, Any] | None) -> Passed:
    mode = unlock_proof["mode"] if unlock_proof else ""
    factors = {HAVE, UNLOCK} if mode else {HAVE}
    is_attested = mode == PhoneAccount.UnlockMode.HARDWARE and account.unlock_attested
    return Passed(key=KEY, factors=frozenset(factors), amr=ATTESTED_AMR if is_attested else AMR[mode])
